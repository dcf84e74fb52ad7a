/**
 * A letter to a State without a node: one file that opens in any browser with the words that are told by telephone, or with the private
 * key of a certificate. It is put together here; neither the words nor the key of its answers goes to our node (docs/formats.md section 16).
 */

import { Encrypter } from "age-encryption";
import { ed25519 } from "@noble/curves/ed25519.js";

import { base64, hex, open, openJson, padJson, randomBytes, unbase64, type Signed } from "../seal";
import { readSigned, type Voices } from "./cose";
import { teamIdentities, type Handed } from "./open";
import { dataOf, find, onSubmit, showProgress, valueOf } from "./page";
import type { Labels } from "./form-list";
import { get, post } from "./server";
import { unlocked } from "./unlock";
import { say } from "./words";
import { ToCertificate, type Bound, type SealedTo } from "../letter/certificate";

/** Words that are told: eleven bits each. */
const TOLD = 7;
/** Where the letter's page holds what is sealed. */
const PLACE = "@@SEALED@@";

/** What the node gives for a letter. */
interface Given {
  page: string;
  list: string[];
  labels: Labels;
  grounds: { code: string; words: string }[];
  kind: string;
  /** That the law was not compared with the certified text; none where it was. */
  unchecked: string | null;
  holds: boolean;
  consulted: { message: string; at: number }[];
  /** What evidence in answer to it needs; none where this kind is not answered with evidence by letter. */
  evidence: Asked | null;
  /** What the reader's State does in this request: it is asked, or it asks and gives. Letters of before have none, to a State that is asked. */
  side?: "asked" | "asking";
  /** The request gives information (X1). */
  informs?: boolean;
  /** What binds whoever accepts information, each a sentence; none of other kinds, and of letters of before. */
  conditions?: string[];
}

/** What the page needs to make a package of evidence. */
export interface Asked {
  /** The authority that hands it over. */
  source: string;
  /** The number of the next package of the request. */
  number: number;
  /** Codes of the items that were granted, or all of them; none where nothing was decided when the letter was made. */
  granted: string[] | "all" | null;
  purposes: { code: string; words: string }[];
}

/** What is sealed under the words. */
export interface Letter extends Omit<Given, "page" | "list"> {
  v: 1;
  /** COSE_Sign, base64. */
  signed: string;
  voices: Voices;
  /** The team that answers are sealed to, as the root certified it. */
  team: Signed;
  /** Seed (hex) of the key that signs answers. */
  seed: string;
  /** The key (hex) of its information, in a letter that was made after its conditions were accepted. */
  key?: string;
}

/** Seals what a letter holds: to a certificate, or under words that are drawn here. */
export async function sealLetter(
  content: unknown, list: readonly string[], sealedTo: SealedTo | null, bound: Bound,
): Promise<{ told: string | null; sealed: Uint8Array }> {
  const told = sealedTo ? null : draw(list);
  const encrypter = new Encrypter();
  if (sealedTo) encrypter.addRecipient(new ToCertificate(sealedTo, bound));
  else encrypter.setPassphrase(told ?? "");
  return { told, sealed: await encrypter.encrypt(padJson(content)) };
}

/** Shows a letter that was made: its file, and the words that are told, or that none are. */
export function showMade(element: HTMLElement, told: string | null, page: string, sealed: Uint8Array, name: string): void {
  const made = find<HTMLElement>("[data-made]", element);
  for (const part of made.querySelectorAll<HTMLElement>("[data-words]")) part.hidden = told === null;
  find<HTMLElement>("[data-key]", made).hidden = told !== null;
  find<HTMLElement>("[data-told]", made).textContent = told;
  const link = find<HTMLAnchorElement>("[data-file]", made);
  const whole = page.replace(PLACE, () => base64(sealed));
  link.href = URL.createObjectURL(new Blob([whole], { type: "application/octet-stream" }));
  link.download = name;
  find<HTMLFormElement>("form", element).hidden = true;
  made.hidden = false;
  made.focus();
}

/** Words drawn from the list; 2,048 words, so that two random bytes less five bits choose evenly. */
function draw(list: readonly string[]): string {
  const bytes = randomBytes(TOLD * 2);
  return Array.from({ length: TOLD }, (_, n) => list[((bytes[2 * n] << 8) | bytes[2 * n + 1]) & 2047]).join(" ");
}

/** `<khien-letter data-ref data-voices data-certificate data-sealed-to data-key>`: makes a letter of a message of ours. */
export class KhienLetter extends HTMLElement {
  connectedCallback(): void {
    const form = find<HTMLFormElement>("form", this);
    find<HTMLButtonElement>("button[type=submit]", form).disabled = false;
    onSubmit(form, () => this.make(form));
  }

  private async make(form: HTMLFormElement): Promise<void> {
    const here = find<HTMLElement>("[data-request]").dataset.here ?? "";
    const message = valueOf(form, "message");
    await unlocked();
    showProgress(form, say("console-js-letter-making"));
    const handed = await post<Handed>("/console/desk/open", { ref: this.dataset.ref, part: `message/${message}` });
    const signed = await open(unbase64(handed.ciphertext), await teamIdentities(handed.wraps));
    const voices = dataOf<Voices>(this, "voices");
    const read = readSigned(signed, voices);
    if (!read || (JSON.parse(read.text) as { message: string }).message !== message) {
      throw new Error(say("console-js-request-unproven"));
    }
    const opens = new FormData(form).get("opens") === "certificate" ? "certificate" : "words";
    const sealedTo = opens === "certificate" ? dataOf<SealedTo | null>(this, "sealedTo") : null;
    const { page, list, ...given } = await get<Given>(`${here}/letter?language=${valueOf(form, "lang")}&opens=${opens}`);
    const seed = randomBytes(32);
    const key = this.dataset.key === message ? { key: await this.information(here) } : {};
    const letter: Letter = {
      v: 1, signed: base64(signed), voices, team: dataOf<Signed>(this, "certificate"), seed: hex(seed), ...given, ...key,
    };
    const { told, sealed } = await sealLetter(letter, list, sealedTo, JSON.parse(read.text) as Bound);
    await post(`${here}/letter`, {
      message, verify: hex(ed25519.getPublicKey(seed)), certificate: sealedTo?.fingerprint ?? null, key: "key" in letter,
    });
    showMade(this, told, page, sealed, `letter-${message.slice(0, 8)}.html`);
  }

  /** The key of the information whose conditions were accepted: our node hands it out for this letter. */
  private async information(here: string): Promise<string> {
    const handed = await post<Handed>(`${here}/letter/key`, {});
    const { key } = await openJson<{ key: string }>(unbase64(handed.ciphertext), await teamIdentities(handed.wraps));
    return key;
  }
}
