/**
 * The root that this browser met first. A server that swaps the root could have replies sealed to itself; whoever has
 * worked here before is told, and nothing is written under the new root until they have compared its fingerprint.
 */

import { rootFingerprint } from "../seal";
import { make } from "./page";
import { say } from "./words";

const PINNED = "khien-root";

function isKnown(root: string): boolean {
  const seen = localStorage.getItem(PINNED);
  if (seen === null) localStorage.setItem(PINNED, rootFingerprint(root));
  return seen === null || seen === rootFingerprint(root);
}

/** Throws when the node speaks under another root than before. */
export function requireKnownRoot(root: string): void {
  if (!isKnown(root)) throw new Error(say("console-js-root-changed"));
}

/** Says so at the top of the page, with the fingerprint to compare and a way to accept it. */
export function warnOfOtherRoot(root: string): void {
  if (isKnown(root)) return;
  const accept = make("button", { text: say("console-js-root-accept"), attributes: { type: "button" } });
  const banner = make("section", { class: "note care", attributes: { "aria-label": say("console-js-root-title") } }, [
    make("p", {}, [make("strong", { text: say("console-js-root-title") })]),
    make("p", { text: say("console-js-root-changed") }),
    make("p", {}, [make("code", { text: rootFingerprint(root) })]),
    accept,
  ]);
  accept.addEventListener("click", () => {
    localStorage.setItem(PINNED, rootFingerprint(root));
    banner.remove();
  });
  document.querySelector("main")?.prepend(banner);
}
