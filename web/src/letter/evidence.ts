/**
 * Evidence in answer to a letter: chosen, measured, described, signed with the letter's key and encrypted in the letter's own page, with the
 * code of the console. It leaves as two files: the answer, which names everything, and the evidence, which opens with what the answer holds.
 */

import { sha256 } from "@noble/hashes/sha2.js";

import { hex, randomBytes } from "../seal";
import { findings } from "../console/asked";
import { identifierOf, MANIFEST, PAYLOAD, SIGNATURE, tagFiles, type Conditions, type Description } from "../console/bag";
import { CHUNK, contextOf, Cutter, Sealer } from "../console/chunked";
import { signLetterPackage } from "../console/cose";
import { itemsOf, measure, momentOf, nameOf, type Item, type Measured } from "../console/items";
import type { Letter } from "../console/letter";
import { breathe, find, make, showProgress, valueOf } from "../console/page";
import { say as sayKey } from "../console/words";
import { archive, crc32, type Entry } from "../console/zip";
import { date, field, say, type Message } from "./parts";

/** Files of one answer, and chunks (4 GiB of evidence): the answer names each of them. */
const [FILES, CHUNKS] = [300, 1_000];

/** Evidence that was packed. */
export interface Packed {
  /** What the answer does: it may grant the request first. */
  acts: Record<string, unknown>[];
  /** What opens the evidence and names its files, as JSON: it lies in the answer beside the words. */
  sheet: string;
  chunks: string[];
  /** The chunks, one after the other. */
  file: Blob;
}

/** How many packages this page made. */
let made = 0;

/** Items that may be answered: those that were granted, or all where nothing was decided yet. */
function open(letter: Letter, message: Message): Item[] {
  const granted = letter.evidence?.granted;
  return itemsOf(message.body).filter(({ code }) => !Array.isArray(granted) || granted.includes(code));
}

function choice(type: string, name: string, value: string, words: string, checked = false): HTMLElement {
  const attributes = { type, name, value, ...(checked ? { checked: "" } : {}) };
  return make("label", { class: "choice" }, [make("input", { attributes }), make("span", { text: words })]);
}

/** What is asked of whoever hands evidence over. */
export function evidenceFields(letter: Letter, message: Message): Node[] {
  const files = make("input", { attributes: { type: "file", multiple: "" } });
  const rows = make("ol", { class: "plain stack", attributes: { "data-files": "" } });
  const items = open(letter, message);
  files.addEventListener("change", () => {
    const before = new Map(Array.from(rows.children, (one) => [find("strong", one).textContent, one]));
    rows.replaceChildren(...Array.from(files.files ?? [], (file, n) => as(row(file, n, items, letter), before.get(file.name))));
  });
  const grants = ["all", "some", "before"].map((value, n) => choice("radio", "grant", value, say(`grant-${value}`), n === 0));
  const purposes = (letter.evidence?.purposes ?? []).map(({ code, words }) => choice("checkbox", "purpose", code, words, code === "investigation"));
  return [
    make("p", { class: "muted", text: say("evidence-how") }),
    ...(letter.evidence?.granted ? [] : [make("fieldset", {}, [make("legend", { text: say("grant") }), ...grants])]),
    field("files", say("files"), files), rows,
    field("custody", say("custody"), make("input", { attributes: { maxlength: "4000" } })),
    field("authorisation", say("authorisation"), make("input", { attributes: { maxlength: "4000" } })),
    make("fieldset", {}, [make("legend", { text: say("purposes") }), ...purposes]),
    choice("checkbox", "onward", "yes", say("onward")),
    choice("checkbox", "feedback", "yes", say("feedback")),
    field("last", say("last"), date()),
  ];
}

/** What was said of a file of this name stays said when files are chosen again. */
function as(next: HTMLElement, before?: Element): HTMLElement {
  const fields = (of: Element) => of.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select");
  for (const [n, one] of (before ? [...fields(before)] : []).entries()) (fields(next)[n] as HTMLInputElement).value = one.value;
  return next;
}

/** A file that was chosen, with what is said of it. */
function row(file: File, n: number, items: Item[], { labels }: Letter): HTMLElement {
  const options = items.map((item) => make("option", { text: nameOf(item, labels), attributes: { value: item.id } }));
  const moment = () => make("input", { attributes: { type: "datetime-local", step: "1" } });
  return make("li", { class: "card" }, [
    make("p", {}, [make("strong", { text: file.name })]),
    field(`item-${n}`, say("item"), make("select", {}, options)),
    field(`from-${n}`, say("data-from"), moment()), field(`to-${n}`, say("data-to"), moment()),
  ]);
}

