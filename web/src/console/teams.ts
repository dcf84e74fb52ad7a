/** Keys of teams: made by the first member, certified by the administrator's root, wrapped to each member. */

import {
  base64, hex, makeKeys, publicOf, sha, sign, staffStatement, teamStatement, unbase64, unwrapKeys, utf8, wrapKeys,
  type Keys, type Purpose, type Signed,
} from "../seal";
import { rootOfKit } from "./kit";
import type { Wrap } from "./open";
import { dataOf, onPress, onSubmit, showProgress } from "./page";
import { get, post } from "./server";
import { unlocked } from "./unlock";
import { say } from "./words";

/** A member as the page names them. */
interface Member {
  staff: string;
  desk: string;
  recipient: string;
  verify: string;
}

/** A team's key of one epoch wrapped to a member, with the team's word for the member. */
interface MemberWrap {
  staff: string;
  wrapped: string;
  certificate: Signed;
}

/** Twelve symbols by which two people compare a member's keys on the telephone. */
export function memberFingerprint(member: { recipient: string; verify: string }): string {
  const digits = hex(sha(utf8(`${member.recipient}\n${member.verify}`))).slice(0, 12);
  return [digits.slice(0, 4), digits.slice(4, 8), digits.slice(8)].join(" ");
}

async function wrapFor(member: Member, team: Keys, id: string, epoch: number): Promise<MemberWrap> {
  return {
    staff: member.staff,
    wrapped: base64(await wrapKeys(team, member.recipient)),
    certificate: sign(staffStatement(id, epoch, member.desk, member.verify), team.sign),
  };
}

const KNOWN = "khien-known-members";

/** Fingerprints of members to whom somebody gave a key from this browser, after comparing them. */
function knownMembers(): string[] {
  return JSON.parse(localStorage.getItem(KNOWN) ?? "[]") as string[];
}

function rememberMember(member: Member): void {
  const known = new Set([...knownMembers(), memberFingerprint(member)]);
  localStorage.setItem(KNOWN, JSON.stringify([...known]));
}

/**
 * "Make this team's key": the first key, or a new epoch after a member has left. It is wrapped to the maker and to those
 * whose fingerprint was compared before; a server that lists a member of its own gets nothing. The others are given it
 * one by one.
 */
export function wireMakeKey(box: HTMLElement): void {
  const button = box.querySelector<HTMLButtonElement>("button[data-make-key]");
  if (!button) return;
  button.hidden = false;
  onPress(button, box, async () => {
    const id = box.dataset.team ?? "";
    const epoch = Number(box.dataset.epoch) + 1;
    const own = await unlocked();
    showProgress(box, say("console-js-making-key"));
    const keys = makeKeys();
    const known = knownMembers();
    const { recipient } = publicOf(own);
    const trusted = dataOf<Member[]>(box, "members").filter((m) => m.recipient === recipient || known.includes(memberFingerprint(m)));
    const wraps = await Promise.all(trusted.map((member) => wrapFor(member, keys, id, epoch)));
    const recovery = box.dataset.recovery ? base64(await wrapKeys(keys, box.dataset.recovery)) : null;
    await post(`/console/team/${id}/key`, { epoch, ...publicOf(keys), wraps, recovery });
    location.reload();
  });
}

/** "Give the key": a holder opens the team's key and seals it to a newcomer. */
export function wireGiveKey(box: HTMLElement): void {
  for (const button of box.querySelectorAll<HTMLButtonElement>("button[data-give-key]")) {
    button.hidden = false;
    const member = dataOf<Member>(button, "giveKey");
    const print = button.parentElement?.querySelector<HTMLElement>("[data-fingerprint]");
    if (print) print.textContent = memberFingerprint(member);
    onPress(button, box, async () => {
      const id = box.dataset.team ?? "";
      const keys = await unlocked();
      const { wraps } = await get<{ wraps: Wrap[] }>(`/console/team/${id}/wraps`);
      const given = await Promise.all(
        wraps.map(async (wrap) => {
          const team = await unwrapKeys(unbase64(wrap.wrapped), keys.age);
          return { epoch: wrap.epoch, ...(await wrapFor(member, team, id, wrap.epoch)) };
        }),
      );
      await post(`/console/team/${id}/wrap`, { wraps: given });
      rememberMember(member);
      location.reload();
    });
  }
}

/** The administrator certifies a team's key with the off-line root. */
export function wireCertify(form: HTMLFormElement): void {
  onSubmit(form, async () => {
    const { team = "", epoch = "", purpose = "", recipient = "", verify = "", root = "" } = form.dataset;
    const seed = await rootOfKit(form, root);
    const certificate = sign(teamStatement(team, Number(epoch), purpose as Purpose, recipient, verify), seed);
    await post(`/console/team/${team}/certificate`, certificate);
    location.reload();
  });
}
