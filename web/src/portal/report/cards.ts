/** Advice that fits the relation and the danger (care 1.5). The rule stands with each card; an empty list fits all. */

import { all } from "../dom";
import type { Draft } from "./draft";

interface Rule {
  doors: string[];
  paths: string[];
  /** Beginnings of harm codes. */
  harms: string[];
  relations: string[];
  /** Who reports. */
  reporters: string[];
  danger: string[];
  not_relations: string[];
  not_danger: string[];
  /** Beginnings of harm codes. */
  not_harms: string[];
  not_reporters: string[];
}

/** Whether a card is for this draft. */
export function fits(rule: Rule, draft: Draft): boolean {
  const relation = draft.one("relation");
  const reporter = draft.one("reporter");
  const danger = draft.many("danger");
  const harms = draft.many("harms");
  const any = (wanted: string[], holds: (code: string) => boolean) => wanted.length === 0 || wanted.some(holds);
  return (
    any(rule.doors, (door) => door === draft.door) &&
    any(rule.paths, (path) => path === draft.path) &&
    any(rule.harms, (start) => harms.some((harm) => harm.startsWith(start))) &&
    any(rule.relations, (code) => code === relation) &&
    any(rule.reporters, (code) => code === reporter) &&
    any(rule.danger, (code) => danger.includes(code)) &&
    !rule.not_relations.includes(relation) &&
    !rule.not_danger.some((code) => danger.includes(code)) &&
    !rule.not_harms.some((start) => harms.some((harm) => harm.startsWith(start))) &&
    !rule.not_reporters.includes(reporter)
  );
}

/**
 * Puts the cards that fit into the places for them, as many as each place says: advice that nobody reads to its end
 * helps nobody. `cards` are all there are, with their rules.
 */
export function showCards(within: ParentNode, cards: readonly HTMLElement[], draft: Draft): void {
  const fitting = cards.filter((card) => fits(JSON.parse(card.dataset.rule ?? "{}") as Rule, draft));
  for (const place of all("[data-cards]", within)) {
    const most = Number(place.dataset.cards);
    place.replaceChildren(...fitting.slice(0, most).map((card) => document.importNode(card, true)));
  }
}
