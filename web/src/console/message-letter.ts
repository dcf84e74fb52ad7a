/**
 * The letter of a message whose signatures hold: the node sets it from the signed bytes, which it gets for that and does not keep. What
 * proves is those bytes, so they can be saved here, but where they hold a key.
 */

import { base64 } from "../seal";
import { find } from "./page";

/** The signed bytes of a message that was opened, to keep. */
export function signedFile(message: string, signed: Uint8Array): HTMLElement {
  const template = find<HTMLTemplateElement>("template#message-letter");
  const kept = find<HTMLElement>("[data-keep]", template.content).cloneNode(true) as HTMLElement;
  const link = find<HTMLAnchorElement>("[data-signed]", kept);
  link.href = URL.createObjectURL(new Blob([signed as BlobPart], { type: "application/cose" }));
  link.download = `message-${message}.cose`;
  kept.hidden = false;
  return kept;
}

/** What is offered beside a message that was opened: its letter in each language and, where they may be kept, its signed bytes. */
export function letterOf(here: string, message: string, signed: Uint8Array, keeps: boolean): HTMLElement {
  const template = find<HTMLTemplateElement>("template#message-letter");
  const box = document.createElement("div");
  box.append(template.content.cloneNode(true));
  const form = find<HTMLFormElement>("form", box);
  form.action = `${here}/message/${message}/letter`;
  find<HTMLInputElement>("[name=signed]", form).value = base64(signed);
  if (keeps) find<HTMLElement>("[data-keep]", box).replaceWith(signedFile(message, signed));
  return box;
}
