/** Envelopes: age files that stock `age` opens (docs/formats.md section 5). */

import { Decrypter, Encrypter } from "age-encryption";

import { packFile, padJson, readJson, unpackFile, type PlainFile } from "./pad";

/** Plain text of the envelope `what`. Empty fields are left out. */
export interface What {
  v: 1;
  story?: string;
  urls?: string[];
  accounts?: string[];
  payment?: string;
  when?: string;
  number?: string;
  demand?: string;
  deadline?: string;
  amount?: string;
  trusted?: string;
  school?: string;
}

/** Plain text of the envelope `who`. */
export interface Who {
  v: 1;
  name?: string;
  ways?: { kind: string; value: string }[];
  note?: string;
}

/** Plain text of a message or of a note. */
export interface Said {
  v: 1;
  text: string;
  /** SHA-256 of each file's ciphertext, hex, for files that came with it. */
  files?: string[];
}

/** Seals bytes to recipients (`age1…`), each of which can open them alone. */
export async function seal(bytes: Uint8Array, recipients: readonly string[]): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(bytes);
}

/** Opens with whichever identity fits. Throws when none does, or when a byte was changed. */
export async function open(sealed: Uint8Array, identities: readonly string[]): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return decrypter.decrypt(sealed, "uint8array");
}

/** Seals a JSON value, padded. */
export async function sealJson(value: unknown, recipients: readonly string[]): Promise<Uint8Array> {
  return seal(padJson(value), recipients);
}

/** Opens a JSON value. */
export async function openJson<T>(sealed: Uint8Array, identities: readonly string[]): Promise<T> {
  return readJson<T>(await open(sealed, identities));
}

/** Seals `who`: inside to the intake team, around it to the custodian team, so that it takes one of each to open. */
export async function sealWho(who: Who, custodian: string, intake: string): Promise<Uint8Array> {
  return seal(await sealJson(who, [intake]), [custodian]);
}

/** Takes the custodian's layer off `who`. What comes out is still sealed to the intake team. */
export async function openOuter(sealed: Uint8Array, custodians: readonly string[]): Promise<Uint8Array> {
  return open(sealed, custodians);
}

/** Opens what {@link openOuter} gave. */
export async function openInner(sealed: Uint8Array, intake: readonly string[]): Promise<Who> {
  return openJson<Who>(sealed, intake);
}

/** Seals a file with its name and type. */
export async function sealFile(file: PlainFile, recipients: readonly string[]): Promise<Uint8Array> {
  return seal(packFile(file), recipients);
}

/** Opens a file. */
export async function openFile(sealed: Uint8Array, identities: readonly string[]): Promise<PlainFile> {
  return unpackFile(await open(sealed, identities));
}
