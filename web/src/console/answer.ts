/** Answers to letters: what a State without a node wrote in the letter's own page (docs/formats.md section 16). */

import { sha256 } from "@noble/hashes/sha2.js";

import { base64, hex, openJson, sealJson, sha, unhex, utf8, verifies, type Signed } from "../seal";
import type { Conditions } from "./bag";
import { BagReader, judge, Unsound, type Bag, type Wanted } from "./bag-reader";
import { listOf } from "./chunk-list";
import { CHUNK, contextOf, HEAD, Opener } from "./chunked";
import type { Item } from "./items";
import { teamIdentities, type Handed } from "./open";
import { sendChunk, sheetOf } from "./package";
import { dataOf, find, onSubmit, showProgress } from "./page";
import { provenTeam } from "./root";
import { get, post } from "./server";
import { unlocked } from "./unlock";
import { say } from "./words";

const KIND = "khien/v1/desk-answer";
/** How an answer file begins; evidence beside it begins otherwise. */
const AGE = "age-encryption.org/v1\n";

/** What an answer says, as it was signed. */
export interface Answer {
  answer: string;
  thread: string;
  message: string;
  officer: string;
  acts: Record<string, unknown>[];
  words: string;
  /** SHA-256 (hex) of the list of chunks, where it hands evidence over. */
  chunks?: string;
  /** SHA-256 (hex) of what opens it, in UTF-8. */
  sheet?: string;
  /** SHA-256 (hex) of the key of information, in hex, where it gives that. */
  key?: string;
}

/** Pairs of a message that left as a letter and the public key of its answers; none where a State has a node. */
export interface Letters {
  letters?: [string, string][];
}

/** An answer file, opened. */
export interface AnswerFile {
  v: 1;
  signed: Signed;
  words: string;
  /** What opens the evidence and names its files, as JSON; erased with it. */
  sheet?: string;
  /** The key of information, 32 bytes in hex; erased with it. */
  key?: string;
}

/** The act by which evidence is handed over. */
interface Return {
  type: "return";
  package: string;
  bytes: number;
  files: number;
  conditions: Conditions;
}

/** An answer that one of the letters' keys signed. */
interface Opened {
  answer: Answer;
  words: string;
  sheet?: string;
  key?: string;
  signed: Signed;
  verify: string;
}

/** Opens an answer file; one of the letters' keys signed it, and the words are those that were signed. */
export async function openAnswer(
  sealed: Uint8Array, identities: string[], letters: readonly [string, string][],
): Promise<Opened> {
  const file = await openJson<AnswerFile>(sealed, identities).catch(() => {
    throw new Error(say("console-js-answer-not-ours"));
  });
  if ("form" in file) throw new Error(say("console-js-answer-is-request"));
  const [kind, json, ...rest] = file.signed.statement.split("\n");
  const found = letters.find(([, verify]) => verifies(file.signed, verify));
  if (kind !== KIND || rest.length || !found) throw new Error(say("console-js-answer-changed"));
  const answer = JSON.parse(json ?? "") as Answer;
  const named = (text: string | undefined, hash: string | undefined) => text === undefined || hash === hex(sha(utf8(text)));
  const beside = named(file.sheet, answer.sheet) && named(file.key, answer.key);
  const whole = answer.message === found[0] && named(file.words, answer.words) && beside;
  if (!whole) throw new Error(say("console-js-answer-changed"));
  return { answer, words: file.words, sheet: file.sheet, key: file.key, signed: file.signed, verify: found[1] };
}

/** The part of the request that is the n-th act of an answer. */
function partOf(answer: Answer, n: number): string {
  return `message/${hex(sha(utf8(`${KIND}/${answer.answer}/${n}`))).slice(0, 32)}`;
}

/** Whether a part of the request is an act of this answer. */
export function ownNumber(answer: Answer, part: string): boolean {
  return answer.acts.some((_, n) => part === partOf(answer, n));
}

/** What an answer says: its words, and of evidence the key, the chunks, the files. The list of chunks is the one that was signed. */
export function bodyOf({ answer, words, sheet }: Pick<Opened, "answer" | "words" | "sheet">): Record<string, unknown> {
  if (sheet === undefined) return { text: words };
  const body = { text: words, ...(JSON.parse(sheet) as Record<string, unknown>) };
  if (answer.chunks !== listOf(sheetOf(body).chunks)) throw new Error(say("console-js-answer-changed"));
  return body;
}

/** The files that were chosen: the answer, and the evidence where there is some. */
async function chosen(input: HTMLInputElement): Promise<{ sealed: Uint8Array; evidence?: File }> {
  const files = Array.from(input.files ?? []);
  const begins = await Promise.all(files.map((file) => file.slice(0, AGE.length).text()));
  const at = begins.indexOf(AGE);
  if (begins.filter((begin) => begin === AGE).length > 1) throw new Error(say("console-js-answer-several"));
  if (at < 0 || files.length > 2) throw new Error(say("console-js-answer-not-ours"));
  return { sealed: new Uint8Array(await (files[at] as File).arrayBuffer()), evidence: files[1 - at] };
}

/** `<khien-answer data-letters data-part data-granted>`: takes an answer file in, and the evidence that lies beside it. */
export class KhienAnswer extends HTMLElement {
  /** Opens our request and gives its items; set by the page's script. */
  static items: (part: string) => Promise<Item[]>;
  /** Opens what is closed in the information that was given to us with a key, and throws in words where it does not open; set by the page's script. */
  static opensWith: (part: string, key: string) => Promise<void>;

  connectedCallback(): void {
    const form = find<HTMLFormElement>("form", this);
    find<HTMLButtonElement>("button[type=submit]", form).disabled = false;
    onSubmit(form, () => this.take(form));
  }

