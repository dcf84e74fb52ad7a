/**
 * The page of a letter to a State without a node. It is a file: it asks no network for anything, opens with the words that were told
 * by telephone or with the private key of a certificate, verifies who signed, and makes an answer that only the desk of the State that asked can open.
 */

import { Decrypter } from "age-encryption";

import {
  hex, randomBytes, readJson, readTeamCertificate, sealJson, sha, sign, unbase64, unhex, utf8,
} from "../seal";
import { readSigned } from "../console/cose";
import { formList } from "../console/form-list";
import { listOf } from "../console/chunk-list";
import type { Letter } from "../console/letter";
import { openForm } from "../console/information";
import { readKeyFile, type Blank } from "../console/letter-request";
import { find, make, onSubmit, showProgress, valueOf } from "../console/page";
import { bothMoments } from "../console/words";
import { WithKey, type Bound } from "./certificate";
import { evidenceFields, pack, type Packed } from "./evidence";
import type { readKeys as ReadKeys } from "./letter-key";
import { blankPage, isBlank } from "./blank";
import { date, field, gone, saved, say, type Message } from "./parts";

/** Why there can be nothing to give or to hold, which is no refusal (N1 to N5). */
const NOTHING = ["no_data", "expired", "not_here", "impossible", "wrong_custodian"];

function inner(id: string): string {
  return find<HTMLTemplateElement>(`template#${id}`).content.textContent?.trim() ?? "";
}

/** 24 words of a root: SHA-256 of it and a check of eight bits, eleven bits a word (BIP-39). */
function voiceWords(root: string): string[] {
  const list = inner("list").split(" ");
  const entropy = sha(unhex(root));
  const bits = Array.from([...entropy, sha(entropy)[0]], (byte) => byte.toString(2).padStart(8, "0")).join("");
  return Array.from({ length: 24 }, (_, n) => list[parseInt(bits.slice(n * 11, n * 11 + 11), 2)]);
}

/** What opens with the words that were told. */
async function withWords(form: HTMLFormElement): Promise<{ bytes: Uint8Array; bound?: Bound }> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(valueOf(form, "told").toLowerCase().split(/\s+/).filter(Boolean).join(" "));
  const bytes = await decrypter.decrypt(unbase64(inner("sealed")), "uint8array").catch(() => {
    throw new Error(say("wrong"));
  });
  return { bytes };
}

/** What opens with a private key that lies in a file, and for which message it was sealed. */
async function withKey(form: HTMLFormElement, readKeys: typeof ReadKeys): Promise<{ bytes: Uint8Array; bound?: Bound }> {
  if (!globalThis.crypto?.subtle) throw new Error(say("key-browser"));
  const file = (form.elements.namedItem("key") as HTMLInputElement).files?.[0];
  if (!file) throw new Error(say("key-unread"));
  const read = readKeys(new Uint8Array(await file.arrayBuffer()), valueOf(form, "password"));
  if ("unread" in read) throw new Error(say(read.unread));
  const [decrypter, identity] = [new Decrypter(), new WithKey(read.keys)];
  decrypter.addIdentity(identity);
  const bytes = await decrypter.decrypt(unbase64(inner("sealed")), "uint8array").catch(() => {
    throw new Error(say(identity.bound ? "key-changed" : "key-other"));
  });
  // Neither the key nor its password stays in the page.
  form.reset();
  return { bytes, bound: identity.bound };
}

