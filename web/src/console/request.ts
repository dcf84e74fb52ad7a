/**
 * Requests between States: words open here, after the signatures of whoever wrote them are verified, and what a member says is
 * made, shown and signed here. The node sees a message's text once, in memory, to hold it against its form and to seal it.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import {
  base64, hex, open, openJson, randomBytes, sealJson, text, unbase64, utf8, type Signed,
} from "../seal";
import { provenTeam } from "./root";
import type { ReadyForm } from "./desk-form";
import { readSigned, signMessage, type Voices } from "./cose";
import { teamIdentities, type Handed } from "./open";
import { formList, type Beside, type Labels } from "./form-list";
import { letterOf, signedFile } from "./message-letter";
import { bodyOf, KhienAnswer, openAnswer, ownNumber, type Letters } from "./answer";
import { readRequest, type RequestFile } from "./letter-request";
import { opening, type Base, type Form } from "./opening";
import { dataOf, find, hideError, make, onPress, onSubmit, showProgress, valueOf } from "./page";
import { itemsOf } from "./items";
import { handOver, KhienPackage, sheetOf, wasWhole, wireEvidence, wireItems, wordsOf, type Request } from "./package";
import { closeForm, KhienInformation, openForm, type Closed } from "./information";
import { get, post } from "./server";
import { unlocked } from "./unlock";
import { say } from "./words";

/** Microseconds of a day. */
const DAY = 86_400_000_000;
/** Days until sending is given up. */
const EXPIRES = 14;

/** The request that the page shows. */
function page(): { base: Base; here: string } {
  const box = find<HTMLElement>("[data-request]");
  return { base: dataOf<Base>(box, "frame"), here: box.dataset.here ?? "" };
}

async function handOut(ref: string, part: string): Promise<{ sealed: Uint8Array; identities: string[] }> {
  await unlocked();
  const handed = await post<Handed>("/console/desk/open", { ref, part });
  return { sealed: unbase64(handed.ciphertext), identities: await teamIdentities(handed.wraps) };
}

/** What a message does, its words, and what of it is closed. */
interface Said {
  act: Form;
  body: Form;
  closed?: Closed;
}

/** The draft as it was opened on this page: what is seen is what is signed. */
let seen: Form | null = null;

/** The words of a message whose signatures hold, and the line that says so. */
function verified(bytes: Uint8Array, part: string, voices: Voices): { body: Form; proof: HTMLElement; letter: HTMLElement; sealed: string } {
  const read = readSigned(bytes, voices);
  if (!read) throw new Error(say("console-js-request-unproven"));
  const message = JSON.parse(read.text) as {
    body: Form; act: { type: string }; thread: string; message: string; officer: string; sealed?: string;
  };
  // A message of another request, or another message of this one, in its place is not what the page says.
  const itsOwn = message.thread === page().base.thread && part === `message/${message.message}`;
  if (!itsOwn || message.officer !== read.officer.desk) throw new Error(say("console-js-request-unproven"));
  // Signed it is; by whom, nobody knows before people called.
  if (voices.doubt) {
    const proof = make("p", { class: "note care", text: say("console-js-request-in-doubt", { who: read.officer.desk }) });
    return { body: message.body, proof, letter: make("div"), sealed: message.sealed ?? "" };
  }
  const proof = make("p", { class: "proof", text: say("console-js-request-proven", { who: read.officer.desk }) });
  // What hands evidence over holds its key.
  const letter = letterOf(page().here, message.message, bytes, message.act.type !== "return");
  return { body: message.body, proof, letter, sealed: message.sealed ?? "" };
}

/** A message without effect, since its State had signed another in its place: its words, and its signed bytes to keep as proof. */
function another(bytes: Uint8Array, part: string, voices: Voices): HTMLElement[] {
  const read = readSigned(bytes, voices);
  if (!read || part !== `twice/${hex(sha256(bytes))}`) throw new Error(say("console-js-request-unproven"));
  const { body, thread, message } = JSON.parse(read.text) as { body: Form; thread: string; message: string };
  if (thread !== page().base.thread) throw new Error(say("console-js-request-unproven"));
  const proof = make("p", { class: "proof", text: say("console-js-request-proven", { who: read.officer.desk }) });
  return [proof, formListOf(wordsOf(body)), signedFile(message, bytes)];
}

