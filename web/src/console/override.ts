/** Two people let a disclosure go although something is out of date: what the second of them signs, here, and what the page shows. */

import { sign } from "../seal";
import { find, onSubmit, showProgress } from "./page";
import { post } from "./server";
import { unlocked } from "./unlock";
import { say } from "./words";

const OVERRIDE = "khien/v1/desk-override\n";

/** Signs the statement and sends the signature; the node makes the statement anew and compares. */
export function wireSignOverride(form: HTMLFormElement): void {
  find<HTMLButtonElement>("button[type=submit]", form).disabled = false;
  onSubmit(form, async () => {
    const { statement = "", post: to = "" } = form.dataset;
    // Nothing else is signed at this button, whatever a page says.
    if (!statement.startsWith(OVERRIDE)) throw new Error(say("console-js-request-unproven"));
    const keys = await unlocked();
    showProgress(form, say("console-js-request-signing"));
    await post(to, { signature: sign(statement, keys.sign).signature });
    location.reload();
  });
}
