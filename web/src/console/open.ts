/** Opening what is sealed to a team: the node hands the ciphertext out, writes down to whom and why, and cannot read it. */

import { unbase64, unwrapKeys } from "../seal";
import type { Looked } from "./looks";
import { post } from "./server";
import { unlocked } from "./unlock";
import { say } from "./words";

/** A team's key of one epoch, sealed to the member who asks. */
export interface Wrap {
  team: string;
  epoch: number;
  /** Base64. */
  wrapped: string;
}

/** What the node hands out. */
export interface Handed {
  /** Base64. */
  ciphertext: string;
  wraps: Wrap[];
  /** What the looks of today came to, where handing it out counted as one. */
  looked: Looked | null;
}

/** The age identities of the teams' keys. Keys that do not open are passed over: they belong to an older life of the member. */
export async function teamIdentities(wraps: readonly Wrap[]): Promise<string[]> {
  const keys = await unlocked();
  const opened = await Promise.all(
    wraps.map((wrap) => unwrapKeys(unbase64(wrap.wrapped), keys.age).then((team) => team.age, () => null)),
  );
  const identities = opened.filter((identity): identity is string => identity !== null);
  if (!identities.length) throw new Error(say("console-js-no-key"));
  return identities;
}

/** Asks for a part of a report or a case. The keys are unlocked first, so that nothing is recorded in vain. */
export async function handOut(ref: string, part: string, reason: string): Promise<Handed> {
  await unlocked();
  return post<Handed>("/console/open", { ref, part, reason });
}
