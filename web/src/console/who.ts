/**
 * Who a person is: opens only for two. An analyst asks with a reason that the reporter can read; a custodian takes the
 * outer layer off and hands on what is still sealed to the intake team. When a life is in danger, who holds both keys takes
 * both layers off alone; a second person is alarmed and looks at it within a day.
 */

import { base64, openInner, openOuter, unbase64, type Who } from "../seal";
import { handOut, teamIdentities, type Handed } from "./open";
import { find, make, onPress, onSubmit, valueOf } from "./page";
import { post } from "./server";
import { unlocked } from "./unlock";
import { say } from "./words";

/** The analyst's side: opens the inner layer that a custodian handed on. */
export function wireWhoOpen(box: HTMLElement): void {
  const button = box.querySelector<HTMLButtonElement>("button[data-open-who]");
  if (!button) return;
  button.hidden = false;
  onPress(button, box, async () => {
    const handed = await post<Handed>("/console/who/take", { ref: box.dataset.ref, request: box.dataset.request });
    show(await openInner(unbase64(handed.ciphertext), await teamIdentities(handed.wraps)), button);
  });
}

/** One person alone, for life. The keys are unlocked first, so that nobody is alarmed in vain. */
export function wireWhoLife(form: HTMLFormElement): void {
  find<HTMLButtonElement>("button[data-open-life]", form).disabled = false;
  onSubmit(form, async () => {
    await unlocked();
    const { ref = "" } = form.dataset;
    const danger = find<HTMLInputElement>("[name=danger]", form).checked ? "1" : "";
    const sure = find<HTMLInputElement>("[name=sure]", form).checked;
    const handed = await post<Handed>("/console/who/life", { ref, sure, danger, tell_after: valueOf(form, "tell_after") });
    const identities = await teamIdentities(handed.wraps);
    show(await openInner(await openOuter(unbase64(handed.ciphertext), identities), identities), form);
  });
}

/** Shows who it is in place of what was pressed, for five minutes. */
function show(who: Who, place: HTMLElement): void {
  const shown = whoParts(who);
  place.replaceWith(shown);
  shown.focus();
  setTimeout(() => shown.replaceWith(place), 5 * 60 * 1000);
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
