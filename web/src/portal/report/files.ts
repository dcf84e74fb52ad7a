/** Files that a person chose: listed, removable, never opened, sealed only when the report is sent. */

import { fileRow, takeFiles } from "../choose";
import { all, need, show } from "../dom";
import type { Draft } from "./draft";
import type { Words } from "./words";

/** Makes the list of files on a step live. */
export function listFiles(step: ParentNode, draft: Draft, words: Words): void {
  const list = step.querySelector<HTMLElement>("[data-files]");
  if (!list) return;
  const input = need<HTMLInputElement>("input[type=file]", step);
  const wrong = need("#files-wrong", step);
  const drop = (file: File) => {
    draft.files = draft.files.filter((other) => other !== file);
    render();
  };
  const render = () => list.replaceChildren(...draft.files.map((file) => fileRow(file, words.remove, drop)));
  input.addEventListener("change", () => {
    const problem = takeFiles(input, draft.files, words);
    show(wrong, problem !== "", problem);
    render();
  });
  render();
}

/** Whether the person has said what the files show (care 4.1); says so on the page when not. */
export function filesAreConfirmed(step: ParentNode, draft: Draft, words: Words): boolean {
  const box = all<HTMLInputElement>("input[name=files_shown]", step)[0];
  if (!box || draft.files.length === 0 || box.checked) return true;
  show(need("#files-wrong", step), true, words.filesWrong);
  box.focus();
  return false;
}
