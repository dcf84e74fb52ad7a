/**
 * A query to another State whether it knows identifiers of a case: the node blinded them and made the text, the officer signs it here,
 * and only for the State that the page names.
 */

import { base64, utf8 } from "../seal";
import { signLookup } from "./cose";
import { onSubmit, find, showProgress } from "./page";
import { post } from "./server";
import { unlocked } from "./unlock";
import { say } from "./words";

/** Signs the text and sends the signature; the answer has a page of its own. */
export function wireSignLookup(form: HTMLFormElement): void {
  find<HTMLButtonElement>("button[type=submit]", form).disabled = false;
  onSubmit(form, async () => {
    const keys = await unlocked();
    showProgress(form, say("console-js-request-signing"));
    const signature = base64(signLookup(utf8(form.dataset.text ?? ""), keys.sign));
    const { location: page } = await post<{ location: string }>(form.dataset.post ?? "", { signature });
    location.assign(page);
  });
}
