/**
 * Blank letters to a State without a node: a page in which its officer writes a request to us. It is made here, as every letter is, and what
 * comes of it opens here; our node gets the form to hold it against its data, and what is closed stays closed.
 */

import { ed25519 } from "@noble/curves/ed25519.js";

import { base64, hex, openJson, randomBytes, sign, type Signed } from "../seal";
import type { Voices } from "./cose";
import { sealLetter, showMade } from "./letter";
import { blankStatement, readRequest, type Blank, type BlankSaid, type RequestFile } from "./letter-request";
import { teamIdentities, type Handed } from "./open";
import { dataOf, find, onSubmit, showProgress, valueOf } from "./page";
import { get, post } from "./server";
import { unlocked } from "./unlock";
import { say } from "./words";
import type { SealedTo } from "../letter/certificate";

/** `<khien-blank data-here data-state data-own data-officer data-voices data-certificate data-sealed-to>`: makes a blank letter. */
export class KhienBlank extends HTMLElement {
  connectedCallback(): void {
    const form = find<HTMLFormElement>("form", this);
    find<HTMLButtonElement>("button[type=submit]", form).disabled = false;
    onSubmit(form, () => this.make(form));
  }

  private async make(form: HTMLFormElement): Promise<void> {
    const { here = "", state = "", own = "", officer = "" } = this.dataset;
    const keys = await unlocked();
    showProgress(form, say("console-js-letter-making"));
    const opens = new FormData(form).get("opens") === "certificate" ? "certificate" : "words";
    const sealedTo = opens === "certificate" ? dataOf<SealedTo | null>(this, "sealedTo") : null;
    const asked = `${here}/blank?language=${valueOf(form, "lang")}&opens=${opens}`;
    const { page, list, staff, phone } = await get<{ page: string; list: string[]; staff: Signed; phone: string }>(asked);
    const [number, seed] = [hex(randomBytes(16)), randomBytes(32)];
    const verify = hex(ed25519.getPublicKey(seed));
    const said: BlankSaid = { blank: number, from: own, to: state, verify, issued_at: Date.now() * 1000, officer };
    const content: Blank = {
      v: 1, blank: { signed: sign(blankStatement(said), keys.sign), staff }, voices: dataOf<Voices>(this, "voices"),
      team: dataOf<Signed>(this, "certificate"), seed: hex(seed), phone,
    };
    const { told, sealed } = await sealLetter(content, list, sealedTo, { message: number, from: own, to: state });
    await post(`${here}/blank`, { number, verify, certificate: sealedTo?.fingerprint ?? null });
    showMade(this, told, page, sealed, `blank-${number.slice(0, 8)}.html`);
  }
}

/** `<khien-letter-request data-here data-letters>`: takes the file of a request in. */
export class KhienLetterRequest extends HTMLElement {
  connectedCallback(): void {
    const form = find<HTMLFormElement>("form", this);
    find<HTMLButtonElement>("button[type=submit]", form).disabled = false;
    onSubmit(form, () => this.take(form));
  }

  private async take(form: HTMLFormElement): Promise<void> {
    const { here = "" } = this.dataset;
    const file = (form.elements.namedItem("file") as HTMLInputElement).files?.[0];
    if (!file) throw new Error(say("console-js-answer-not-ours"));
    const sealed = new Uint8Array(await file.arrayBuffer());
    await unlocked();
    const { wraps } = await get<Handed>(`${here}/request`);
    const opened = await openJson<RequestFile>(sealed, await teamIdentities(wraps)).catch(() => {
      throw new Error(say("console-js-answer-not-ours"));
    });
    if (typeof opened.form !== "string") throw new Error(say("console-js-request-is-answer"));
    const { verify } = readRequest(opened, dataOf<[string, string][]>(this, "letters"));
    const { location: place } = await post<{ location: string }>(`${here}/request`, {
      signed: opened.signed, verify, kept: base64(sealed), form: opened.form,
    });
    location.assign(place);
  }
}
