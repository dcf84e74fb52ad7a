/** Keys: those that a receipt gives (docs/formats.md section 3) and pairs of keys that teams and staff own. */

import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";

import { hex, unhex, utf8 } from "./encode";
import type { Receipt } from "./receipt";

/** What a receipt derives. Only `mailbox`, `recipient` and `verify` may leave the browser with a report. */
export interface ReporterKeys {
  /** Hex; shown to the server only to open the mailbox. */
  address: string;
  /** Hex of SHA-256 of the address: the name that the server keeps. */
  mailbox: string;
  /** `AGE-SECRET-KEY-1…` */
  identity: string;
  /** `age1…` */
  recipient: string;
  /** Hex Ed25519 seed. */
  seed: string;
  /** Hex Ed25519 public key. */
  verify: string;
}

/** An age identity with a signing seed: a member of staff's, or a team's for one epoch. */
export interface Keys {
  /** `AGE-SECRET-KEY-1…` */
  age: string;
  /** Hex Ed25519 seed. */
  sign: string;
}

/** The public halves of {@link Keys}. */
export interface PublicKeys {
  /** `age1…` */
  recipient: string;
  /** Hex Ed25519 public key. */
  verify: string;
}

/** SHA-256. */
export function sha(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}

/** HKDF-SHA256 of 32 bytes. */
export function derive(ikm: Uint8Array, salt: Uint8Array, info: string): Uint8Array {
  return hkdf(sha256, ikm, salt, utf8(info), 32);
}

/** The Bech32 text of an X25519 scalar, as stock `age` writes and reads it. */
export function identityOf(scalar: Uint8Array): string {
  return bech32.encodeFromBytes("age-secret-key-", scalar).toUpperCase();
}

/** The recipient that belongs to an identity. Throws when the text is no X25519 identity. */
export function recipientOf(identity: string): string {
  const { prefix, bytes } = bech32.decodeToBytes(identity.toLowerCase() as `${string}1${string}`);
  if (prefix !== "age-secret-key-" || bytes.length !== 32) throw new Error("not an age identity");
  return bech32.encodeFromBytes("age", x25519.getPublicKey(bytes));
}

/** The public key of an Ed25519 seed, both hex. */
export function verifyKeyOf(seed: string): string {
  return hex(ed25519.getPublicKey(unhex(seed)));
}

/**
 * All that a receipt derives. The root's public key (hex) goes into the salt, so that a receipt pins it: under another
 * root the same receipt has another address and another signing key.
 */
export function reporterKeys(receipt: Receipt, root: string): ReporterKeys {
  const ikm = utf8(receipt);
  const salt = sha256(unhex(root));
  const address = derive(ikm, salt, "khien/v1/mailbox");
  const identity = identityOf(derive(ikm, salt, "khien/v1/age"));
  const seed = hex(derive(ikm, salt, "khien/v1/sign"));
  return {
    address: hex(address),
    mailbox: hex(sha256(address)),
    identity,
    recipient: recipientOf(identity),
    seed,
    verify: verifyKeyOf(seed),
  };
}

/** New random keys for a member of staff or a team's epoch. */
export function makeKeys(): Keys {
  return { age: identityOf(randomBytes(32)), sign: hex(randomBytes(32)) };
}

/** The public halves of keys. */
export function publicOf(keys: Keys): PublicKeys {
  return { recipient: recipientOf(keys.age), verify: verifyKeyOf(keys.sign) };
}

/** Random bytes from the browser's own generator. */
export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}