async function openLetter(form: HTMLFormElement): Promise<void> {
  const readKeys = (globalThis as { khienReadKeys?: typeof ReadKeys }).khienReadKeys;
  showProgress(form, say(readKeys ? "opening-key" : "opening"));
  // The browser paints before the words or the password are stretched.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { bytes, bound } = await (readKeys ? withKey(form, readKeys) : withWords(form));
  const content = readJson<Letter | Blank>(bytes);
  const place = find<HTMLElement>("#letter");
  if (isBlank(content)) {
    place.replaceChildren(...blankPage(content, bound), roots(content.voices.root));
    form.hidden = true;
    place.focus();
    return;
  }
  const letter = content;
  const read = readSigned(unbase64(letter.signed), letter.voices);
  if (!read) throw new Error(say("changed"));
  const message = JSON.parse(read.text) as Message;
  // Whoever has the certificate can seal to it: what was sealed is for the message and the States that signed.
  const same = !bound || (bound.message === message.message && bound.from === message.from && bound.to === message.to);
  if (!same) throw new Error(say("changed"));
  // A letter that was made after the conditions were accepted carries the key of what was closed.
  if (letter.key) message.body = await openForm(message.body, message.message, message.sealed ?? "", letter.key).catch(() => {
    throw new Error(say("changed"));
  });
  form.hidden = true;
  place.replaceChildren(
    shown(letter, message, read.officer.desk), roots(letter.voices.root), answerForm(letter, message),
  );
  place.focus();
}

function shown(letter: Letter, message: Message, who: string): HTMLElement {
  const { type, until } = message.act;
  // What is said within a preservation (P2) is a form of its own; other messages are words.
  const words = message.body.kind || message.body.form ? message.body : { text: message.body.text };
  const said = { act: type, ...(until ? { until: new Date(until / 1000).toISOString().slice(0, 10) } : {}), ...words };
  const body = type === "request" ? message.body : said;
  return make("section", { class: "card" }, [
    make("h2", { text: `${message.from} → ${message.to} · ${letter.kind}` }),
    make("p", { class: "proof", text: say("proven", { who }) }),
    ...(message.act.information ? [make("p", { class: "proof", text: say(letter.key ? "information-opened" : "information-closed") })] : []),
    ...bindings(letter),
    formList(body, letter.labels),
    ...(letter.unchecked ? [make("p", { class: "muted", text: letter.unchecked })] : []),
  ]);
}

/** What binds whoever accepts, in sentences: also that use ends with the proceedings, where no day was named. */
function bindings({ conditions = [] }: Letter): HTMLElement[] {
  if (!conditions.length) return [];
  return [make("h3", { text: say("conditions") }), make("ul", {}, conditions.map((text) => make("li", { text })))];
}

function roots(root: string): HTMLElement {
  const words = voiceWords(root).map((word) => make("li", { text: word }));
  return make("section", { class: "card" }, [
    make("h2", { text: say("compare") }),
    make("p", { text: say("compare-how") }),
    make("ol", { class: "voice", attributes: { lang: "en" } }, words),
  ]);
}

/** A part of the form that some answers need. */
function when(choices: string, children: Node[]): HTMLElement {
  return make("div", { attributes: { "data-when": choices, hidden: "" } }, children);
}

/** What may be answered to a request, and to what is said in it. */
function answers(letter: Letter, message: Message): string[] {
  const names = ["acknowledge", "ask", "accepted", "part", ...(letter.holds ? ["hold"] : [])];
  // Whoever refuses or postpones has asked or offered first (article 40, paragraph 28).
  if (letter.consulted.length) names.push("refused", "postponed");
  if (letter.evidence && message.act.type === "request") names.push("return");
  return [...names, ...NOTHING, "status"];
}

/** What may be answered to information: its conditions first, and once it opened that it was destroyed. */
function informed(letter: Letter): string[] {
  return letter.key ? ["destroyed", "status"] : ["accept", "decline", "acknowledge", "ask", "status"];
}

/** What is said to our answer by a State that asks, or gives: what it waits for stands first. */
function asking(letter: Letter, message: Message): string[] {
  const waits: Record<string, string[]> = { ask: ["reply"], offer: ["offer-accept", "offer-decline"], accept: ["give-key"] };
  const holds = letter.holds ? ["extend", "release"] : [];
  return [...(waits[message.act.type] ?? []), "status", ...holds, "withdraw"];
}

