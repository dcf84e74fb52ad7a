/**
 * Keys to which a letter is sealed, made by OpenSSL: what it exports is read, what is sealed to its certificates opens with it, and with
 * nothing else.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, webcrypto } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Decrypter, Encrypter } from "age-encryption";
import { bundled } from "./bundled.mjs";

globalThis.crypto ??= webcrypto;

const folder = mkdtempSync(join(tmpdir(), "khien-key-"));
const at = (name) => join(folder, name);
const openssl = (...words) => execFileSync("openssl", words, { stdio: ["ignore", "pipe", "ignore"], cwd: folder });
const KINDS = { rsa: ["rsa:2048"], p256: ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], p384: ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"] };
const BOUND = { message: "07".repeat(16), from: "XA", to: "XC" };
const PASSWORD = "Mật khẩu 1";

let readKeys;
let certificate;

before(async () => {
  await bundled("src/letter/letter-key.ts");
  readKeys = globalThis.khienReadKeys;
  certificate = await bundled("src/letter/certificate.ts");
  for (const [kind, words] of Object.entries(KINDS)) {
    openssl("req", "-x509", "-newkey", ...words, "-nodes", "-keyout", `${kind}.pem`, "-out", `${kind}.crt`, "-days", "30", "-subj", `/CN=${kind}`);
    openssl("x509", "-in", `${kind}.crt`, "-outform", "DER", "-out", `${kind}.der`);
    writeFileSync(at(`${kind}.pub`), openssl("x509", "-in", `${kind}.crt`, "-noout", "-pubkey"));
  }
});

after(() => rmSync(folder, { recursive: true, force: true }));

const file = (name) => new Uint8Array(readFileSync(at(name)));
const hex = (bytes) => Buffer.from(bytes).toString("hex");

function sealedTo(kind) {
  const spki = readFileSync(at(`${kind}.pub`), "utf8").replace(/-----.*-----|\s/g, "");
  return { kind, spki, fingerprint: createHash("sha256").update(file(`${kind}.der`)).digest("hex") };
}

async function sealed(kind, text = "a letter") {
  const encrypter = new Encrypter();
  encrypter.addRecipient(new certificate.ToCertificate(sealedTo(kind), BOUND));
  return encrypter.encrypt(text);
}

async function opened(bytes, keys) {
  const decrypter = new Decrypter();
  const identity = new certificate.WithKey(keys);
  decrypter.addIdentity(identity);
  return { text: await decrypter.decrypt(bytes, "text"), bound: identity.bound };
}

/** The forms in which a key is kept, each made by OpenSSL. */
const FORMS = {
  "PKCS#12 as OpenSSL 3 and Windows make it now": (kind, out, pass) =>
    ["pkcs12", "-export", "-inkey", `${kind}.pem`, "-in", `${kind}.crt`, "-out", out, "-passout", `pass:${pass}`],
  "PKCS#12 as Windows made it for long (3DES, SHA-1)": (kind, out, pass) =>
    ["pkcs12", "-export", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1", "-inkey", `${kind}.pem`, "-in", `${kind}.crt`, "-out", out, "-passout", `pass:${pass}`],
  "encrypted PKCS#8": (kind, out, pass) => ["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-in", `${kind}.pem`, "-out", out, "-passout", `pass:${pass}`],
};

for (const [form, words] of Object.entries(FORMS)) {
  for (const kind of Object.keys(KINDS)) {
    test(`${form}, ${kind}: opens what is sealed to its certificate, with its password and no other`, async () => {
      for (const password of ["correct horse", PASSWORD]) {
        openssl(...words(kind, "key", password));
        const read = readKeys(file("key"), password);
        assert.equal(read.keys?.length, 1, JSON.stringify(read));
        assert.deepEqual(await opened(await sealed(kind), read.keys), { text: "a letter", bound: BOUND });
        assert.deepEqual(readKeys(file("key"), `${password}.`), { unread: "key-wrong" });
        assert.deepEqual(readKeys(file("key"), ""), { unread: "key-wrong" });
      }
    });
  }
}

test("a key without a password opens; a key of another certificate, of another kind or for another message opens nothing", async () => {
  const keys = (kind) => readKeys(file(`${kind}.pem`), "").keys;
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "other.pem", "-out", "other.crt", "-days", "30", "-subj", "/CN=other");
  for (const kind of Object.keys(KINDS)) {
    assert.equal((await opened(await sealed(kind), keys(kind))).text, "a letter");
    for (const wrong of [...Object.keys(KINDS), "other"].filter((one) => one !== kind)) {
      await assert.rejects(opened(await sealed(kind), keys(wrong)), wrong);
    }
    const bytes = Buffer.from(await sealed(kind));
    const head = bytes.indexOf(BOUND.message);
    bytes.write("08", head, "latin1");
    await assert.rejects(opened(new Uint8Array(bytes), keys(kind)), "the header says another message");
    const end = Buffer.from(await sealed(kind));
    end[end.length - 1] ^= 1;
    await assert.rejects(opened(new Uint8Array(end), keys(kind)), "changed on its way");
  }
});

test("what is no key file says what it is", () => {
  openssl("pkcs12", "-export", "-nokeys", "-in", "rsa.crt", "-out", "no-key", "-passout", "pass:x");
  openssl("rsa", "-traditional", "-in", "rsa.pem", "-out", "old.pem");
  assert.deepEqual(readKeys(file("no-key"), "x"), { unread: "key-none" });
  assert.deepEqual(readKeys(file("rsa.crt"), ""), { unread: "key-none" });
  assert.deepEqual(readKeys(file("rsa.der"), ""), { unread: "key-unread" });
  assert.deepEqual(readKeys(file("old.pem"), ""), { unread: "key-unread" });
  assert.deepEqual(readKeys(new TextEncoder().encode("a text"), ""), { unread: "key-unread" });
  assert.deepEqual(readKeys(new Uint8Array(2 << 20), ""), { unread: "key-unread" });
  for (let n = 0; n < 200; n++) {
    const broken = file("no-key");
    broken[(n * 7919) % broken.length] ^= 1 + (n % 255);
    const read = readKeys(broken, "x");
    assert.ok("unread" in read, hex(broken));
  }
});
