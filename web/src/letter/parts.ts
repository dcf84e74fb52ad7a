/** What all of a letter's page uses: its words, its fields, and the message that it carries. */

import { make } from "../console/page";
import { say as sayKey } from "../console/words";

/** Words of the letter's page. */
export const say = (name: string, values: Record<string, string | number> = {}) => sayKey(`desk-letter-page-${name}`, values);

/** The message of the letter, as it was signed. */
export interface Message {
  message: string;
  thread: string;
  from: string;
  to: string;
  body: Record<string, unknown>;
  act: { type: string; until?: number; offer?: string; information?: Record<string, unknown> };
  /** Of information: what stays closed until its conditions are accepted, base64. */
  sealed?: string;
}

/** A field with its name. */
export function field(name: string, label: string, control: HTMLElement): HTMLElement {
  control.id = name;
  control.setAttribute("name", name);
  return make("p", {}, [make("label", { text: label, attributes: { for: name } }), control]);
}

/** A field for a day. */
export const date = () => make("input", { attributes: { type: "date" } });

/** Takes away what was made before. */
export function gone(made: HTMLElement): void {
  for (const link of made.querySelectorAll("a")) URL.revokeObjectURL(link.href);
  made.replaceChildren();
  made.hidden = true;
}

/** A file to be saved. */
export function saved(file: Blob, words: string, download: string): HTMLElement {
  return make("p", {}, [make("a", { text: words, attributes: { href: URL.createObjectURL(file), download } })]);
}
