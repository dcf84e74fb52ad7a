/** The summary before sending: the person's own choices, in the words in which they were asked. */

import { all, need } from "../dom";
import type { Draft } from "./draft";
import type { Words } from "./words";

const ROWS: [field: string, kind: "codes" | "text"][] = [
  ["danger", "codes"], ["me", "codes"], ["reporter", "codes"], ["harms", "codes"], ["relation", "codes"],
  ["with_now", "codes"], ["sees_device", "codes"],
  ["age", "codes"], ["gender", "codes"], ["area", "codes"], ["urls", "text"], ["accounts", "text"],
  ["platforms", "codes"], ["payment", "text"], ["story", "text"],
  ["first_seen", "codes"], ["last_seen", "codes"], ["still_up", "codes"], ["posted_again", "codes"],
  ["pictured", "codes"], ["told", "codes"], ["when", "text"], ["number", "text"], ["demand", "text"],
  ["deadline", "text"], ["amount", "text"], ["trusted", "text"], ["school", "text"], ["support", "codes"],
  ["files", "text"], ["wanted", "codes"],
  ["consent", "codes"], ["contact", "codes"], ["name", "text"],
];

/** Fills the summary. `labels` holds the sentence for each field and code, as it stood on the steps. */
export function fillSummary(step: ParentNode, draft: Draft, labels: ReadonlyMap<string, string>, words: Words, mayConsent: boolean): void {
  const list = step.querySelector<HTMLElement>("[data-summary]");
  if (!list) return;
  list.replaceChildren();
  let heading = "";
  for (const [field, kind] of ROWS) {
    const values = valuesOf(field, kind, draft, labels, words, mayConsent);
    if (values.length === 0) continue;
    if (words.rows[field] !== heading) list.append(element("dt", words.rows[field]));
    heading = words.rows[field];
    values.forEach((value) => list.append(element("dd", value)));
  }
  need("[data-summary-none]", step).hidden = list.childElementCount > 0;
}

function valuesOf(
  field: string,
  kind: "codes" | "text",
  draft: Draft,
  labels: ReadonlyMap<string, string>,
  words: Words,
  mayConsent: boolean,
): string[] {
  if (field === "files") return [...draft.files.map((file) => file.name), ...(draft.voice ? [words.voiceNote] : [])];
  if (field === "consent") {
    if (!mayConsent || !labels.has("consent")) return [];
    const codes = draft.many("consent");
    return codes.length ? codes.map((code) => labels.get(`consent ${code}`) ?? code) : [words.noConsent];
  }
  if (kind === "text") return draft.one(field) ? [draft.one(field)] : [];
  const said = draft.many(field).map((code) => labels.get(`${field} ${code}`) ?? code);
  if (field === "contact") said.push(...draft.ways.map((way) => `${labels.get(`way.${way.kind}`) ?? ""}: ${way.value}`));
  return said;
}

/** Remembers the sentences of a step's choices. */
export function gatherLabels(step: ParentNode, labels: Map<string, string>): void {
  for (const input of all<HTMLInputElement>(".choice input", step)) {
    labels.set(`${input.name} ${input.value}`, need("span", input.parentElement!).textContent ?? "");
    labels.set(input.name, "");
  }
  for (const option of all<HTMLOptionElement>("select option", step)) {
    if (option.value) labels.set(`${(option.parentElement as HTMLSelectElement).name} ${option.value}`, option.text);
  }
  for (const input of all<HTMLInputElement>("input[name^='way.']", step)) {
    labels.set(input.name, (input.closest("label")?.firstChild?.textContent ?? "").trim());
  }
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
