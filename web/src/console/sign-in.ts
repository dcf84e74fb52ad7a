/** Signing in: the passphrase is stretched here; one half of what comes out signs in, the other opens the keys. */

import { staffSecrets, stretch, unhex } from "../seal";
import { find, onSubmit, showProgress, valueOf } from "./page";
import { post } from "./server";
import { openBundle } from "./unlock";
import { clear, keep } from "./vault";
import { say } from "./words";

/** Wires the sign-in form. */
export function wireSignIn(form: HTMLFormElement): void {
  void clear();
  find<HTMLElement>("[data-insecure]").hidden = isSecureContext;
  find<HTMLButtonElement>("button:not([type=button])", form).disabled = false;
  onSubmit(form, async () => {
    const login = valueOf(form, "login").trim();
    showProgress(form, say("console-js-stretching"));
    const { salt } = await post<{ salt: string }>("/console/salt", { login });
    const secrets = staffSecrets(await stretch(valueOf(form, "passphrase"), unhex(salt)));
    const code = valueOf(form, "code").replace(/\s/g, "");
    await post("/console/sign-in", { login, key: secrets.signIn, code });
    await keep(await openBundle(secrets.bundleIdentity));
    location.assign(form.dataset.next ?? "/console");
  });
}