/** Opens the request that is answered: evidence answers its items. */
async function openItems(part: string): Promise<Request> {
  const text = find<HTMLElement>(`khien-request-text[data-part="${part}"]`);
  const { sealed, identities } = await handOut(text.dataset.ref ?? "", part);
  const voices = dataOf<Voices & Letters>(text, "voices");
  const message = part.slice("message/".length);
  if (voices.letters) {
    const { body } = await answered(sealed, identities, part, voices.letters);
    return { items: itemsOf(body), message, signed: "" };
  }
  const signed = await open(sealed, identities);
  const { body } = verified(signed, part, voices);
  return { items: itemsOf(body), message, signed: base64(signed) };
}

/** Opens what is needed to go on with a package that was begun. */
async function openMaking(part: string): Promise<unknown> {
  const { sealed, identities } = await handOut(page().here.split("/").pop() ?? "", part);
  return openJson<unknown>(sealed, identities);
}

KhienPackage.read = async (message, purpose, voices) => {
  const { base, here } = page();
  await unlocked();
  const handed = await post<Handed>(`${here}/package/${message}/read`, { purpose });
  const judges = JSON.parse(voices) as Voices & Letters;
  const [sealed, part] = [unbase64(handed.ciphertext), `message/${message}`];
  const identities = await teamIdentities(handed.wraps);
  if (judges.letters) {
    const { body, proof } = await answered(sealed, identities, part, judges.letters);
    return { sheet: sheetOf(body), thread: base.thread, here, shown: make("div", {}, [proof, formListOf(wordsOf(body))]) };
  }
  const { body, proof, letter } = verified(await open(sealed, identities), part, judges);
  return { sheet: sheetOf(body), thread: base.thread, here, shown: make("div", {}, [proof, formListOf(wordsOf(body)), letter]) };
};

/** What came by letter from a State without a node, who made it, and of information what stays closed. */
async function answered(
  sealed: Uint8Array, identities: string[], part: string, letters: readonly [string, string][],
): Promise<{ body: Form; proof: HTMLElement; closed?: string }> {
  const file = await openJson<RequestFile>(sealed, identities);
  if (typeof file.form === "string") return asked(file, part, letters);
  return saidInAnswer(sealed, identities, part, letters);
}

/** The form of a request that was written in a blank letter. */
function asked(file: RequestFile, part: string, letters: readonly [string, string][]): { body: Form; proof: HTMLElement; closed?: string } {
  const { request } = readRequest(file, letters);
  if (request.thread !== page().base.thread || part !== `message/${request.message}`) throw new Error(say("console-js-answer-changed"));
  const proof = make("p", { class: "proof", text: say("console-js-answer-proven", { who: request.officer }) });
  return { body: JSON.parse(file.form) as Form, proof, closed: file.sealed };
}

/** Words of an answer to a letter, and the line that says who made it; where it hands evidence over, by which key that was signed. */
async function saidInAnswer(
  sealed: Uint8Array, identities: string[], part: string, letters: readonly [string, string][],
): Promise<{ body: Form; proof: HTMLElement }> {
  const opened = await openAnswer(sealed, identities, letters);
  const { answer, sheet, verify } = opened;
  if (answer.thread !== page().base.thread || !ownNumber(answer, part)) throw new Error(say("console-js-answer-changed"));
  const proof = make("p", { class: "proof", text: say("console-js-answer-proven", { who: answer.officer }) });
  if (sheet === undefined) return { body: bodyOf(opened), proof };
  const key = make("p", { class: "muted", text: say("console-js-answer-key", { key: verify }) });
  return { body: bodyOf(opened), proof: make("div", {}, [proof, key]) };
}

KhienAnswer.items = async (part) => (await openItems(part)).items;

KhienAnswer.opensWith = async (part, key) => {
  const text = find<HTMLElement>(`khien-request-text[data-part="${part}"]`);
  const { sealed, identities } = await handOut(text.dataset.ref ?? "", part);
  const { letters } = dataOf<Letters>(text, "voices");
  const { body, closed } = await answered(sealed, identities, part, letters ?? []);
  await openForm(body, part.slice("message/".length), closed ?? "", key);
};

