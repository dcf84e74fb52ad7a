/**
 * Evidence between States. Whoever hands it over chooses files; they are measured, put into a package beside what the node wrote
 * about them, signed, encrypted and sent in chunks, all here: no node sees a byte of them. Whoever was given it says for what,
 * fetches the chunks, and has the package whole or not at all.
 */

import { sha256 } from "@noble/hashes/sha2.js";

import { base64, hex, randomBytes, sealJson, unbase64, unhex, type Signed } from "../seal";
import { CHUNK, contextOf, Cutter, HEAD, Opener, Sealer } from "./chunked";
import { signPackage } from "./cose";
import { measure, momentOf, nameOf, type Item, type Measured } from "./items";
import { dataOf, find, make, onPress, onSubmit, showProgress, valueOf } from "./page";
import { provenTeam } from "./root";
import { bytesFrom, post, putBytes } from "./server";
import { say } from "./words";
import { archive, crc32, pieces, type Entry } from "./zip";

/** How often a chunk is tried before the person is told. */
const TRIES = 5;
/** Files that are named in the message itself; all of them stand in the package. */
const NAMED = 500;

/** What the sealed message says of its package. */
interface Sheet {
  key: string;
  chunks: string[];
}

/** What is needed to go on with a package after a break: with it the same files make the same chunks. Kept sealed to the desk. */
interface Making {
  name: string;
  payload: string;
  parts: { path: string; bytes: string }[];
  manifest: string;
  key: string;
  salt: string;
  conditions: Record<string, unknown>;
  files: Measured[];
  sums: number[];
}

/** The request as it was opened: its message, and the signed bytes that its letter in the package is made from. */
export interface Request {
  items: Item[];
  message: string;
  /** COSE_Sign, base64. */
  signed: string;
}

/** The request that is answered. It holds words, so it stands in no attribute. */
let answering: Request | null = null;

/** The package that this page goes on with. It holds a key, so it stands in no attribute. */
let goingOn: Making | null = null;

/** Packages that were begun: each opens with the desk's key, and asks for its files again. */
function wireBegun(box: HTMLElement, open: (part: string) => Promise<unknown>): void {
  for (const button of box.querySelectorAll<HTMLButtonElement>("[data-go-on]")) {
    button.hidden = false;
    onPress(button, box.closest("form") ?? box, async () => {
      goingOn = (await open(`making/${button.dataset.goOn ?? ""}`)) as Making;
      for (const part of box.closest("form")?.querySelectorAll<HTMLElement>("[data-fresh]") ?? []) {
        part.hidden = true;
        for (const field of part.querySelectorAll<HTMLInputElement>("input")) field.disabled = true;
      }
      for (const begun of box.querySelectorAll<HTMLElement>("[data-begun], [data-items]")) begun.hidden = true;
      const names = goingOn.files.map(({ path, bytes }) => make("li", { text: `${path} (${bytes})` }));
      find<HTMLElement>("[data-files]", box).replaceChildren(...names);
      find<HTMLElement>("[data-chosen]", box).hidden = false;
      find<HTMLInputElement>("input[type=file]", box).focus();
    });
  }
}

/** The choosing of files: what is shown once the request was opened. */
export function wireEvidence(
  box: HTMLElement, open: (part: string) => Promise<Request>, openMaking: (part: string) => Promise<unknown>,
): void {
  wireBegun(box, openMaking);
  const button = find<HTMLButtonElement>("[data-items]", box);
  button.hidden = false;
  button.addEventListener("click", () => {
    void open(box.dataset.part ?? "").then((request) => {
      answering = request;
      find<HTMLElement>("[data-chosen]", box).hidden = false;
      button.hidden = true;
      find<HTMLInputElement>("input[type=file]", box).focus();
    }, (error: unknown) => {
      button.after(make("p", { class: "error", text: error instanceof Error ? error.message : String(error), attributes: { role: "alert" } }));
    });
  });
  const input = find<HTMLInputElement>("input[type=file]", box);
  input.addEventListener("change", () => {
    if (!goingOn) list(box, input);
  });
}

/** A row for each file, where its item is chosen. */
function list(box: HTMLElement, input: HTMLInputElement): void {
  const items = answering?.items ?? [];
  const granted = JSON.parse(box.dataset.granted ?? "null") as string[] | null;
  const template = find<HTMLTemplateElement>("template[data-file]", box);
  const rows = Array.from(input.files ?? [], (file) => {
    const row = make("li", {}, [template.content.cloneNode(true)]);
    find<HTMLElement>("[data-name]", row).textContent = file.name;
    const select = find<HTMLSelectElement>("select[name=item]", row);
    for (const item of items.filter(({ code }) => granted?.includes(code) ?? true)) {
      select.append(make("option", { text: nameOf(item), attributes: { value: item.id } }));
    }
    return row;
  });
  find<HTMLElement>("[data-files]", box).replaceChildren(...rows);
}

