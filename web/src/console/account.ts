/** The part of set-up and of joining that makes a member's account: passphrase, keys, second factor. */

import { base64, makeKeys, makeSalt, publicOf, staffSecrets, stretch, unhex, wrapKeys, type Keys } from "../seal";
import { find, showProgress, valueOf } from "./page";
import { say } from "./words";

/** Fewer letters than this are refused. */
const SHORTEST = 12;

/** What the node keeps of an account. */
export interface AccountPart {
  login: string;
  desk_name: string;
  salt: string;
  sign_in_key: string;
  bundle: string;
  recipient: string;
  verify: string;
  totp_code: string;
  mail: string;
}

/** How strong a passphrase is, as a key of the words. A plain measure: length, variety, and no single repeated word. */
export function strength(passphrase: string): "short" | "weak" | "good" | "strong" {
  const length = Array.from(passphrase.normalize("NFKC")).length;
  if (length < SHORTEST) return "short";
  const variety = new Set(passphrase.toLowerCase()).size;
  if (variety < 6) return "weak";
  const words = passphrase.trim().split(/\s+/).length;
  return length >= 20 && (words >= 4 || variety >= 12) ? "strong" : "good";
}

/** Says while typing how strong the passphrase is. */
export function wireStrength(form: HTMLFormElement): void {
  const field = find<HTMLInputElement>("[name=passphrase]", form);
  const meter = find<HTMLElement>("[data-strength]", form);
  field.addEventListener("input", () => {
    const length = Array.from(field.value).length;
    meter.textContent = field.value ? say(`console-js-strength-${strength(field.value)}`, { n: length }) : "";
  });
}

/** Checks what was typed and makes the account. Returns the member's keys too; they stay in this browser. */
export async function makeAccount(form: HTMLFormElement): Promise<{ account: AccountPart; keys: Keys; bundleIdentity: string }> {
  const passphrase = valueOf(form, "passphrase");
  const grade = strength(passphrase);
  if (grade === "short" || grade === "weak") throw new Error(say(`console-js-strength-${grade}`, { n: passphrase.length }));
  if (passphrase !== valueOf(form, "again")) throw new Error(say("console-js-passphrase-differs"));
  const code = valueOf(form, "code").replace(/\s/g, "");
  if (!/^\d{6}$/.test(code)) throw new Error(say("console-js-code-form"));
  showProgress(form, say("console-js-stretching"));
  const salt = makeSalt();
  const secrets = staffSecrets(await stretch(passphrase, unhex(salt)));
  const keys = makeKeys();
  const account = {
    login: valueOf(form, "login").trim(),
    desk_name: valueOf(form, "desk_name").trim(),
    salt,
    sign_in_key: secrets.signIn,
    bundle: base64(await wrapKeys(keys, secrets.bundleRecipient)),
    ...publicOf(keys),
    totp_code: code,
    mail: valueOf(form, "mail").trim(),
  };
  return { account, keys, bundleIdentity: secrets.bundleIdentity };
}
