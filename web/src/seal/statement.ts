/** Statements: the exact texts that are signed, and Ed25519 over them (docs/formats.md section 6). */

import { ed25519 } from "@noble/curves/ed25519.js";

import { base64, hex, join, unbase64, unhex, utf8 } from "./encode";
import { sha } from "./keys";

/** What a team's key is for. */
export type Purpose = "intake" | "custodian" | "desk";

/** What a person may do in the mailbox besides writing. */
export type Action =
  | "withdraw-permission" | "give-permission" | "withdraw-report" | "keep-report"
  // Hashes of own images: given to a platform, taken back from one or from all (docs/protect.md).
  | "release-hashes" | "withdraw-release";

/** A statement with its signature (base64), as it travels. */
export interface Signed {
  statement: string;
  signature: string;
}

function lines(...parts: (string | number)[]): string {
  if (parts.some((part) => String(part).includes("\n"))) throw new Error("a line of a statement holds a line end");
  return parts.join("\n");
}

/** The root certifies the key that signs checkpoints. */
export function onlineStatement(origin: string, verify: string): string {
  return lines("khien/v1/online", origin, verify);
}

/** The root certifies a team's keys of one epoch. */
export function teamStatement(team: string, epoch: number, purpose: Purpose, recipient: string, verify: string): string {
  return lines("khien/v1/team", team, epoch, purpose, recipient, verify);
}

/** The root of a State's desk names the one that follows it. */
export function deskRootStatement(state: string, old: string, next: string): string {
  return lines("khien/v1/desk-root", state, old, next);
}

/** A team certifies a member under a desk name. */
export function staffStatement(team: string, epoch: number, desk: string, verify: string): string {
  return lines("khien/v1/staff", team, epoch, desk, verify);
}

/** The reporter signs what is sent: all of it, by hash. `header` is the text as sent. */
export function reportStatement(
  mailbox: string,
  header: string,
  what: Uint8Array,
  who: Uint8Array | null,
  files: readonly string[],
): string {
  return lines(
    "khien/v1/report",
    mailbox,
    hex(sha(utf8(header))),
    hex(sha(what)),
    who ? hex(sha(who)) : "-",
    files.length ? files.join(",") : "-",
  );
}

/** One message of a mailbox. `previous` is the hash (hex) of the link before it. */
export function messageStatement(
  direction: "reporter" | "team",
  mailbox: string,
  sequence: number,
  previous: string,
  ciphertextHash: string,
): string {
  return lines("khien/v1/message", direction, mailbox, sequence, previous, ciphertextHash);
}

/** The reporter gives or withdraws a permission, or the whole report. */
export function actStatement(
  mailbox: string,
  sequence: number,
  head: string,
  action: Action,
  code: string | null,
): string {
  return lines("khien/v1/act", mailbox, sequence, head, action, code === null ? "-" : code);
}

/** Signs a statement with a seed (hex). */
export function sign(statement: string, seed: string): Signed {
  return { statement, signature: base64(ed25519.sign(utf8(statement), unhex(seed))) };
}

/** Whether a statement was signed by the owner of a public key (hex). Never throws. */
export function verifies(signed: Signed, verify: string): boolean {
  try {
    // Strict: RFC 8032 without the leniency of ZIP 215, as the server verifies.
    return ed25519.verify(unbase64(signed.signature), utf8(signed.statement), unhex(verify), { zip215: false });
  } catch {
    return false;
  }
}

/** Hash (hex) of a link of a mailbox's chain: SHA-256(statement ‖ 0x0A ‖ signature). */
export function linkHash(signed: Signed): string {
  return hex(sha(join(utf8(signed.statement), new Uint8Array([0x0a]), unbase64(signed.signature))));
}
