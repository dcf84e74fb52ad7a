/** Keys of the people who work here (docs/formats.md section 8). The passphrase never leaves the browser. */

import { scryptAsync } from "@noble/hashes/scrypt.js";

import { hex, utf8 } from "./encode";
import { openJson, sealJson } from "./envelope";
import { derive, identityOf, randomBytes, recipientOf, type Keys } from "./keys";

/** What a stretched passphrase gives. */
export interface StaffSecrets {
  /** Opens the staff bundle. */
  bundleIdentity: string;
  /** The staff bundle is sealed to this. */
  bundleRecipient: string;
  /** Hex; sent to sign in, and the server keeps only argon2id of it. */
  signIn: string;
}

/** A new salt for a passphrase (hex, 16 bytes). */
export function makeSalt(): string {
  return hex(randomBytes(16));
}

/** Stretches a passphrase (scrypt, N = 2¹⁶, r = 8, p = 1): about a second on a phone. `onProgress` goes from 0 to 1. */
export async function stretch(
  passphrase: string,
  salt: Uint8Array,
  onProgress?: (share: number) => void,
): Promise<Uint8Array> {
  return scryptAsync(utf8(passphrase.normalize("NFKC")), salt, { N: 2 ** 16, r: 8, p: 1, dkLen: 32, onProgress });
}

/** Derives what a stretched passphrase gives. */
export function staffSecrets(stretched: Uint8Array): StaffSecrets {
  const none = new Uint8Array(0);
  const bundleIdentity = identityOf(derive(stretched, none, "khien/v1/bundle"));
  return {
    bundleIdentity,
    bundleRecipient: recipientOf(bundleIdentity),
    signIn: hex(derive(stretched, none, "khien/v1/sign-in")),
  };
}

/** Seals keys: a staff bundle to its bundle recipient, or a team's key to one member or to the recovery recipient. */
export async function wrapKeys(keys: Keys, recipient: string): Promise<Uint8Array> {
  return sealJson({ v: 1, age: keys.age, sign: keys.sign }, [recipient]);
}

/** Opens keys that {@link wrapKeys} sealed. Throws when the identity does not fit or the content is of another form. */
export async function unwrapKeys(sealed: Uint8Array, identity: string): Promise<Keys> {
  const { v, age, sign } = await openJson<{ v: number; age: string; sign: string }>(sealed, [identity]);
  if (v !== 1 || typeof age !== "string" || !/^[0-9a-f]{64}$/.test(sign)) throw new Error("not a bundle of keys");
  recipientOf(age);
  return { age, sign };
}
