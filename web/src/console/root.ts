/**
 * The root that this browser met first. A server that swaps the root could have replies sealed to itself; whoever has
 * worked here before is told, and nothing is written under the new root until they have compared its fingerprint.
 *
 * The desk between States has the node's root until it gets one of its own. A root that the one before signed for is followed; one
 * that nobody signed for is another root, and whoever works here is told.
 */

import { readSuccession, readTeamCertificate, rootFingerprint, type Purpose, type Signed, type TeamCertificate } from "../seal";
import { make } from "./page";
import { say } from "./words";

const PINNED = "khien-root";
const PINNED_DESK = "khien-desk-root";

function isKnown(root: string): boolean {
  const seen = localStorage.getItem(PINNED);
  if (seen === null) localStorage.setItem(PINNED, rootFingerprint(root));
  return seen === null || seen === rootFingerprint(root);
}

/** Throws when the node speaks under another root than before. */
export function requireKnownRoot(root: string): void {
  if (!isKnown(root)) throw new Error(say("console-js-root-changed"));
}

/** The roots of the desk, oldest first, each of which signed for the next: as far as that is so. */
function followed(root: string, successions: Signed[]): string[] {
  // Where a root was lost, nobody leads from the node's own: the first of them is worth what a person compared.
  const roots = [successions[0]?.statement.split("\n")[2] ?? root];
  for (const said of successions) {
    const next = readSuccession(said, roots[roots.length - 1] ?? "");
    if (next === null) break;
    roots.push(next);
  }
  return roots;
}

function isKnownDesk(desk: string): boolean {
  const { root = "", successions = "[]" } = document.body.dataset;
  const seen = localStorage.getItem(PINNED_DESK);
  if (seen === rootFingerprint(desk)) return true;
  const roots = followed(root, JSON.parse(successions) as Signed[]);
  const leads = isKnown(root) && roots[roots.length - 1] === desk;
  // One that was known here and does not lead to this one is another history.
  const known = leads && (seen === null ? roots[0] === root : roots.some((one) => rootFingerprint(one) === seen));
  if (known) localStorage.setItem(PINNED_DESK, rootFingerprint(desk));
  return known;
}

/** The root of the desk between States, as the page names it. Throws when it is not the one that this browser knew, nor follows it. */
export function requireKnownDeskRoot(): string {
  const { root = "", deskRoot = root } = document.body.dataset;
  requireKnownRoot(root);
  if (!isKnownDesk(deskRoot)) throw new Error(say("console-js-root-changed"));
  return deskRoot;
}

/** The team of a certificate, by the root that vouches for teams of its kind. Throws in words when that did not sign it. */
export function provenTeam(certificate: Signed | null, purpose?: Purpose): TeamCertificate {
  const { root = "" } = document.body.dataset;
  const said = certificate?.statement.split("\n")[3];
  const of = said === "desk" ? requireKnownDeskRoot() : root;
  requireKnownRoot(root);
  const team = certificate && readTeamCertificate(certificate, of);
  if (!team || (purpose && team.purpose !== purpose)) throw new Error(say("console-js-team-unproven"));
  return team;
}

/** Says so at the top of the page, with the fingerprint to compare and a way to accept it. */
export function warnOfOtherRoot(root: string): void {
  const { deskRoot = root } = document.body.dataset;
  if (!isKnown(root)) warn(root, "console-js-root-title", PINNED);
  else if (!isKnownDesk(deskRoot)) warn(deskRoot, "console-js-root-desk-title", PINNED_DESK);
}

function warn(root: string, title: string, pin: string): void {
  const accept = make("button", { text: say("console-js-root-accept"), attributes: { type: "button" } });
  const banner = make("section", { class: "note care", attributes: { "aria-label": say(title) } }, [
    make("p", {}, [make("strong", { text: say(title) })]),
    make("p", { text: say("console-js-root-changed") }),
    make("p", {}, [make("code", { text: rootFingerprint(root) })]),
    accept,
  ]);
  accept.addEventListener("click", () => {
    localStorage.setItem(pin, rootFingerprint(root));
    banner.remove();
  });
  document.querySelector("main")?.prepend(banner);
}