function answerForm(letter: Letter, message: Message): HTMLElement {
  const asks = letter.side === "asking";
  const names = asks ? asking(letter, message) : message.act.information ? informed(letter) : answers(letter, message);
  const choices = names.map((name) => make("label", { class: "choice" }, [
    make("input", { attributes: { type: "radio", name: "what", value: name, required: "" } }),
    make("span", { text: say(name === "withdraw" && letter.informs ? "withdraw-information" : name.replace("_", "-")) }),
  ]));
  const grounds = letter.grounds.map(({ code, words }) => make("label", { class: "choice" }, [
    make("input", { attributes: { type: "checkbox", name: "ground", value: code } }), make("span", { text: words }),
  ]));
  const consulted = make("select", {}, letter.consulted.map(({ message: number, at }) =>
    make("option", { text: bothMoments(new Date(at / 1000)), attributes: { value: number } })));
  const form = make("form", { attributes: { autocomplete: "off" } }, [
    field("officer", say("officer"), make("input", { attributes: { required: "", maxlength: "60" } })),
    make("fieldset", {}, [make("legend", { text: say("what") }), ...choices]),
    ...(asks || letter.consulted.length || message.act.information ? [] : [make("p", { class: "muted", text: say("consulted-none") })]),
    when("acknowledge", [field("expect", say("expect"), date())]),
    ...(message.act.type === "extend" ? [when("hold", [make("p", { class: "muted", text: say("hold-part") })])] : []),
    ...(letter.holds ? [when("accepted part hold", [field("until", say("until"), date())])] : []),
    when("refused", [make("fieldset", {}, [make("legend", { text: say("grounds") }), ...grounds])]),
    when("postponed", [field("later", say("later"), date())]),
    when("refused postponed", [field("consulted", say("consulted"), consulted)]),
    ...(names.includes("extend") ? [when("extend", [field("longer", say("extend-until"), date())])] : []),
    ...(names.includes("give-key") ? [when("give-key", [
      make("p", { text: say("give-key-how") }), field("key-of", say("give-key-file"), make("input", { attributes: { type: "file" } })),
    ])] : []),
    ...(names.includes("return") ? [when("return", evidenceFields(letter, message))] : []),
    field("text", say("text"), make("textarea", { attributes: { rows: "4", maxlength: "20000" } })),
    make("p", { class: "error", attributes: { "data-error": "", hidden: "", role: "alert" } }),
    make("p", { class: "muted", attributes: { "data-progress": "", hidden: "", role: "status" } }),
    make("p", {}, [make("button", { text: say("make") })]),
  ]);
  form.addEventListener("change", () => {
    const what = new FormData(form).get("what");
    for (const part of form.querySelectorAll<HTMLElement>("[data-when]")) {
      part.hidden = !(part.dataset.when ?? "").split(" ").includes(String(what));
    }
  });
  const made = make("div", { attributes: { tabindex: "-1", hidden: "" } });
  // What was made says what the form said then: with the first change there is nothing to save any more.
  for (const event of ["input", "change", "submit"]) form.addEventListener(event, () => gone(made), { capture: true });
  onSubmit(form, () => makeAnswer(form, made, letter, message));
  return make("section", { class: "card" }, [
    make("h2", { text: say("answer") }), make("p", { text: say("answer-how") }), form, made,
  ]);
}

/** The end of a day in UTC, in microseconds. */
function dayEnd(day: string): number {
  const at = Date.parse(`${day}T23:59:59Z`);
  if (Number.isNaN(at)) throw new Error(say("no-day"));
  return at * 1000;
}