KhienInformation.read = async (purpose, voices) => {
  const { here } = page();
  await unlocked();
  const handed = await post<Handed & { key: string }>(`${here}/information`, { purpose: purpose || null });
  const identities = await teamIdentities(handed.wraps);
  const { key } = await openJson<{ key: string }>(unbase64(handed.key), identities);
  const message = find<HTMLElement>("khien-information").dataset.message ?? "";
  const [part, judges] = [`message/${message}`, JSON.parse(voices) as Voices & Letters];
  const shown = (parts: HTMLElement[]) => make("div", { class: "opened", attributes: { tabindex: "-1" } }, parts);
  if (judges.letters) {
    const { body, proof, closed } = await answered(unbase64(handed.ciphertext), identities, part, judges.letters);
    const form = await openForm(body, message, closed ?? "", key);
    return shown([proof, formListOf(form, await besideOf(form))]);
  }
  const bytes = await open(unbase64(handed.ciphertext), identities);
  const { body, proof, letter, sealed } = verified(bytes, part, judges);
  const form = await openForm(body, message, sealed, key);
  return shown([proof, formListOf(form, await besideOf(form)), letter]);
};

/** The parts that were opened on this page: what is answered for good is read first. */
const opened = new Set<string>();

/** `<khien-request-text data-ref data-part data-voices>`: the words of a draft, a message or a note, closed until pressed. */
export class KhienRequestText extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector<HTMLButtonElement>("button[data-open]");
    if (!button) return;
    button.hidden = false;
    onPress(button, this, () => this.open());
  }

  private async open(): Promise<void> {
    const { ref = "", part = "" } = this.dataset;
    const { sealed, identities } = await handOut(ref, part);
    if (part === "draft") {
      const form = await openJson<Form>(sealed, identities);
      seen = form;
      for (const step of document.querySelectorAll<HTMLElement>("khien-say[data-draft]")) hideError(step);
      this.show([formListOf(form, await besideOf(form))]);
      return;
    }
    if (part.startsWith("hand-over/") || part === "review") {
      const note = await openJson<{ text: string }>(sealed, identities);
      this.show([make("p", { text: note.text })]);
      return;
    }
    const voices = dataOf<Voices & Letters>(this, "voices");
    if (part.startsWith("twice/")) {
      this.show(another(await open(sealed, identities), part, voices));
      return;
    }
    if (voices.letters) {
      const { body, proof } = await answered(sealed, identities, part, voices.letters);
      opened.add(part);
      this.show([proof, formListOf(wordsOf(body), await besideOf(body))]);
      return;
    }
    const { body, proof, letter } = verified(await open(sealed, identities), part, voices);
    opened.add(part);
    this.show([proof, formListOf(wordsOf(body), await besideOf(body)), letter]);
  }

  private show(parts: HTMLElement[]): void {
    const box = make("div", { class: "opened", attributes: { tabindex: "-1" } }, parts);
    this.replaceChildren(box);
    box.focus();
  }
}

let named: Record<string, string> | undefined;

/** Names of fields by their path, and of choices as `path=value`, in the page's language. */
function labels(): Record<string, string> {
  const template = document.getElementById("labels");
  named ??= JSON.parse((template instanceof HTMLTemplateElement && template.content.textContent) || "{}") as Record<string, string>;
  return named;
}

/** A form's values under the names of this page's form. */
function formListOf(value: Form, beside?: Beside): HTMLElement {
  return formList(value, labels(), beside);
}

/** The names of a form's fields in the language in which it was written, where that is another than the page's. */
async function besideOf(form: Form): Promise<Beside | undefined> {
  const lang = typeof form.lang === "string" && /^[a-z]{2}$/.test(form.lang) ? form.lang : "";
  if (!lang || lang === document.documentElement.lang) return undefined;
  const kind = typeof form.kind === "string" ? form.kind : page().base.kind;
  // A language that is not spoken here has no names: then those of the page stand alone.
  const named = await get<Labels>(`/console/desk/labels/${kind}?language=${lang}`).catch(() => undefined);
  return named && { lang, labels: named };
}

/** `<khien-say data-act [data-draft] [data-answers]>`: a form that becomes a signed message. */
export class KhienSay extends HTMLElement {
  private ready = false;

