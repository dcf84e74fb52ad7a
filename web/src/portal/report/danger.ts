/**
 * What was ticked as danger gets its answer at once: numbers on top of every step that follows, until the end. A wish not
 * to live comes before all else. The same as without script (`portal/offer.rs`, `report/draft.rs`).
 */

import { all } from "../dom";
import type { Draft } from "./draft";
import type { Words } from "./words";

const SAFE = "dan.none";

/** Whether a code says that somebody is in danger. */
const isDanger = (code: string) => code !== SAFE && code !== "dan.unsaid";

/** "None of these, I am safe" no longer holds beside a danger that was ticked too. */
export function withoutSafe(danger: readonly string[]): string[] {
  return danger.some(isDanger) ? danger.filter((code) => code !== SAFE) : [...danger];
}

/** Unticks "I am safe" beside a danger. */
export function keepOneAnswer(step: ParentNode): void {
  const boxes = all<HTMLInputElement>("input[name=danger]", step);
  const safe = boxes.find((box) => box.value === SAFE);
  if (!safe) return;
  const mind = () => {
    if (boxes.some((box) => box.checked && isDanger(box.value))) safe.checked = false;
  };
  boxes.forEach((box) => box.addEventListener("change", mind));
}

/** Which numbers a draft calls for. */
export function urgentOf(draft: Draft, urgent: Words["urgent"]): "crisis" | "emergency" | "" {
  const any = (codes: string[]) => draft.many("danger").some((code) => codes.includes(code));
  if (any(urgent.crisis)) return "crisis";
  return any(urgent.emergency) ? "emergency" : "";
}

/** Puts these numbers first in `place`. They stand for the child's helpline, which is among them. */
export function showUrgent(place: HTMLElement, numbers: DocumentFragment[]): void {
  for (const old of all("[data-urgent]", place)) old.remove();
  if (numbers.length === 0) return;
  for (const helpline of all("[data-helpline]", place)) helpline.remove();
  place.prepend(...numbers);
}