/** What the form says, as acts in their order. */
function acts(form: HTMLFormElement, what: string, message: Message): Record<string, unknown>[] {
  const until = valueOf(form, "until");
  const held = until ? [{ type: "hold", until: dayEnd(until) }] : [];
  const decide = (decision: Record<string, unknown>, more = {}) => ({ type: "decide", decision, ...more });
  const consulted = { consulted: valueOf(form, "consulted") };
  switch (what) {
    case "reply":
      return [{ type: "answer", ask: message.message }];
    case "offer-accept":
    case "offer-decline":
      return [{ type: what.slice("offer-".length), offer: message.message }];
    case "extend":
      return [{ type: what, until: dayEnd(valueOf(form, "longer")) }];
    case "give-key":
      return [{ type: "status" }];
    case "accept":
    case "decline":
      return [{ type: what, offer: message.message }];
    case "destroyed":
      return [{ type: what, package: message.message }];
    case "acknowledge":
      return [{ type: "acknowledge", expect: dayEnd(valueOf(form, "expect")) }];
    case "accepted":
    case "part":
      return [decide({ is: what }), ...held];
    case "hold":
      // A hold that answers a wish names it: held for less than was wished, the wish ends all the same.
      return [{ type: "hold", until: dayEnd(until), ...(message.act.type === "extend" ? { wish: message.message } : {}) }];
    case "refused": {
      const grounds = new FormData(form).getAll("ground").map(String);
      if (!grounds.length) throw new Error(say("no-ground"));
      return [decide({ is: what, grounds }, consulted)];
    }
    case "postponed":
      return [decide({ is: what, until: dayEnd(valueOf(form, "later")) }, consulted)];
    default:
      return [NOTHING.includes(what) ? decide({ is: "nothing", reason: what }) : { type: what }];
  }
}

/** The key of the information whose conditions were accepted, from the file that was saved with it. */
async function keyOf(form: HTMLFormElement, message: Message): Promise<string> {
  const file = (form.elements.namedItem("key-of") as HTMLInputElement).files?.[0];
  const key = file && file.size < 4096 ? readKeyFile(await file.text(), message.act.offer ?? "") : null;
  if (!key) throw new Error(say("give-key-wrong"));
  return key;
}

async function makeAnswer(form: HTMLFormElement, made: HTMLElement, letter: Letter, message: Message): Promise<void> {
  const what = String(new FormData(form).get("what"));
  const officer = valueOf(form, "officer").trim();
  const words = valueOf(form, "text").trim();
  if (!officer) throw new Error(say("no-officer"));
  if (!words && ["ask", "part", "refused", "postponed", "status", "return", "reply", "extend", "withdraw"].includes(what)) throw new Error(say("no-words"));
  const packed: Packed | null = what === "return" ? await pack(form, letter, message, officer) : null;
  const key = what === "give-key" ? { key: await keyOf(form, message) } : undefined;
  const team = readTeamCertificate(letter.team, letter.voices.root);
  if (!team) throw new Error(say("changed"));
  const answer = {
    answer: hex(randomBytes(16)), thread: message.thread, message: message.message, from: message.to, to: message.from,
    issued_at: Date.now() * 1000, officer, acts: packed?.acts ?? acts(form, what, message), words: hex(sha(utf8(words))),
    ...(packed ? { chunks: listOf(packed.chunks), sheet: hex(sha(utf8(packed.sheet))) } : {}),
    ...(key ? { key: hex(sha(utf8(key.key))) } : {}),
  };
  const signed = sign(`khien/v1/desk-answer\n${JSON.stringify(answer)}`, letter.seed);
  const sealed = await sealJson({ v: 1, signed, words, ...(packed ? { sheet: packed.sheet } : {}), ...key }, [team.recipient]);
  const name = answer.answer.slice(0, 8);
  made.replaceChildren(
    make("p", { class: "proof", text: say(packed ? "made-two" : "made") }),
    saved(new Blob([sealed as BlobPart], { type: "application/octet-stream" }), say("save"), `answer-${name}.age`),
    ...(packed ? [saved(packed.file, say("save-evidence"), `evidence-${name}.bin`)] : []),
  );
  made.hidden = false;
  made.focus();
}

const form = find<HTMLFormElement>("form#open");
onSubmit(form, () => openLetter(form));
