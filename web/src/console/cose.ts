/**
 * Messages between States in the browser: what an officer signs (COSE_Sign, RFC 9052), and what the other State's message says and
 * who answers for it. The twin in Rust is crates/desk/src/wire/signed.rs; docs/desk-protocol.md has vectors for both.
 */

import { decode, encode } from "cborg";
import { ed25519 } from "@noble/curves/ed25519.js";

import {
  hex, join, readStaffCertificate, readTeamCertificate, sha, text, unhex, utf8, type Signed, type StaffCertificate,
} from "../seal";

const CONTEXT = utf8("desk/1");
const CONTENT_TYPE = "application/khien-desk+json";
/** EdDSA. */
const ALGORITHM = -8;

/** The protected header of a text: its content type. */
function bodyHeader(type = CONTENT_TYPE): Uint8Array {
  return encode(new Map([[3, type]]));
}

/** The protected header of a signature: algorithm and the first eight bytes of the key's hash. */
function signerHeader(verify: string): Uint8Array {
  return encode(new Map<number, unknown>([[1, ALGORITHM], [4, sha(unhex(verify)).slice(0, 8)]]));
}

/** The bytes that the owner of a key (hex) signs of a message's text. */
export function toBeSigned(message: Uint8Array, verify: string): Uint8Array {
  return encode(["Signature", bodyHeader(), signerHeader(verify), CONTEXT, message]);
}

/** Signs a message's text with a seed (hex). */
export function signMessage(message: Uint8Array, seed: string): Uint8Array {
  const key = unhex(seed);
  return ed25519.sign(toBeSigned(message, hex(ed25519.getPublicKey(key))), key);
}

/** Signs the manifest of a package's tag files with a seed (hex); it covers the whole package. */
export function signPackage(manifest: Uint8Array, seed: string): Uint8Array {
  const key = unhex(seed);
  const signer = signerHeader(hex(ed25519.getPublicKey(key)));
  const bytes = encode(["Signature", bodyHeader("text/plain; charset=utf-8"), signer, utf8("desk/1/package"), manifest]);
  return ed25519.sign(bytes, key);
}

/** What a letter's key signs of the manifest of a package's tag files: no signature of a node, nor over a message. */
function letterPackage(header: Uint8Array, manifest: Uint8Array): Uint8Array {
  return encode(["Signature1", header, utf8("desk/1/package/letter"), manifest]);
}

/** COSE_Sign1, tagged 18. */
const SIGN1 = 0xd2;

/** The signature of a letter's key, by its seed (hex), under a package of a State without a node. */
export function signLetterPackage(manifest: Uint8Array, seed: string): Uint8Array {
  const key = unhex(seed);
  const header = signerHeader(hex(ed25519.getPublicKey(key)));
  const signature = ed25519.sign(letterPackage(header, manifest), key);
  return join(Uint8Array.of(SIGN1), encode([header, new Map(), manifest, signature]));
}

/** Whether a letter's key (hex) signed this manifest of a package. */
export function isLettersPackage(signed: Uint8Array, manifest: Uint8Array, verify: string): boolean {
  try {
    const value = decode(signed, { useMaps: true, tags: { 18: (inner: () => unknown) => inner() } }) as unknown[];
    const [header, , payload, signature] = value as [Uint8Array, unknown, Uint8Array, Uint8Array];
    const its = signed[0] === SIGN1 && hex(header) === hex(signerHeader(verify)) && hex(payload) === hex(manifest);
    return its && ed25519.verify(signature, letterPackage(header, manifest), unhex(verify), { zip215: false });
  } catch {
    return false;
  }
}

/** Signs a query whether identifiers are known with a seed (hex). */
export function signLookup(query: Uint8Array, seed: string): Uint8Array {
  const key = unhex(seed);
  const signer = signerHeader(hex(ed25519.getPublicKey(key)));
  const bytes = encode(["Signature", bodyHeader("application/khien-lookup+json"), signer, utf8("desk/1/lookup"), query]);
  return ed25519.sign(bytes, key);
}

/** Who may speak for a State: its root, its node's keys, and the certificates of its desk's team. */
export interface Voices {
  root: string;
  nodes: string[];
  teams: Signed[];
  /** A key that signed is not believed since: the message may be a thief's. */
  doubt?: boolean;
}

/** A message whose signatures hold. */
export interface Verified {
  /** The text, as it was signed. */
  text: string;
  /** Who answers for it. */
  officer: StaffCertificate;
}

type Signature = [Uint8Array, Map<unknown, unknown>, Uint8Array];

/** Reads a signed message and verifies both signatures; `null` when one does not hold. */
export function readSigned(bytes: Uint8Array, voices: Voices): Verified | null {
  try {
    const value = decode(bytes, { useMaps: true, tags: { 98: (inner: () => unknown) => inner() } }) as unknown[];
    const [header, , message, signatures] = value as [Uint8Array, unknown, Uint8Array, Signature[]];
    if (hex(header) !== hex(bodyHeader()) || signatures.length !== 2) return null;
    const [byNode, byOfficer] = signatures as [Signature, Signature];
    if (!voices.nodes.some((node) => holds(byNode, message, node))) return null;
    const certificate = byOfficer[1].get("staff");
    if (!(certificate instanceof Uint8Array)) return null;
    const teams = voices.teams.map((team) => readTeamCertificate(team, voices.root)).filter((team) => team !== null);
    const officer = readStaffCertificate(JSON.parse(text(certificate)) as Signed, teams);
    if (!officer || !holds(byOfficer, message, officer.verify)) return null;
    return { text: text(message), officer };
  } catch {
    return null;
  }
}

function holds([header, , signature]: Signature, message: Uint8Array, verify: string): boolean {
  if (hex(header) !== hex(signerHeader(verify))) return false;
  return ed25519.verify(signature, toBeSigned(message, verify), unhex(verify), { zip215: false });
}
