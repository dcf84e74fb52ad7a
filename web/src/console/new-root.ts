/**
 * A new root of our State's desk. The old root signs for it, the new one certifies the same keys of team and ledger and signs the next
 * entry, which says what the one before said. Neither root leaves the browser; what was made is shown once more before it counts.
 */

import {
  deskRootStatement, hex, randomBytes, readOnlineCertificate, readTeamCertificate, rootFingerprint, sign, verifies, verifyKeyOf,
  type Signed,
} from "../seal";
import { requireTail, rootOfKit, showKit } from "./kit";
import { dataOf, find, onSubmit } from "./page";
import { say } from "./words";

type Entry = Record<string, unknown> & { ledger: { origin: string; online: Signed } };

const FIRST_LINE = "khien/v1/desk-entry";
/** What is said anew in every entry: its place, its time, and the keys, which the node proves to have. */
const ANEW = new Set(["seq", "prev", "not_before", "not_after", "desk", "ledger", "node", "beside", "witness"]);

function kitText(state: string, origin: string, seed: string, old: string): string {
  return [
    say("console-js-desk-kit-title", { name: state }),
    say("console-js-desk-kit-keep"),
    "",
    `desk: ${state}`,
    `node: ${origin}`,
    `root-fingerprint: ${rootFingerprint(verifyKeyOf(seed))}`,
    `root-seed: ${seed}`,
    `follows: ${rootFingerprint(old)}`,
    "",
  ].join("\n");
}

/** The next entry, when it says nothing that the one in effect, which the old root signed, does not say. */
function nextEntry(form: HTMLFormElement, old: string): Entry {
  const current = dataOf<Signed>(form, "current");
  const [first, json = ""] = current.statement.split("\n");
  const [before, next] = [JSON.parse(json) as Entry, dataOf<Entry>(form, "next")];
  const same = Object.keys({ ...before, ...next })
    .filter((name) => !ANEW.has(name))
    .every((name) => JSON.stringify(before[name]) === JSON.stringify(next[name]));
  const ours = first === FIRST_LINE && verifies(current, old);
  if (!ours || !same || before.ledger.origin !== next.ledger.origin) throw new Error(say("console-js-root-other-entry"));
  return next;
}

/** The keys that the old root certified, certified by the new one. */
function certifiedAnew(form: HTMLFormElement, old: string, seed: string): { desk: Signed[]; online: Signed } {
  const [team, online] = [dataOf<Signed[]>(form, "team"), dataOf<Signed>(form, "online")];
  const known = team.every((one) => readTeamCertificate(one, old)?.purpose === "desk") && readOnlineCertificate(online, old) !== null;
  if (!known) throw new Error(say("console-js-root-other-entry"));
  const anew = (one: Signed): Signed => sign(one.statement, seed);
  return { desk: team.map(anew), online: anew(online) };
}

/** What was shown before it counts is an answer to a form: whoever comes back to it comes to the page where a new root is made. */
export function wirePutRoot(form: HTMLFormElement): void {
  history.replaceState(null, "", form.getAttribute("action"));
}

export function wireNewRoot(form: HTMLFormElement): void {
  const { state = "", origin = "", old = "" } = form.dataset;
  const seed = hex(randomBytes(32));
  const root = verifyKeyOf(seed);
  showKit(form, kitText(state, origin, seed, old), `khien-desk-kit-${rootFingerprint(root).slice(-6)}.txt`);
  find<HTMLButtonElement>("[data-print-kit]", form).addEventListener("click", () => print());
  onSubmit(form, async () => {
    requireTail(find<HTMLInputElement>("#tail", form).value, seed);
    const lost = find<HTMLInputElement>("[data-lost]", form).checked;
    const said = lost ? {} : { succession: sign(deskRootStatement(state, old, root), await rootOfKit(form, old)) };
    const keys = certifiedAnew(form, old, seed);
    const next = nextEntry(form, old);
    const entry = { ...next, desk: keys.desk, ledger: { ...next.ledger, online: keys.online } };
    const renewal = { root, ...said, ...keys, entry: sign(`${FIRST_LINE}\n${JSON.stringify(entry)}`, seed) };
    find<HTMLInputElement>("[name=renewal]", form).value = JSON.stringify(renewal);
    form.submit();
  });
}
