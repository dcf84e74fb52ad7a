/** Choosing files: listed, removable, never opened; sealed only when they are sent. */

import { fill } from "./dom";

const KINDS = ["image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain"];
/** Sealing happens in memory: a phone must be able to hold a file two times. */
const LIMIT_MB = 25;

/** What is said about a file that is not taken. */
export interface ChooseWords {
  filesKind: string;
  /** With `{name}` and `{limit}`. */
  filesLarge: string;
}

function problemOf(file: File, words: ChooseWords): string {
  if (!KINDS.includes(file.type)) return words.filesKind;
  if (file.size > LIMIT_MB * 1024 * 1024) return fill(words.filesLarge, { name: file.name, limit: LIMIT_MB });
  return "";
}

/** Takes what was chosen into a list; gives what is wrong with what it did not take, or an empty text. */
export function takeFiles(input: HTMLInputElement, into: File[], words: ChooseWords): string {
  let problem = "";
  for (const file of Array.from(input.files ?? [])) {
    const wrong = problemOf(file, words);
    if (wrong) problem = wrong;
    else into.push(file);
  }
  input.value = "";
  return problem;
}

/** A chosen file with the button that takes it out again. */
export function fileRow(file: File, removeWord: string, onRemove: (file: File) => void): HTMLElement {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const remove = document.createElement("button");
  name.textContent = file.name;
  remove.type = "button";
  remove.className = "quiet";
  remove.textContent = removeWord;
  remove.addEventListener("click", () => onRemove(file));
  item.append(name, remove);
  return item;
}
