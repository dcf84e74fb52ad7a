/**
 * Whether what the node hands out is what the reporter signed: the report by its own statement, messages by the chain of
 * the mailbox. A server that makes a message up, or keeps one back, is noticed before anybody reads it.
 */

import { hex, isCiphertextOf, openJson, sha, unbase64, verifyChain, type Chain, type ChainAnswer, type Said } from "../seal";
import { handOut, teamIdentities } from "./open";
import { requireKnownRoot } from "./root";
import { get } from "./server";
import { say } from "./words";

/** A report's chain with the keys of its mailbox. */
export interface ReportChain extends ChainAnswer {
  mailbox: string;
  /** Where the reporter reads: `age1…` */
  recipient: string;
  /** Hex public key of the reporter. */
  verify: string;
}

/** The chain of a report, verified to its end. Throws in words when it does not verify. */
export async function provenChain(report: string): Promise<{ answer: ReportChain; chain: Chain }> {
  const answer = await get<ReportChain>(`/console/report/${report}/chain`);
  requireKnownRoot(answer.root);
  const chain = verifyChain(answer, { mailbox: answer.mailbox, verify: answer.verify, root: answer.root });
  if (!chain || chain.brokenFrom !== null) throw new Error(say("console-js-chain-broken"));
  return { answer, chain };
}

/** Throws in words when a part of a report is not the one that was signed. Notes of a case are nobody's statement. */
export async function requireProof(report: string, part: string, ciphertext: Uint8Array): Promise<void> {
  if (part.startsWith("note/")) return;
  const { chain } = await provenChain(report);
  const proven = part.startsWith("message-file/")
    ? await isNamedByMessage(report, chain, part, ciphertext)
    : isSigned(chain, part, ciphertext);
  if (!proven) throw new Error(say("console-js-part-unproven"));
}

/** A file that came with a message is named, by its hash, in the message's own words, and those are signed. */
async function isNamedByMessage(report: string, chain: Chain, part: string, ciphertext: Uint8Array): Promise<boolean> {
  const [, n, at] = part.split("/");
  const handed = await handOut(report, `message/${n}`, "proof");
  const message = unbase64(handed.ciphertext);
  if (!isSigned(chain, `message/${n}`, message)) return false;
  const said = await openJson<Said>(message, await teamIdentities(handed.wraps));
  return said.files?.[Number(at) - 1] === hex(sha(ciphertext));
}

function isSigned(chain: Chain, part: string, ciphertext: Uint8Array): boolean {
  const [kind, n] = part.split("/");
  const hash = hex(sha(ciphertext));
  if (kind === "what") return chain.what === hash;
  if (kind === "file") return chain.files[Number(n) - 1] === hash;
  const link = chain.links[Number(n) - 1];
  return kind === "message" && link !== undefined && isCiphertextOf(link, ciphertext);
}
