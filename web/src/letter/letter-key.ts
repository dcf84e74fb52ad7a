/**
 * Reads the private keys of a file: PKCS#12 (`.p12`, `.pfx`), or PKCS#8 in PEM, with or without a password. It stands in letters that are
 * sealed to a certificate, and in no others: reading these files takes more code than all the rest of the page.
 */

import forge from "node-forge/lib/forge";
import "node-forge/lib/pkcs12";

/** Why a file gives no key; the page has words for each. */
export type Unread = "key-wrong" | "key-unread" | "key-none" | "key-old";

/** The keys (PKCS#8, DER), or why there are none. */
export type Read = { keys: Uint8Array[] } | { unread: Unread };

/** A private key fills less; what is longer is another file. */
const BYTES_MAX = 1 << 20;

const binary = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
const bytesOf = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const der = (node: unknown) => bytesOf(forge.asn1.toDer(node).getBytes());

/** Reads a file. */
export function readKeys(file: Uint8Array, password: string): Read {
  if (file.length > BYTES_MAX) return { unread: "key-unread" };
  const text = new TextDecoder("latin1").decode(file);
  try {
    return text.includes("-----BEGIN ") ? fromPem(text, password) : fromPkcs12(file, password);
  } catch {
    return { unread: "key-unread" };
  }
}

function fromPem(text: string, password: string): Read {
  const found = /-----BEGIN (ENCRYPTED )?PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END \1?PRIVATE KEY-----/.exec(text);
  if (!found) return { unread: text.includes("PRIVATE KEY-----") ? "key-unread" : "key-none" };
  const node = forge.asn1.fromDer(forge.util.decode64(found[2]));
  if (!found[1]) return { keys: [der(node)] };
  return decrypted(() => {
    const info = forge.pki.decryptPrivateKeyInfo(node, forge.util.encodeUtf8(password));
    if (!info) throw new Error("password");
    return [der(info)];
  });
}

function fromPkcs12(file: Uint8Array, password: string): Read {
  const node = forge.asn1.fromDer(binary(file));
  const first = decrypted(() => keysOf(forge.pkcs12.pkcs12FromAsn1(node, false, password)));
  const plain = /^[\x20-\x7e]*$/.test(password);
  if (plain || !("unread" in first) || first.unread !== "key-wrong") return first;
  // A password beyond ASCII is UTF-16 for the sum over the file, and UTF-8 for its parts (RFC 7292, RFC 8018). The library knows one of
  // them at a time; without the sum the parts open. That it is the right key the letter itself shows.
  node.value = node.value.slice(0, 2);
  return decrypted(() => keysOf(forge.pkcs12.pkcs12FromAsn1(node, false, forge.util.encodeUtf8(password))));
}

/** Bags of a key come as the library's own RSA key, or, of other kinds, as they stand in the file. */
function keysOf(read: { safeContents: { safeBags: { type: string; key?: unknown; asn1?: unknown }[] }[] }): Uint8Array[] {
  const { pkcs8ShroudedKeyBag, keyBag } = forge.pki.oids;
  return read.safeContents.flatMap(({ safeBags }) => safeBags)
    .filter(({ type }) => type === pkcs8ShroudedKeyBag || type === keyBag)
    .map(({ key, asn1 }) => der(key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : asn1));
}

function decrypted(keys: () => Uint8Array[]): Read {
  try {
    const found = keys();
    return found.length ? { keys: found } : { unread: "key-none" };
  } catch (error) {
    const { message } = error as Error;
    if (/Cannot read PKCS#12 PFX/.test(message)) return { unread: "key-unread" };
    return { unread: /unsupported|not supported/i.test(message) ? "key-old" : "key-wrong" };
  }
}

(globalThis as { khienReadKeys?: typeof readKeys }).khienReadKeys = readKeys;