  private async take(form: HTMLFormElement): Promise<void> {
    const here = find<HTMLElement>("[data-request]").dataset.here ?? "";
    const { sealed, evidence } = await chosen(form.elements.namedItem("file") as HTMLInputElement);
    await unlocked();
    const { wraps } = await get<Handed>(`${here}/answer`);
    const opened = await openAnswer(sealed, await teamIdentities(wraps), dataOf<[string, string][]>(this, "letters"));
    this.mayTake(opened);
    const handed = opened.answer.chunks ? await this.evidence(form, opened, evidence) : await this.key(opened);
    await post(`${here}/answer`, { signed: opened.signed, verify: opened.verify, kept: base64(sealed), ...handed });
    location.reload();
  }

  /** Throws in words where our node would refuse the answer in the end: nobody reads and sends gigabytes for that. */
  private mayTake({ answer, verify }: Opened): void {
    const barred = dataOf<Record<string, string>>(this, "barred")[verify];
    if (barred) throw new Error(barred);
    const { decided } = this.dataset;
    const known = answer.acts.some((act, n) => act.type === "decide" && !document.querySelector(`[data-part="${partOf(answer, n)}"]`));
    if (decided && known) throw new Error(decided);
  }

  /** Holds the evidence against the answer and the request, and gives its chunks to our node. Nothing is given before all of it holds. */
  private async evidence(form: HTMLFormElement, opened: Opened, file?: File): Promise<{ chunks: string[]; words: string }> {
    if (!file) throw new Error(say("console-js-answer-choose"));
    const act = opened.answer.acts.find(({ type }) => type === "return") as unknown as Return;
    const body = bodyOf(opened);
    const { key, chunks } = sheetOf(body);
    const wanted: Wanted = {
      thread: opened.answer.thread, conditions: act.conditions, manifest: String(body.manifest), verify: opened.verify,
      count: act.files, files: Array.isArray(body.files) ? (body.files as Wanted["files"]) : [], granted: await this.granted(opened.answer),
    };
    const progress = (n: number) => showProgress(form, say("console-js-answer-reading", { n, all: chunks.length }));
    try {
      judge(await read(file, unhex(key), chunks, act, opened.answer.thread, progress), wanted);
    } catch (error) {
      if (!(error instanceof Unsound)) throw error;
      throw new Error(say(`console-js-answer-${error.what}`, { file: error.file }));
    }
    for (const [n, name] of chunks.entries()) {
      showProgress(form, say("console-js-answer-keeping", { n: n + 1, all: chunks.length }));
      const sent = await sendChunk(await chunkAt(file, n), true);
      if (sent !== name) throw new Error(say("console-js-answer-torn"));
    }
    return { chunks, words: await this.wordsAlone(opened) };
  }

  /** The key of information, where the answer gives it; it opens what we were given, or nothing is taken in. */
  private async key(opened: Opened): Promise<{ key?: string; words?: string }> {
    if (opened.key === undefined) return {};
    await KhienAnswer.opensWith(this.dataset.part ?? "", opened.key);
    return { key: opened.key, words: await this.wordsAlone(opened) };
  }

  /** The answer without what opens evidence or information, sealed to our desk: it is kept when that is erased. */
  private async wordsAlone({ signed, words }: Opened): Promise<string> {
    const { recipient } = provenTeam(dataOf<Signed | null>(this, "certificate"), "desk");
    return base64(await sealJson({ v: 1, signed, words }, [recipient]));
  }

  /** Ids of the items that this answer grants, or that one before it granted. */
  private async granted(answer: Answer): Promise<string[]> {
    const items = await KhienAnswer.items(this.dataset.part ?? "");
    const decided = answer.acts.find(({ type }) => type === "decide") as { decision: { is: string; items?: string[] } } | undefined;
    const before = dataOf<string[] | "all" | null>(this, "granted");
    if (!decided && before === null) throw new Error(say("console-js-answer-granting"));
    const codes = decided ? (decided.decision.is === "part" ? decided.decision.items ?? [] : "all") : before ?? [];
    return items.filter(({ code }) => codes === "all" || codes.includes(code)).map(({ id }) => id);
  }
}

async function chunkAt(file: Blob, n: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(n * CHUNK, (n + 1) * CHUNK).arrayBuffer());
}

/** Reads the evidence through: every chunk is the one that was signed, and the whole is what the act names. */
async function read(
  file: File, key: Uint8Array, chunks: string[], act: Return, thread: string, progress: (n: number) => void,
): Promise<Bag> {
  if (Math.ceil(file.size / CHUNK) !== chunks.length) throw new Unsound("torn");
  return wholeBag(async (take) => {
    let opener: Opener | undefined;
    for (const [n, name] of chunks.entries()) {
      progress(n + 1);
      const chunk = await chunkAt(file, n);
      if (hex(sha256(chunk)) !== name) throw new Unsound("torn");
      opener ??= await Opener.begin(key, chunk.slice(0, HEAD), contextOf(thread));
      take(await opener.push(n ? chunk : chunk.subarray(HEAD)));
    }
    if (opener) take(await opener.finish());
  }, act);
}

/** The bag that streams through `run`, where length and hash are those of the act. */
async function wholeBag(run: (take: (plain: Uint8Array) => void) => Promise<void>, act: Return): Promise<Bag> {
  const [reader, whole] = [new BagReader(), sha256.create()];
  let bytes = 0;
  try {
    await run((plain) => {
      whole.update(plain);
      bytes += plain.length;
      reader.push(plain);
    });
  } catch (error) {
    throw error instanceof Unsound ? error : new Unsound("torn");
  }
  if (bytes !== act.bytes || hex(whole.digest()) !== act.package) throw new Unsound("torn");
  return reader.finish();
}