  connectedCallback(): void {
    if (this.ready) return;
    this.ready = true;
    const form = find<HTMLFormElement>("form", this);
    find<HTMLButtonElement>("button[type=submit]", form).disabled = false;
    const decision = form.elements.namedItem("decision");
    if (decision instanceof HTMLSelectElement) {
      const follow = () => showWhen(form, decision.value);
      decision.addEventListener("change", follow);
      follow();
    }
    const evidence = form.querySelector<HTMLElement>("[data-evidence]");
    if (evidence) wireEvidence(evidence, openItems, openMaking);
    const some = form.querySelector<HTMLElement>("[data-some]");
    if (some) wireItems(some, openItems);
    form.dataset.officer = page().base.officer;
    onSubmit(form, () => this.say(form));
  }

  private async say(form: HTMLFormElement): Promise<void> {
    const { base, here } = page();
    const keys = await unlocked();
    const draft = this.hasAttribute("data-draft");
    if (draft && !seen) throw new Error(say("console-js-request-look-first"));
    const unread = this.hasAttribute("data-reads-first") && !opened.has(`message/${this.dataset.answers ?? ""}`);
    if (unread) throw new Error(say("console-js-information-look-first"));
    const { act, body, closed } = await this.saying(form, here, base, keys.sign);
    showProgress(form, say("console-js-request-signing"));
    await signAndSay(base, here, act, body, keys.sign, closed);
    location.reload();
  }

  /** What the message does, and its words. */
  private async saying(form: HTMLFormElement, here: string, base: Base, seed: string): Promise<Said> {
    if (this.hasAttribute("data-draft") && base.open?.length) {
      const { body, information, closed } = await closeForm(seen ?? {}, base.open);
      return { act: { ...opening(base, seen ?? {}), information }, body, closed };
    }
    if (this.hasAttribute("data-draft")) return { act: opening(base, seen ?? {}), body: seen ?? {} };
    if (this.dataset.act === "return") return handOver(form, here, base.thread, seed);
    return { act: this.act(form), body: { text: valueOf(form, "text").trim() } };
  }

  private act(form: HTMLFormElement): Record<string, unknown> {
    const type = this.dataset.act ?? "";
    const answers = this.dataset.answers ?? "";
    switch (type) {
      case "answer":
        return { type, ask: answers };
      case "accept":
      case "decline":
        return { type, offer: answers };
      case "received":
        if (!wasWhole(answers)) throw new Error(say("console-js-package-check-first"));
        return { type, package: answers };
      case "destroyed":
        return { type, package: answers };
      case "call_back":
        return { type, confirmed: answers === "confirmed" };
      case "acknowledge":
        return { type, expect: dayEnd(valueOf(form, "until")) };
      case "hold":
        return { type, until: dayEnd(valueOf(form, "until")), ...(answers ? { wish: answers } : {}) };
      case "take_back":
        return { type, wish: answers };
      case "decide":
        return { type, decision: decisionOf(form), ...consultedOf(form) };
      default:
        return { type };
    }
  }
}

/** Shows the fields that a decision needs. */
function showWhen(form: HTMLFormElement, decision: string): void {
  for (const part of form.querySelectorAll<HTMLElement>("[data-when]")) {
    part.hidden = !(part.dataset.when ?? "").split(" ").includes(decision);
  }
}

/** Why there can be nothing to give, which is no refusal (N1 to N5). */
const NOTHING = ["no_data", "expired", "not_here", "impossible", "wrong_custodian"];

function decisionOf(form: HTMLFormElement): Record<string, unknown> {
  const is = valueOf(form, "decision");
  if (is === "refused") {
    const grounds = Array.from(form.querySelectorAll<HTMLInputElement>("input[name=ground]:checked"), (box) => box.value);
    if (!grounds.length) throw new Error(say("console-js-request-no-ground"));
    return { is, grounds };
  }
  if (is === "part" && form.querySelector("[data-some]")) {
    const items = Array.from(form.querySelectorAll<HTMLInputElement>("input[name=item]:checked"), (box) => box.value);
    if (!items.length) throw new Error(say("console-js-request-no-items"));
    return { is, items };
  }
  if (is === "postponed") return { is, until: dayEnd(valueOf(form, "later")) };
  if (NOTHING.includes(is)) return { is: "nothing", reason: is };
  return { is };
}

