/**
 * `<khien-desk-form data-emergency data-frame>`: when a life is at risk, one press checks the form, seals it, signs it and sends it. What
 * the other State would answer is shown first, and sent at the second press.
 */

import type { ReadyForm } from "./desk-form";
import { dataOf, find, hideError, make, showError, showProgress } from "./page";
import { opening, type Base } from "./opening";
import { sealDraft, signAndSay } from "./request";
import { unlocked } from "./unlock";
import { say } from "./words";

/** A draft that is kept, and of which form: a second press does not keep it twice. */
interface Kept {
  form: string;
  thread: string;
  location: string;
}

export function wireEmergency(element: HTMLElement): void {
  const form = find<HTMLFormElement>("form.desk-form", element);
  const so = find<HTMLInputElement>("[data-so]", form);
  let warned = "";
  let kept: Kept | undefined;
  let busy = false;
  element.addEventListener("khien-form-ready", (event) => {
    const ready = (event as CustomEvent<ReadyForm>).detail;
    if (busy) return;
    if (!so.checked) {
      showError(form, say("console-js-emergency-so"));
      so.focus();
      return;
    }
    const warnings = JSON.stringify(ready.warnings);
    if (ready.warnings.length && warnings !== warned) {
      warned = warnings;
      find<HTMLElement>("[data-warned]", form).focus();
      return;
    }
    busy = true;
    void send(ready).catch((error: unknown) => {
      busy = false;
      showProgress(form, "");
      showError(form, error instanceof Error ? error.message : String(error));
      // What did not go is kept: where something is out of date, two people can let it go there.
      if (kept) {
        const link = make("a", { text: say("console-js-emergency-draft"), attributes: { href: kept.location } });
        form.querySelector("[data-error]")?.append(" ", link);
      }
    });
  });

  async function send(ready: ReadyForm): Promise<void> {
    hideError(form);
    const keys = await unlocked();
    showProgress(form, say("console-js-request-signing"));
    const text = JSON.stringify(ready.form);
    if (kept?.form !== text) kept = { form: text, ...(await sealDraft(element, ready)) };
    const base: Base = { ...dataOf<Base>(element, "frame"), thread: kept.thread };
    await signAndSay(base, kept.location, opening(base, ready.form), ready.form, keys.sign);
    location.assign(kept.location);
  }
}
