/**
 * Information that is given without a request (X1). Whoever signs it splits the form here: what is read before the conditions are
 * accepted stays open, the rest is sealed under a key of its own. Whoever was given it opens that part here, for a purpose.
 */

import { base64, hex, join, randomBytes, sha, text, unbase64, unhex, utf8 } from "../seal";
import { HEAD, Opener, Sealer } from "./chunked";
import { find, onSubmit, valueOf } from "./page";
import { say } from "./words";

type Form = Record<string, unknown>;

/** What a message that gives information has besides its act and its open form. */
export interface Closed {
  /** The message's number: the sealed part is bound to it. */
  message: string;
  /** The sealed part, base64. */
  sealed: string;
  /** Its key, hex: for our own node, which keeps it until the conditions are accepted. */
  key: string;
}

/** What a sealed part is bound to. */
function contextOf(message: string): Uint8Array {
  return utf8(`desk/1/information/${message}`);
}

/** Splits a form: the open part, what the act says of it, and the rest, sealed. */
export async function closeForm(form: Form, open: readonly string[]): Promise<{ body: Form; information: Form; closed: Closed }> {
  const message = hex(randomBytes(16));
  const key = randomBytes(32);
  const entries = Object.entries(form);
  const rest = Object.fromEntries(entries.filter(([name]) => !open.includes(name) || name === "sealed"));
  const sealer = await Sealer.begin(key, randomBytes(24), contextOf(message));
  const first = await sealer.push(utf8(JSON.stringify(rest)));
  const part = join(sealer.head, first, await sealer.finish());
  const body = Object.fromEntries(entries.filter(([name]) => open.includes(name)));
  body.sealed = { ciphertext: hex(sha(part)) };
  const { use, ...terms } = (form.conditions ?? {}) as Form;
  const information = { part: hex(sha(part)), conditions: { purposes: use, ...terms }, exculpatory: form.exculpatory };
  return { body, information, closed: { message, sealed: base64(part), key: hex(key) } };
}

/** The whole form of an open part, the sealed one and its key. */
export async function openForm(body: Form, message: string, sealed: string, key: string): Promise<Form> {
  const part = unbase64(sealed);
  const named = (body.sealed ?? {}) as Form;
  if (hex(sha(part)) !== named.ciphertext) throw new Error(say("console-js-information-changed"));
  try {
    const opener = await Opener.begin(unhex(key), part.slice(0, HEAD), contextOf(message));
    const first = await opener.push(part.slice(HEAD));
    const rest = JSON.parse(text(join(first, await opener.finish()))) as Form;
    return { ...body, ...rest };
  } catch {
    throw new Error(say("console-js-information-changed"));
  }
}

/** `<khien-information data-voices>`: what is sealed, closed until somebody says for what. */
export class KhienInformation extends HTMLElement {
  /** Has it handed out for a purpose (none of our own) and gives what is shown. */
  static read: (purpose: string, voices: string) => Promise<HTMLElement>;

  connectedCallback(): void {
    const form = find<HTMLFormElement>("form", this);
    find<HTMLButtonElement>("button[type=submit]", form).disabled = false;
    onSubmit(form, async () => {
      const shown = await KhienInformation.read(valueOf(form, "purpose"), this.dataset.voices ?? "null");
      this.replaceChildren(shown);
      shown.focus();
    });
  }
}
