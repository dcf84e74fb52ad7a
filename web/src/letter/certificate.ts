/**
 * Letters that are sealed to a certificate: how the file key of an age file is wrapped to its key, and unwrapped with the private key
 * (docs/formats.md section 16). RSA by RSA-OAEP with SHA-256; a curve by ECDH with a key of its own, HKDF-SHA256 and ChaCha20-Poly1305.
 * For which message between which States it is stands in the label, or in what the key is derived with: another letter's header opens
 * nothing here.
 */

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { Stanza, type Identity, type Recipient } from "age-encryption";

import { base64, unbase64, utf8 } from "../seal";

/** Name of the stanza in an age header. */
const NAME = "khien/v1/letter";
const NONCE = new Uint8Array(12);
/** Curves, as WebCrypto names them. */
const CURVES: Record<string, string> = { p256: "P-256", p384: "P-384" };
const LENGTHS: Record<string, number> = { p256: 256, p384: 384 };

/** The certificate to which a letter is sealed. */
export interface SealedTo {
  /** SHA-256 of the certificate, hex. */
  fingerprint: string;
  kind: "rsa" | "p256" | "p384";
  /** SubjectPublicKeyInfo, base64. */
  spki: string;
}

/** For which message of which State to which a letter is. */
export interface Bound {
  message: string;
  from: string;
  to: string;
}

function label({ message, from, to }: Bound, fingerprint: string): Uint8Array {
  return utf8(`${NAME}/${message}/${from}/${to}/${fingerprint}`);
}

function derived(shared: ArrayBuffer, point: Uint8Array, info: Uint8Array): Uint8Array {
  return hkdf(sha256, new Uint8Array(shared), point, info, 32);
}

/** Seals to a certificate. */
export class ToCertificate implements Recipient {
  constructor(private readonly to: SealedTo, private readonly bound: Bound) {}

  async wrapFileKey(fileKey: Uint8Array): Promise<Stanza[]> {
    const { fingerprint, kind, spki } = this.to;
    const said = label(this.bound, fingerprint);
    const head = [NAME, kind, fingerprint, this.bound.message, this.bound.from, this.bound.to];
    if (kind === "rsa") {
      const algorithm = { name: "RSA-OAEP", hash: "SHA-256" };
      const key = await crypto.subtle.importKey("spki", unbase64(spki) as BufferSource, algorithm, false, ["encrypt"]);
      const body = await crypto.subtle.encrypt({ name: "RSA-OAEP", label: said as BufferSource }, key, fileKey as BufferSource);
      return [new Stanza(head, new Uint8Array(body))];
    }
    const algorithm = { name: "ECDH", namedCurve: CURVES[kind] };
    const theirs = await crypto.subtle.importKey("spki", unbase64(spki) as BufferSource, algorithm, false, []);
    const own = await crypto.subtle.generateKey(algorithm, true, ["deriveBits"]);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, LENGTHS[kind]);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
    return [new Stanza([...head, base64(point)], chacha20poly1305(derived(shared, point, said), NONCE).encrypt(fileKey))];
  }
}

/** Opens with one of the private keys of a file (PKCS#8, DER). What the header says that it is for stands in `bound` afterwards. */
export class WithKey implements Identity {
  bound: Bound | undefined;

  constructor(private readonly keys: readonly Uint8Array[]) {}

  async unwrapFileKey(stanzas: Stanza[]): Promise<Uint8Array | null> {
    for (const { args: [name, kind = "", fingerprint = "", message = "", from = "", to = "", point = ""], body } of stanzas) {
      if (name !== NAME) continue;
      const bound = { message, from, to };
      for (const key of this.keys) {
        const opened = await unwrap(kind, key, label(bound, fingerprint), body, point).catch(() => null);
        if (opened?.length === 16) {
          this.bound = bound;
          return opened;
        }
      }
    }
    return null;
  }
}

async function unwrap(kind: string, pkcs8: Uint8Array, said: Uint8Array, body: Uint8Array, epk: string): Promise<Uint8Array> {
  if (kind === "rsa") {
    const algorithm = { name: "RSA-OAEP", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("pkcs8", pkcs8 as BufferSource, algorithm, false, ["decrypt"]);
    return new Uint8Array(await crypto.subtle.decrypt({ name: "RSA-OAEP", label: said as BufferSource }, key, body as BufferSource));
  }
  const algorithm = { name: "ECDH", namedCurve: CURVES[kind] };
  const key = await crypto.subtle.importKey("pkcs8", pkcs8 as BufferSource, algorithm, false, ["deriveBits"]);
  const point = unbase64(epk);
  const theirs = await crypto.subtle.importKey("raw", point as BufferSource, algorithm, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, key, LENGTHS[kind]);
  return chacha20poly1305(derived(shared, point, said), NONCE).decrypt(body);
}