/** The ticking of items that are granted, once the request was opened. */
export function wireItems(box: HTMLElement, open: (part: string) => Promise<Request>): void {
  const button = find<HTMLButtonElement>("[data-items]", box);
  button.hidden = false;
  onPress(button, box.closest("form") ?? box, async () => {
    const ticks = (await open(box.dataset.part ?? "")).items.map((item) => {
      const tick = make("input", { attributes: { type: "checkbox", name: "item", value: item.code } });
      return make("label", { class: "choice" }, [tick, make("span", { text: nameOf(item) })]);
    });
    const list = find<HTMLElement>("[data-ticks]", box);
    list.replaceChildren(...ticks);
    button.hidden = true;
    list.querySelector("input")?.focus();
  });
}

/** Makes the package that a form says, sends its chunks to the own node, and gives what the message says of it. */
export async function handOver(
  form: HTMLFormElement, here: string, thread: string, seed: string,
): Promise<{ act: Record<string, unknown>; body: Record<string, unknown> }> {
  const box = find<HTMLElement>("[data-evidence]", form);
  const chosen = Array.from(find<HTMLInputElement>("input[type=file]", box).files ?? []);
  if (!chosen.length) throw new Error(say("console-js-evidence-no-files"));
  if (goingOn) return handedOver(goingOn, await sameFiles(goingOn, chosen, form), form, thread, true);
  const rows = Array.from(box.querySelectorAll<HTMLElement>("[data-files] > li"));
  const files: Measured[] = [];
  const sums: number[] = [];
  for (const [n, file] of chosen.entries()) {
    showProgress(form, say("console-js-evidence-measuring", { n: n + 1, all: chosen.length }));
    const { said, crc } = await measured(file, rows[n] as HTMLElement, form);
    files.push(said);
    sums.push(crc);
  }
  const conditions = conditionsOf(form);
  if (!answering) throw new Error(say("console-js-evidence-no-files"));
  const { items, message, signed } = answering;
  const made = await post<Tags>(`${here}/package/tags`, {
    items: items.map(({ id, class: kind, from, to }) => ({ id, class: kind, from, to })),
    conditions, authorisation: valueOf(form, "authorisation").trim(), files, request: { message, signed },
  });
  if (made.stopped) {
    throw new Error(made.stopped.map((one) => (one.file ? `${one.file}: ${one.words}` : one.words)).join(" "));
  }
  const { parts, manifest } = await withSignature(made, here, seed);
  const making: Making = {
    name: made.name, payload: made.payload, manifest, conditions, files, sums,
    parts: parts.map(({ path, bytes }) => ({ path, bytes: base64(bytes) })), key: hex(randomBytes(32)), salt: hex(randomBytes(24)),
  };
  await keep(making, made.number, here, box);
  return handedOver(making, chosen, form, thread, false);
}

/** Keeps what is needed to go on after a break, sealed to our own desk: the node cannot read it. */
async function keep(making: Making, number: number, here: string, box: HTMLElement): Promise<void> {
  const team = provenTeam(dataOf<Signed | null>(box, "certificate"), "desk");
  await post(`${here}/making/${number}`, { words: base64(await sealJson(making, [team.recipient])) });
}

/** The files of a package that was begun, in its order: each has to be the one that was measured then. */
async function sameFiles(making: Making, chosen: File[], form: HTMLFormElement): Promise<File[]> {
  const same: File[] = [];
  for (const [n, said] of making.files.entries()) {
    showProgress(form, say("console-js-evidence-measuring", { n: n + 1, all: making.files.length }));
    const file = chosen.find(({ name, size }) => name === said.path && size === said.bytes);
    if (!file) throw new Error(say("console-js-evidence-missing-file", { name: said.path }));
    const check = sha256.create();
    for await (const bytes of pieces(file)) check.update(bytes);
    if (hex(check.digest()) !== said.sha256) throw new Error(say("console-js-evidence-other-file", { name: said.path }));
    same.push(file);
  }
  return same;
}