/** Makes the package that the form says. */
export async function pack(form: HTMLFormElement, letter: Letter, message: Message, officer: string): Promise<Packed> {
  if (!globalThis.crypto?.subtle || !letter.evidence) throw new Error(say("key-browser"));
  const chosen = Array.from(find<HTMLInputElement>("input[name=files]", form).files ?? []);
  if (!chosen.length) throw new Error(say("no-files"));
  if (chosen.length > FILES) throw new Error(say("too-many"));
  const [files, sums] = await measured(form, chosen, officer);
  const conditions = conditionsOf(form);
  const { source, number } = letter.evidence;
  const description: Description = {
    request: message.thread, package: number + made, asking: message.from, asked: message.to, source, made_at: new Date().toISOString(),
    examiner: officer, tools: [{ name: "Khiên", version: "letter" }], authorisation: valueOf(form, "authorisation").trim(), conditions, files,
  };
  const items = open(letter, message);
  const found = findings(description, items).map(({ file, what }) => `${file ? `${file}: ` : ""}${sayKey(`desk-package-finding-${what}`)}`);
  // Everything at once, and what is said twice once: whoever mends one file has not to pack again to hear of the next.
  if (found.length) throw new Error([...new Set(found)].join("\n"));
  const tags = tagFiles(description);
  const manifest = (tags.find(({ path }) => path === MANIFEST) as { bytes: Uint8Array }).bytes;
  tags.push({ path: SIGNATURE, bytes: signLetterPackage(manifest, letter.seed) });
  const folder = identifierOf(description);
  const entries: Entry[] = [
    ...tags.map(({ path, bytes }) => ({ name: `${folder}/${path}`, bytes: bytes.length, crc: crc32(bytes), content: bytes })),
    ...chosen.map((file, n) => ({ name: `${folder}/${PAYLOAD}${file.name}`, bytes: file.size, crc: sums[n] ?? 0, content: file })),
  ];
  const key = randomBytes(32);
  const sealed = await encrypted(entries, key, message.thread, form);
  made += 1;
  const grants = granting(form, letter, files, items);
  // One answer decides; the next ones rest on it.
  form.querySelector<HTMLInputElement>('input[name=grant][value="before"]')?.click();
  const named = files.map(({ path, bytes, sha256: hash, item }) => ({ path, bytes, sha256: hash, item }));
  return {
    acts: [
      ...grants,
      { type: "return", package: sealed.sha256, bytes: sealed.bytes, files: files.length, conditions },
    ],
    sheet: JSON.stringify({ manifest: hex(sha256(manifest)), key: hex(key), chunks: sealed.chunks, files: named }),
    chunks: sealed.chunks, file: sealed.file,
  };
}

async function measured(form: HTMLFormElement, chosen: File[], officer: string): Promise<[Measured[], number[]]> {
  const [files, sums]: [Measured[], number[]] = [[], []];
  for (const [n, file] of chosen.entries()) {
    const told = (bytes: number) => showProgress(form, say("measuring", { n: n + 1, all: chosen.length, mb: megabytes(bytes) }));
    told(0);
    const { crc, ...lengths } = await measure(file, told);
    sums.push(crc);
    files.push({
      path: file.name, ...lengths, ...(file.type ? { media_type: file.type } : {}),
      item: valueOf(form, `item-${n}`), from: momentOf(valueOf(form, `from-${n}`)), to: momentOf(valueOf(form, `to-${n}`)),
      custody: [{ who: officer, what: valueOf(form, "custody").trim(), at: new Date().toISOString() }],
    });
  }
  return [files, sums];
}

function conditionsOf(form: HTMLFormElement): Conditions {
  const ticked = new FormData(form);
  const until = valueOf(form, "last");
  return {
    purposes: ticked.getAll("purpose").map(String), onward: ticked.has("onward"), ...(until ? { until } : {}), feedback: ticked.has("feedback"),
  };
}

/** The decision that goes before, where there was none: of the whole request, or of the items that the files answer. */
function granting(form: HTMLFormElement, letter: Letter, files: Measured[], items: Item[]): Record<string, unknown>[] {
  const grant = letter.evidence?.granted ? "before" : String(new FormData(form).get("grant"));
  if (grant === "before") return [];
  if (grant === "all") return [{ type: "decide", decision: { is: "accepted" } }];
  const answered = items.filter(({ id }) => files.some(({ item }) => item === id)).map(({ code }) => code);
  return [{ type: "decide", decision: { is: "part", items: answered } }];
}

/** Bytes as whole megabytes, one at least where there are any. */
const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);

/** Encrypts an archive. Each chunk is a blob of its own: it lies where the browser keeps files, and not in the memory of the page. */
async function encrypted(
  entries: Entry[], key: Uint8Array, thread: string, form: HTMLFormElement,
): Promise<{ sha256: string; bytes: number; chunks: string[]; file: Blob }> {
  const [whole, cutter, sealer] = [sha256.create(), new Cutter(), await Sealer.begin(key, randomBytes(24), contextOf(thread))];
  const [chunks, parts]: [string[], Blob[]] = [[], []];
  const of = megabytes(entries.reduce((all, one) => all + one.bytes, 0));
  let bytes = 0;
  const keep = (ready: Uint8Array[]) => {
    for (const chunk of ready) {
      if (chunks.push(hex(sha256(chunk))) > CHUNKS) throw new Error(say("too-large"));
      parts.push(new Blob([chunk as BlobPart]));
      showProgress(form, say("packing", { mb: megabytes(chunks.length * CHUNK), of }));
    }
  };
  showProgress(form, say("packing", { mb: 0, of }));
  keep(cutter.push(sealer.head));
  for await (const piece of archive(entries)) {
    whole.update(piece);
    bytes += piece.length;
    keep(cutter.push(await sealer.push(piece)));
    await breathe();
  }
  keep(cutter.push(await sealer.finish()));
  keep(cutter.rest());
  return { sha256: hex(whole.digest()), bytes, chunks, file: new Blob(parts, { type: "application/octet-stream" }) };
}
