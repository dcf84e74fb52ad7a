/**
 * What goes between us and a State without a node that asks or gives (docs/formats.md section 16): the blank letter that our officer signs, the
 * request that is written in it, and the key of information that its State keeps.
 */

import { hex, sha, unbase64, utf8, verifies, type Signed } from "../seal";
import type { Voices } from "./cose";
import { say } from "./words";

const BLANK = "khien/v1/desk-blank";
const REQUEST = "khien/v1/letter-request";

/** What a blank letter holds. */
export interface Blank {
  v: 1;
  /** What our officer signed of it, and the team's word for that officer. */
  blank: { signed: Signed; staff: Signed };
  voices: Voices;
  /** The team that requests are sealed to, as the root certified it. */
  team: Signed;
  /** Seed (hex) of the key that signs requests. */
  seed: string;
  /** The number at which that State is called back. */
  phone: string;
}

/** What our officer signed: which letter it is, between whom, and by which key requests in it are signed. */
export interface BlankSaid {
  blank: string;
  from: string;
  to: string;
  verify: string;
  issued_at: number;
  officer: string;
}

/** What a request says by code, as it was signed. */
export interface LetterRequest {
  blank: string;
  thread: string;
  message: string;
  from: string;
  to: string;
  issued_at: number;
  officer: string;
  act: { type: string; information?: { part: string } };
  /** SHA-256 (hex) of the form as text. */
  form: string;
}

/** A request's file, opened. */
export interface RequestFile {
  v: 1;
  signed: Signed;
  /** The form as JSON text: of information, what is read first. */
  form: string;
  /** Of information: what stays closed until its conditions are accepted, base64. */
  sealed?: string;
}

/** The line that our officer signs. */
export function blankStatement(said: BlankSaid): string {
  return `${BLANK}\n${JSON.stringify(said)}`;
}

/** What our officer said of a blank letter; `null` for another statement. */
export function readBlank(signed: Signed): BlankSaid | null {
  const [kind, json, ...rest] = signed.statement.split("\n");
  return kind === BLANK && !rest.length ? (JSON.parse(json ?? "") as BlankSaid) : null;
}

/** The line that the key of a blank letter signs. */
export function requestStatement(request: LetterRequest): string {
  return `${REQUEST}\n${JSON.stringify(request)}`;
}

/** Reads a request that the key of one of the letters signed, and by which; throws in words. */
export function readRequest(file: RequestFile, letters: readonly [string, string][]): { request: LetterRequest; verify: string } {
  const [kind, json, ...rest] = file.signed.statement.split("\n");
  const found = letters.find(([, verify]) => verifies(file.signed, verify));
  if (kind !== REQUEST || rest.length || !found) throw new Error(say("console-js-answer-changed"));
  const request = JSON.parse(json ?? "") as LetterRequest;
  const part = request.act.information?.part;
  const closed = part === undefined ? file.sealed === undefined : part === hex(sha(unbase64(file.sealed ?? "")));
  if (request.blank !== found[0] || request.form !== hex(sha(utf8(file.form))) || !closed) {
    throw new Error(say("console-js-answer-changed"));
  }
  return { request, verify: found[1] };
}

/** What opens the closed part of information, as its State keeps it. */
export interface KeyFile {
  v: 1;
  /** The message that gives the information. */
  message: string;
  /** 32 bytes in hex. */
  key: string;
}

/** Reads a key file; `null` for another one, and for the key of another message. */
export function readKeyFile(text: string, message: string): string | null {
  try {
    const { v, message: of, key } = JSON.parse(text) as KeyFile;
    return v === 1 && of === message && /^[0-9a-f]{64}$/.test(key) ? key : null;
  } catch {
    return null;
  }
}
