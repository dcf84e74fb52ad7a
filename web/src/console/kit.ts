/** A kit: what has to be kept off-line, on paper and on a stick, away from the server. */

import { rootFingerprint, verifyKeyOf } from "../seal";
import { find, make } from "./page";
import { say } from "./words";

/** Shows a kit's text, and saves it as a file of this name when the button is pressed. */
export function showKit(form: HTMLFormElement, text: string, name: string): void {
  find<HTMLElement>("[data-kit]", form).textContent = text;
  find<HTMLButtonElement>("[data-save-kit]", form).onclick = () => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    make("a", { attributes: { href: url, download: name } }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
}

/** The six characters of a root (hex seed) that a person types back to show that its kit is kept. */
export function requireTail(typed: string, root: string): void {
  const tail = rootFingerprint(verifyKeyOf(root)).slice(-6);
  if (typed.trim().toLowerCase() !== tail) throw new Error(say("console-js-kit-tail"));
}

/** The root's seed (hex) in a kit. It is read here and goes nowhere. Throws in words which kit is wanted, when this is another. */
async function readKit(file: File, expectedRoot: string): Promise<string> {
  const seed = /^root-seed: ([0-9a-f]{64})$/m.exec(await file.text())?.[1];
  if (!seed) throw new Error(say("console-js-kit-unreadable"));
  const root = verifyKeyOf(seed);
  if (root !== expectedRoot) {
    throw new Error(say("console-js-kit-other", { found: rootFingerprint(root), wanted: rootFingerprint(expectedRoot) }));
  }
  return seed;
}

/** The root's seed (hex) in the kit that a form's file names. */
export async function rootOfKit(form: HTMLFormElement, expectedRoot: string): Promise<string> {
  const file = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0];
  if (!file) throw new Error(say("console-js-kit-missing"));
  return readKit(file, expectedRoot);
}