/** Packs, encrypts and sends; gives what the message says of it. */
async function handedOver(
  making: Making, chosen: File[], form: HTMLFormElement, thread: string, again: boolean,
): Promise<{ act: Record<string, unknown>; body: Record<string, unknown> }> {
  const { name, payload, manifest, conditions, files, sums } = making;
  const parts = making.parts.map(({ path, bytes }) => ({ path, bytes: unbase64(bytes) }));
  const entries: Entry[] = [
    ...parts.map(({ path, bytes }) => ({ name: `${name}/${path}`, bytes: bytes.length, crc: crc32(bytes), content: bytes })),
    ...chosen.map((file, n) => ({ name: `${name}/${payload}${file.name}`, bytes: file.size, crc: sums[n] ?? 0, content: file })),
  ];
  const sent = await send(archive(entries), form, contextOf(thread), making, again);
  return {
    act: { type: "return", package: sent.sha256, bytes: sent.bytes, files: files.length, conditions },
    body: {
      text: valueOf(form, "text").trim(), manifest, key: making.key, chunks: sent.chunks,
      files: files.slice(0, NAMED).map(({ path, bytes, sha256: hash, item }) => ({ path, bytes, sha256: hash, item })),
    },
  };
}

/** What the node wrote, or why it did not. */
interface Tags {
  stopped?: { file: string | null; words: string }[];
  number: number;
  name: string;
  payload: string;
  signature: { covers: string; path: string };
  /** Base64. */
  tags: { path: string; bytes: string }[];
}

async function measured(file: File, row: HTMLElement, form: HTMLFormElement): Promise<{ said: Measured; crc: number }> {
  const { crc, ...lengths } = await measure(file);
  const value = (name: string) => find<HTMLInputElement | HTMLSelectElement>(`[name=${name}]`, row).value;
  const said = {
    path: file.name, ...lengths, ...(file.type ? { media_type: file.type } : {}),
    // What is written is a moment in UTC; the page says so.
    item: value("item"), from: momentOf(value("from")), to: momentOf(value("to")),
    custody: [{ who: form.dataset.officer ?? "", what: valueOf(form, "custody").trim(), at: new Date().toISOString() }],
  };
  return { said, crc };
}

function conditionsOf(form: HTMLFormElement): Record<string, unknown> {
  const purposes = Array.from(form.querySelectorAll<HTMLInputElement>("input[name=purpose]:checked"), (one) => one.value);
  if (!purposes.length) throw new Error(say("console-js-evidence-no-purpose"));
  const ticked = (name: string) => form.querySelector(`input[name=${name}]:checked`) !== null;
  const until = valueOf(form, "last");
  return { purposes, onward: ticked("onward"), ...(until ? { until } : {}), feedback: ticked("feedback") };
}

/** A proof that lies beside the signature: none where nobody gives one. */
type Beside = { path: string; bytes: string | null } | null;

/** The tag files with the signature of the member and of the node over their manifest, and the manifest's hash. */
async function withSignature(
  made: Tags, here: string, seed: string,
): Promise<{ parts: { path: string; bytes: Uint8Array }[]; manifest: string }> {
  const tags = made.tags.map(({ path, bytes }) => ({ path, bytes: unbase64(bytes) }));
  const manifest = tags.find(({ path }) => path === made.signature.covers);
  if (!manifest) throw new Error(say("console-js-failed"));
  const { signed, proof, stamp } = await post<{ signed: string; proof: Beside; stamp: Beside }>(`${here}/package/sign`, {
    manifest: base64(manifest.bytes), signature: base64(signPackage(manifest.bytes, seed)),
  });
  // Beside the signature, for they were made after it: that the signing stands in this State's ledger, and an authority's time-stamp.
  const beside = [proof, stamp].flatMap((one) => (one?.bytes ? [{ path: one.path, bytes: unbase64(one.bytes) }] : []));
  return { parts: [...tags, { path: made.signature.path, bytes: unbase64(signed) }, ...beside], manifest: hex(sha256(manifest.bytes)) };
}

/**
 * Encrypts a stream and sends its chunks; at no moment is more than a few of them in memory. After a break the same chunks come again,
 * and those that are there are not sent.
 */
