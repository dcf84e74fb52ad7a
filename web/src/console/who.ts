/**
 * Who a person is: opens only for two. An analyst asks with a reason that the reporter can read; a custodian takes the
 * outer layer off and hands on what is still sealed to the intake team.
 */

import { base64, openInner, openOuter, unbase64, type Who } from "../seal";
import { handOut, teamIdentities, type Handed } from "./open";
import { make, onPress } from "./page";
import { post } from "./server";
import { say } from "./words";

/** The analyst's side: opens the inner layer that a custodian handed on. */
export function wireWhoOpen(box: HTMLElement): void {
  const button = box.querySelector<HTMLButtonElement>("button[data-open-who]");
  if (!button) return;
  button.hidden = false;
  onPress(button, box, async () => {
    const handed = await post<Handed>("/console/who/take", { ref: box.dataset.ref, request: box.dataset.request });
    const who = await openInner(unbase64(handed.ciphertext), await teamIdentities(handed.wraps));
    const shown = whoParts(who);
    button.replaceWith(shown);
    shown.focus();
    setTimeout(() => shown.replaceWith(button), 5 * 60 * 1000);
  });
}

/** The custodian's side. */
export function wireWhoHand(box: HTMLElement): void {
  const button = box.querySelector<HTMLButtonElement>("button[data-hand-who]");
  if (!button) return;
  button.hidden = false;
  onPress(button, box, async () => {
    const { ref = "", request = "" } = box.dataset;
    const handed = await handOut(ref, "who", request);
    const inner = await openOuter(unbase64(handed.ciphertext), await teamIdentities(handed.wraps));
    await post("/console/who/hand", { request, inner: base64(inner) });
    location.reload();
  });
}

function whoParts(who: Who): HTMLElement {
  const rows: HTMLElement[] = [];
  const row = (label: string, value: string) => rows.push(make("dt", { text: label }), make("dd", { text: value }));
  if (who.name) row(say("console-js-name"), who.name);
  for (const way of who.ways ?? []) row(say(`console-js-way-${way.kind.replace(".", "-")}`), way.value);
  if (who.note) row(say("console-js-note"), who.note);
  return make("div", { class: "opened", attributes: { tabindex: "-1" } }, [make("dl", {}, rows)]);
}
