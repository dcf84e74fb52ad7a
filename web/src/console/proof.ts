/**
 * Whether what the node hands out is what the reporter signed: the report by its own statement, messages by the chain of
 * the mailbox. A server that makes a message up, or keeps one back, is noticed before anybody reads it.
 */

import { hex, isCiphertextOf, sha, verifyChain, type Chain, type ChainAnswer } from "../seal";
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
  if (!isSigned(chain, part, ciphertext)) throw new Error(say("console-js-part-unproven"));
}

function isSigned(chain: Chain, part: string, ciphertext: Uint8Array): boolean {
  const [kind, n] = part.split("/");
  const hash = hex(sha(ciphertext));
  if (kind === "what") return chain.what === hash;
  if (kind === "file") return chain.files[Number(n) - 1] === hash;
  const link = chain.links[Number(n) - 1];
  return kind === "message" && link !== undefined && isCiphertextOf(link, ciphertext);
}