function consultedOf(form: HTMLFormElement): { consulted?: string } {
  const decision = valueOf(form, "decision");
  if (decision !== "refused" && decision !== "postponed") return {};
  const consulted = valueOf(form, "consulted");
  if (!consulted) throw new Error(say("console-js-request-consult-first"));
  return { consulted };
}

/** The end of a day in UTC, in microseconds. */
function dayEnd(day: string): number {
  const at = Date.parse(`${day}T23:59:59Z`);
  if (Number.isNaN(at)) throw new Error(say("console-js-request-no-day"));
  return at * 1000;
}

/** Makes a message of this member, signs it, and gives it to the node, which checks and sends it. */
export async function signAndSay(base: Base, here: string, act: Form, body: Form, seed: string, closed?: Closed): Promise<void> {
  const { seq, prev } = await get<{ seq: number; prev: string }>(`${here}/place`);
  const now = Date.now() * 1000;
  const message = {
    desk: "1", message: closed?.message ?? hex(randomBytes(16)), thread: base.thread, seq, prev, from: base.from, to: base.to,
    issued_at: now, expires_at: now + EXPIRES * DAY, officer: base.officer,
    act, body, ...(closed ? { sealed: closed.sealed } : {}),
  };
  const bytes = utf8(JSON.stringify(message));
  await post(`${here}/say`, { text: text(bytes), signature: base64(signMessage(bytes, seed)), key: closed?.key });
}

/** A form that holds becomes a draft: sealed to our own desk before it leaves. */
export function wireDraft(form: HTMLElement): void {
  form.addEventListener("khien-form-ready", (event) => {
    const ready = (event as CustomEvent<ReadyForm>).detail;
    const keep = form.querySelector<HTMLButtonElement>("[data-keep]");
    if (!keep) return;
    keep.hidden = false;
    keep.onclick = () => void keepDraft(form, ready).catch((error: unknown) => {
      const place = find<HTMLElement>("[data-error]", form);
      place.textContent = error instanceof Error ? error.message : String(error);
      place.hidden = false;
    });
    keep.focus();
  });
}

/** A form within a request is signed where it holds: its open part says what it says. */
export function wireWithin(form: HTMLElement): void {
  const button = form.querySelector<HTMLButtonElement>("[data-sign]");
  if (!button) return;
  let ready: ReadyForm | undefined;
  form.addEventListener("khien-form-ready", (event) => {
    ready = (event as CustomEvent<ReadyForm>).detail;
    button.hidden = false;
    button.focus();
  });
  // What is signed is what was checked: whatever is typed after that is checked first.
  form.addEventListener("input", () => {
    button.hidden = true;
    ready = undefined;
  });
  onPress(button, find<HTMLElement>("form.desk-form", form), async () => {
    if (!ready) return;
    const base = dataOf<Base>(form, "frame");
    const here = form.dataset.within ?? "";
    const { act, body } = within(base, ready.form);
    const keys = await unlocked();
    showProgress(form, say("console-js-request-signing"));
    await signAndSay(base, here, act, body, keys.sign);
    location.assign(here);
  });
}

/** What a form within a request does, and the form as it is signed. */
function within(base: Base, form: Form): { act: Form; body: Form } {
  const body = { kind: base.kind, form: base.form, ref: base.thread, ...form };
  switch (form.action) {
    case "extend":
      return { act: { type: "extend", until: dayEnd(String(form.new_end)) }, body };
    case "confirm_mla":
      return { act: { type: "confirm", ...(form.mla_ref ? { by: form.mla_ref } : {}) }, body };
    default:
      return { act: { type: "release" }, body };
  }
}

async function keepDraft(form: HTMLElement, ready: ReadyForm): Promise<void> {
  location.assign((await sealDraft(form, ready)).location);
}

/** Seals a form to our desk and keeps it as a draft. */
export async function sealDraft(form: HTMLElement, ready: ReadyForm): Promise<{ location: string; thread: string }> {
  const team = provenTeam(dataOf<Signed | null>(form, "certificate"), "desk");
  const words = base64(await sealJson(ready.form, [team.recipient]));
  return post<{ location: string; thread: string }>("/console/desk/draft", { peer: ready.to, kind: ready.kind, words });
}
