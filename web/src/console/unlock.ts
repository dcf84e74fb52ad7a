/** Unlocking a member's keys: at sign-in, and again in place when they were forgotten. */

import { staffSecrets, stretch, unbase64, unhex, unwrapKeys, type Keys } from "../seal";
import { find, make, onSubmit, showProgress, valueOf } from "./page";
import { get } from "./server";
import { keep, take } from "./vault";
import { say } from "./words";

/** Opens the bundle that the node keeps for the member who is signed in. */
export async function openBundle(bundleIdentity: string): Promise<Keys> {
  const { bundle } = await get<{ bundle: string }>("/console/bundle");
  return unwrapKeys(unbase64(bundle), bundleIdentity);
}

/** The member's keys; asks for the passphrase in place when they are locked. */
export async function unlocked(): Promise<Keys> {
  return (await take()) ?? (await askPassphrase());
}

/** One dialog at a time, however many parts of the page wait for it. */
let asking: Promise<Keys> | null = null;

function askPassphrase(): Promise<Keys> {
  asking ??= runDialog().finally(() => (asking = null));
  return asking;
}

function runDialog(): Promise<Keys> {
  const form = make("form", { class: "stack" }, [
    make("h2", { text: say("console-js-unlock-title"), attributes: { id: "unlock-title" } }),
    make("p", { text: say("console-js-unlock-why") }),
    make("label", { text: say("console-js-passphrase"), attributes: { for: "unlock-passphrase" } }),
    make("input", {
      attributes: { id: "unlock-passphrase", name: "passphrase", type: "password", autocomplete: "current-password", required: "" },
    }),
    make("p", { class: "error", attributes: { "data-error": "", hidden: "", role: "alert" } }),
    make("p", { class: "muted", attributes: { "data-progress": "", hidden: "", role: "status" } }),
    make("div", { class: "row" }, [
      make("button", { text: say("console-js-unlock"), class: "primary", attributes: { type: "submit" } }),
      make("button", { text: say("console-js-cancel"), attributes: { type: "button" } }),
    ]),
  ]);
  const dialog = make("dialog", { attributes: { "aria-labelledby": "unlock-title" } }, [form]);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve, reject) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      reject(new Error(say("console-js-locked")));
    });
    find<HTMLButtonElement>("button[type=button]", form).addEventListener("click", () => dialog.close());
    onSubmit(form, async () => {
      showProgress(form, say("console-js-stretching"));
      const { salt } = await get<{ salt: string }>("/console/bundle");
      const secrets = staffSecrets(await stretch(valueOf(form, "passphrase"), unhex(salt)));
      const keys = await openBundle(secrets.bundleIdentity).catch(() => {
        throw new Error(say("console-js-wrong-passphrase"));
      });
      await keep(keys);
      resolve(keys);
      dialog.close();
    });
  });
}
