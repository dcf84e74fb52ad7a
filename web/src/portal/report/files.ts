/** Files that a person chose: listed, removable, never opened, sealed only when the report is sent. */

import { all, fill, need, show } from "../dom";
import type { Draft } from "./draft";
import type { Words } from "./words";

const KINDS = ["image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain"];
/** Sealing happens in memory: a phone must be able to hold a file two times. */
const LIMIT_MB = 25;

/** Makes the list of files on a step live. */
export function listFiles(step: ParentNode, draft: Draft, words: Words): void {
  const list = step.querySelector<HTMLElement>("[data-files]");
  if (!list) return;
  const input = need<HTMLInputElement>("input[type=file]", step);
  const wrong = need("#files-wrong", step);
  const render = () => list.replaceChildren(...draft.files.map((file) => row(file, draft, words, render)));
  input.addEventListener("change", () => {
    show(wrong, false);
    for (const file of Array.from(input.files ?? [])) {
      const problem = problemOf(file, words);
      if (problem) show(wrong, true, problem);
      else draft.files.push(file);
    }
    input.value = "";
    render();
  });
  render();
}

function row(file: File, draft: Draft, words: Words, render: () => void): HTMLElement {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const remove = document.createElement("button");
  name.textContent = file.name;
  remove.type = "button";
  remove.className = "quiet";
  remove.textContent = words.remove;
  remove.addEventListener("click", () => {
    draft.files = draft.files.filter((other) => other !== file);
    render();
  });
  item.append(name, remove);
  return item;
}

function problemOf(file: File, words: Words): string | null {
  if (!KINDS.includes(file.type)) return words.filesKind;
  if (file.size > LIMIT_MB * 1024 * 1024) return fill(words.filesLarge, { name: file.name, limit: LIMIT_MB });
  return null;
}

/** Whether the person has said what the files show (care 4.1); says so on the page when not. */
export function filesAreConfirmed(step: ParentNode, draft: Draft, words: Words): boolean {
  const box = all<HTMLInputElement>("input[name=files_shown]", step)[0];
  if (!box || draft.files.length === 0 || box.checked) return true;
  show(need("#files-wrong", step), true, words.filesWrong);
  box.focus();
  return false;
}
