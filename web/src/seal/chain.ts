/**
 * The chain of a mailbox: link 0 is the report, then one link per message, both directions in one row.
 *
 * What it catches: an injected, altered, reordered or replayed message, one dropped from the middle, a swapped team
 * or root key. What it cannot catch by itself: newest messages that the server keeps back; a page that has seen a
 * longer chain refuses a shorter one ({@link extendsHead}).
 */

import { hex, unbase64, unhex } from "./encode";
import { readStaffCertificate, readTeamCertificate, type StaffCertificate, type TeamCertificate } from "./certificate";
import { sha } from "./keys";
import { linkHash, messageStatement, verifies, type Signed } from "./statement";

/** A link as the server hands it out. */
export interface Link {
  n: number;
  d: "reporter" | "team";
  /** Base64 SHA-256 of the ciphertext. */
  h: string;
  /** Base64 signature. */
  s: string;
  /** Which of the staff certificates signed; absent for the reporter. */
  k?: number;
}

/** What of a mailbox's answer the chain needs. */
export interface ChainAnswer {
  /** Hex public key of the root. */
  root: string;
  teams: Signed[];
  staff: Signed[];
  report: Signed;
  chain: Link[];
}

/** A link that has been verified. */
export interface VerifiedLink {
  n: number;
  direction: "reporter" | "team";
  /** Hex SHA-256 of the ciphertext. */
  ciphertextHash: string;
  /** Hex hash of this link. */
  hash: string;
  /** Who signed for the team; absent for the reporter. */
  staff?: StaffCertificate;
}

/** The verified part of a chain. */
export interface Chain {
  /** From message 1 on. All of it verifies. */
  links: VerifiedLink[];
  /** Number of the first message that does not verify, with all after it; `null` when all do. */
  brokenFrom: number | null;
  /** Hex hash of the last verified link. */
  head: string;
  /** Number of the last verified link. */
  sequence: number;
  /** The teams that the root certified. */
  teams: TeamCertificate[];
  /** Hash (hex) of `what`, hashes of files and whether there is a `who`, from the reporter's own signed statement. */
  what: string;
  files: string[];
  hasWho: boolean;
}

/** The keys against which a chain is verified: from the receipt and the root that the page was given. */
export interface ChainKeys {
  mailbox: string;
  /** Hex public key of the reporter. */
  verify: string;
  /** Hex public key of the root under which the receipt's keys were derived. */
  root: string;
}

/**
 * Verifies a mailbox's answer. `null` when not even the report verifies under the receipt's own key: then the answer
 * is another mailbox's, another root's or made up, and nothing of it may be shown.
 */
export function verifyChain(answer: ChainAnswer, keys: ChainKeys): Chain | null {
  if (answer.root !== keys.root) return null;
  if (!verifies(answer.report, keys.verify)) return null;
  const [first, mailbox, , what, who, files, ...rest] = answer.report.statement.split("\n");
  if (first !== "khien/v1/report" || mailbox !== keys.mailbox || files === undefined || rest.length) return null;

  const teams = answer.teams.map((cert) => readTeamCertificate(cert, keys.root)).filter(isPresent);
  const staff = answer.staff.map((cert) => readStaffCertificate(cert, teams));
  const links: VerifiedLink[] = [];
  let head = linkHash(answer.report);
  let brokenFrom: number | null = null;
  for (const [index, link] of answer.chain.entries()) {
    const verified = verifyLink(link, index + 1, head, keys, staff);
    if (!verified) {
      brokenFrom = index + 1;
      break;
    }
    links.push(verified);
    head = verified.hash;
  }
  return {
    links,
    brokenFrom,
    head,
    sequence: links.length,
    teams,
    what,
    files: files === "-" ? [] : files.split(","),
    hasWho: who !== "-",
  };
}

function verifyLink(
  link: Link,
  expected: number,
  previous: string,
  keys: ChainKeys,
  staff: readonly (StaffCertificate | null)[],
): VerifiedLink | null {
  if (link.n !== expected || (link.d !== "reporter" && link.d !== "team")) return null;
  const signer = link.d === "team" ? (link.k === undefined ? null : staff[link.k]) : undefined;
  if (link.d === "team" && !signer) return null;
  try {
    const ciphertextHash = hex(unbase64(link.h));
    const statement = messageStatement(link.d, keys.mailbox, link.n, previous, ciphertextHash);
    const signed = { statement, signature: link.s };
    if (!verifies(signed, signer ? signer.verify : keys.verify)) return null;
    return { n: link.n, direction: link.d, ciphertextHash, hash: linkHash(signed), staff: signer ?? undefined };
  } catch {
    return null;
  }
}

/** Whether a ciphertext is the one that a verified link names. */
export function isCiphertextOf(link: VerifiedLink, ciphertext: Uint8Array): boolean {
  return hex(sha(ciphertext)) === link.ciphertextHash;
}

/** Whether a chain still holds what was seen before (`seen` = number and hash of a link): else something was dropped. */
export function extendsHead(chain: Chain, report: Signed, seen: { sequence: number; head: string }): boolean {
  if (seen.sequence === 0) return linkHash(report) === seen.head;
  return chain.links[seen.sequence - 1]?.hash === seen.head;
}

/** SHA-256 of a root's public key (hex in, hex out): the fingerprint that a receipt pins. */
export function rootFingerprint(root: string): string {
  return hex(sha(unhex(root)));
}

function isPresent<T>(value: T | null): value is T {
  return value !== null;
}
