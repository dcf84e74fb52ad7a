/** Answers to letters: what a State without a node wrote in the letter's own page (docs/formats.md section 16). */

import { base64, hex, openJson, sha, utf8, verifies, type Signed } from "../seal";
import { teamIdentities, type Handed } from "./open";
import { dataOf, find, onSubmit } from "./page";
import { get, post } from "./server";
import { unlocked } from "./unlock";
import { say } from "./words";

const KIND = "khien/v1/desk-answer";

/** What an answer says, as it was signed. */
export interface Answer {
  answer: string;
  thread: string;
  message: string;
  officer: string;
  acts: Record<string, unknown>[];
  words: string;
}

/** An answer file, opened. */
export interface AnswerFile {
  v: 1;
  signed: Signed;
  words: string;
}

/** Opens an answer file; one of the letters' keys signed it, and the words are those that were signed. */
export async function openAnswer(
  sealed: Uint8Array,
  identities: string[],
  letters: readonly [string, string][],
): Promise<{ answer: Answer; words: string; signed: Signed; verify: string }> {
  const file = await openJson<AnswerFile>(sealed, identities).catch(() => {
    throw new Error(say("console-js-answer-not-ours"));
  });
  const [kind, json, ...rest] = file.signed.statement.split("\n");
  const found = letters.find(([, verify]) => verifies(file.signed, verify));
  if (kind !== KIND || rest.length || !found) throw new Error(say("console-js-answer-changed"));
  const answer = JSON.parse(json) as Answer;
  const whole = answer.message === found[0] && answer.words === hex(sha(utf8(file.words)));
  if (!whole) throw new Error(say("console-js-answer-changed"));
  return { answer, words: file.words, signed: file.signed, verify: found[1] };
}

/** Whether a part of the request is an act of this answer. */
export function ownNumber(answer: Answer, part: string): boolean {
  return answer.acts.some((_, n) => part === `message/${hex(sha(utf8(`${KIND}/${answer.answer}/${n}`))).slice(0, 32)}`);
}

/** `<khien-answer data-letters>`: takes an answer file in. */
export class KhienAnswer extends HTMLElement {
  connectedCallback(): void {
    const form = find<HTMLFormElement>("form", this);
    find<HTMLButtonElement>("button[type=submit]", form).disabled = false;
    onSubmit(form, () => this.take(form));
  }

  private async take(form: HTMLFormElement): Promise<void> {
    const here = find<HTMLElement>("[data-request]").dataset.here ?? "";
    const file = (form.elements.namedItem("file") as HTMLInputElement).files?.[0];
    if (!file) return;
    await unlocked();
    const sealed = new Uint8Array(await file.arrayBuffer());
    const { wraps } = await get<Handed>(`${here}/answer`);
    const opened = await openAnswer(sealed, await teamIdentities(wraps), dataOf<[string, string][]>(this, "letters"));
    await post(`${here}/answer`, { signed: opened.signed, verify: opened.verify, kept: base64(sealed) });
    location.reload();
  }
}