async function send(
  stream: AsyncIterable<Uint8Array>, form: HTMLFormElement, context: Uint8Array, { key, salt }: Making, again: boolean,
): Promise<{ sha256: string; bytes: number; chunks: string[] }> {
  const [whole, cutter] = [sha256.create(), new Cutter()];
  const sealer = await Sealer.begin(unhex(key), unhex(salt), context);
  const chunks: string[] = [];
  let bytes = 0;
  const leave = async (ready: Uint8Array[]) => {
    for (const chunk of ready) {
      chunks.push(await sendChunk(chunk, again));
      showProgress(form, say("console-js-evidence-sending", { mb: Math.round((chunks.length * CHUNK) / 1e6) }));
    }
  };
  await leave(cutter.push(sealer.head));
  for await (const piece of stream) {
    whole.update(piece);
    bytes += piece.length;
    await leave(cutter.push(await sealer.push(piece)));
  }
  await leave(cutter.push(await sealer.finish()));
  await leave(cutter.rest());
  return { sha256: hex(whole.digest()), bytes, chunks };
}

/** Sends a chunk under its hash. */
export async function sendChunk(chunk: Uint8Array, again: boolean): Promise<string> {
  const name = hex(sha256(chunk));
  if (again) {
    const { missing } = await patiently(() => post<{ missing: string[] }>("/console/desk/chunks/missing", { chunks: [name] }));
    if (!missing.length) return name;
  }
  await patiently(() => putBytes(`/console/desk/chunk/${name}`, chunk));
  return name;
}

/** Tries a few times, waiting longer each time: a line that breaks for a moment costs a chunk and not the package. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt();
    } catch (error) {
      if (n >= TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** n));
    }
  }
}

/** Packages that were fetched here and were whole. */
const whole = new Set<string>();

/** Whether a package was fetched on this page and was the one that was signed. */
export function wasWhole(message: string): boolean {
  return whole.has(message);
}

/** `<khien-package data-message data-bytes data-sha256 data-voices>`: evidence that was given, read for a purpose. */
export class KhienPackage extends HTMLElement {
  /** Hands the message out for a purpose, verified; set by the page's script. */
  static read: (message: string, purpose: string, voices: string) => Promise<{ sheet: Sheet; thread: string; here: string; shown: HTMLElement }>;

  connectedCallback(): void {
    const form = find<HTMLFormElement>("form", this);
    find<HTMLButtonElement>("button[type=submit]", form).disabled = false;
    onSubmit(form, () => this.fetch(form));
  }

  private async fetch(form: HTMLFormElement): Promise<void> {
    const { message = "", bytes = "0", sha256: expected = "", voices = "null" } = this.dataset;
    const { sheet, thread, here, shown } = await KhienPackage.read(message, valueOf(form, "purpose"), voices);
    const parts: BlobPart[] = [];
    const check = sha256.create();
    let opener: Opener | undefined;
    let length = 0;
    const take = (plain: Uint8Array) => {
      check.update(plain);
      length += plain.length;
      // A blob of its own lies where the browser keeps files, and not in the memory of the page.
      parts.push(new Blob([plain as BlobPart]));
    };
    for (const [n, name] of sheet.chunks.entries()) {
      showProgress(form, say("console-js-package-fetching", { n: n + 1, all: sheet.chunks.length }));
      const chunk = await patiently(() => bytesFrom(`${here}/package/${message}/${n}`));
      if (hex(sha256(chunk)) !== name) throw new Error(say("console-js-package-changed"));
      let sealed = chunk;
      if (!opener) {
        opener = await Opener.begin(unhex(sheet.key), chunk.slice(0, HEAD), contextOf(thread));
        sealed = chunk.subarray(HEAD);
      }
      take(await opener.push(sealed));
    }
    if (opener) take(await opener.finish());
    if (hex(check.digest()) !== expected || String(length) !== bytes) throw new Error(say("console-js-package-changed"));
    whole.add(message);
    const url = URL.createObjectURL(new Blob(parts, { type: "application/zip" }));
    const save = make("a", { text: say("console-js-package-save"), class: "button", attributes: { href: url, download: `${message}.zip` } });
    const proof = make("p", { class: "proof", text: say("console-js-package-whole") });
    const box = make("div", { class: "opened", attributes: { tabindex: "-1" } }, [shown, proof, make("p", {}, [save])]);
    this.replaceChildren(box);
    box.focus();
  }
}

/** What the sealed message says of its package; throws when it says nothing. */
export function sheetOf(body: Record<string, unknown>): Sheet {
  const { key, chunks } = body;
  const hash = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
  if (!hash(key) || !Array.isArray(chunks) || !chunks.every(hash)) throw new Error(say("console-js-package-changed"));
  return { key, chunks };
}

/** What of a message's words people read: the key and the chunks are for programs. */
export function wordsOf(body: Record<string, unknown>): Record<string, unknown> {
  const { key: _key, chunks: _chunks, manifest: _manifest, ...words } = body;
  return words;
}
