/**
 * Decisions that a legal officer signs with one press: that a disclosure goes although something is out of date, that a node which
 * came back from an older copy goes on, and whose a message is that a stolen key may have signed.
 */

import { sign } from "../seal";
import { find, onSubmit, showProgress } from "./page";
import { post } from "./server";
import { unlocked } from "./unlock";
import { say } from "./words";

/** What is signed at such a button, and nothing else, whatever a page says. */
const KINDS = ["khien/v1/desk-override\n", "khien/v1/ledger-goes-on\n", "khien/v1/desk-recheck\n"];

/** Signs the statement and sends the signature; the node makes the statement anew and compares. */
export function wireSignOverride(form: HTMLFormElement): void {
  find<HTMLButtonElement>("button[type=submit]", form).disabled = false;
  onSubmit(form, async () => {
    const { statement = "", post: to = "" } = form.dataset;
    if (!KINDS.some((kind) => statement.startsWith(kind))) throw new Error(say("console-js-request-unproven"));
    const keys = await unlocked();
    showProgress(form, say("console-js-request-signing"));
    await post(to, { signature: sign(statement, keys.sign).signature });
    location.reload();
  });
}
