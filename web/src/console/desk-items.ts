/**
 * Lists of a form whose items come and go. An item stands in a `<template>` with `-` for its number; when it is put in, and
 * when one before it leaves, every place that its fields name is written anew.
 */

import { find } from "./page";

const PLACES = ["data-at", "data-when-at", "name", "id", "for", "aria-describedby", "aria-labelledby"];

/** The fields of which this element is the nearest around. */
export function direct(around: HTMLElement): HTMLElement[] {
  const below = [...around.querySelectorAll<HTMLElement>("[data-at]")];
  const owner = around.matches("[data-at]") ? around : null;
  return below.filter((field) => (field.parentElement?.closest("[data-at]") ?? null) === owner);
}

function items(list: HTMLElement): HTMLElement[] {
  return [...find<HTMLElement>(":scope > [data-items]", list).children] as HTMLElement[];
}

/** Writes every place that begins with `from` as one that begins with `to`, in templates within templates too. */
function place(within: ParentNode, from: string, to: string): void {
  const escaped = from.replace(/[^\w/]/g, "\\$&");
  const pattern = new RegExp(`${escaped}(?![\\w])`, "g");
  for (const element of within.querySelectorAll<HTMLElement>("*")) {
    for (const name of PLACES) {
      const value = element.getAttribute(name);
      if (value?.includes(from)) element.setAttribute(name, value.replace(pattern, to));
    }
    if (element instanceof HTMLTemplateElement) place(element.content, from, to);
  }
}

/** Puts an item at the end of a list; the lists in it that may not be empty get their first item as well. */
export function addItem(list: HTMLElement, focus: boolean): void {
  const at = list.dataset.at ?? "";
  if (at.split("/").includes("-")) return;
  const made = document.importNode(find<HTMLTemplateElement>(":scope > template", list).content, true);
  place(made, `${at}/-`, `${at}/${items(list).length}`);
  const item = find<HTMLElement>("[data-item]", made);
  find<HTMLElement>(":scope > [data-items]", list).append(made);
  for (const inner of item.querySelectorAll<HTMLElement>("[data-control=list][data-required]")) addItem(inner, false);
  if (focus) item.querySelector<HTMLElement>("input, select, textarea")?.focus();
}

/** Takes the item of a button away and closes the gap; the focus goes to the list's own button. */
export function removeItem(list: HTMLElement, button: HTMLElement): void {
  const at = list.dataset.at ?? "";
  const all = items(list);
  const gone = all.findIndex((item) => item.contains(button));
  if (gone < 0) return;
  all[gone]?.remove();
  all.slice(gone + 1).forEach((item, n) => place(item, `${at}/${gone + 1 + n}`, `${at}/${gone + n}`));
  find<HTMLButtonElement>(":scope > [data-add]", list).focus();
}
