/** A time-stamping authority of OpenSSL behind HTTP, at the address that the node of this run asks (KHIEN_TSA), under the root that it believes. */

import { execFile } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const CONFIG = `[tsa]
default_tsa = one
[one]
serial = ./serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
[req]
distinguished_name = name
[name]
[stamps]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
basicConstraints = CA:FALSE
`;

/** Starts it in a folder; gives the certificate of its root, and what ends it. */
export async function timeAuthority(folder, address = process.env.KHIEN_TSA) {
  const openssl = (...args) => run("openssl", args, { cwd: folder });
  writeFileSync(join(folder, "tsa.cnf"), CONFIG);
  writeFileSync(join(folder, "serial"), "01\n");
  const made = ["-config", "tsa.cnf", "-nodes", "-newkey", "rsa:2048"];
  for (const file of ["root.key", "root.pem"]) copyFileSync(join(process.env.KHIEN_TSA_ROOT, file), join(folder, file));
  await openssl("req", ...made, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Invented time desk");
  const signs = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "30", "-extfile", "tsa.cnf", "-extensions", "stamps"];
  await openssl("x509", "-req", "-in", "tsa.csr", "-out", "tsa.pem", ...signs);
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    writeFileSync(join(folder, "question.tsq"), Buffer.concat(parts));
    await openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "question.tsq", "-signer", "tsa.pem", "-inkey", "tsa.key", "-out", "answer.tsr");
    response.writeHead(200, { "content-type": "application/timestamp-reply" }).end(readFileSync(join(folder, "answer.tsr")));
  });
  const [host, port] = address.split(":");
  await new Promise((resolve) => server.listen(Number(port), host, resolve));
  return { root: join(folder, "root.pem"), close: () => server.close() };
}
