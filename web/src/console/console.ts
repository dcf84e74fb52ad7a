/**
 * The console's script. Everything that needs no key works without it; what is sealed opens only through it.
 *
 * Custom elements: `<khien-sealed>` (sealed.ts), `<khien-seal>` (seal-form.ts), `<khien-desk-form>` (desk-form.ts), `<khien-say>` and
 * `<khien-request-text>` (request.ts), `<khien-letter>` (letter.ts), `<khien-answer>` (answer.ts), `<khien-blank>` and `<khien-letter-request>` (blank.ts), `<khien-package>` (package.ts). The rest is wired by data attributes.
 */

import { KhienDeskForm } from "./desk-form";
import { wireEmergency } from "./emergency";
import { wireSignEntry } from "./entry";
import { KhienAnswer } from "./answer";
import { KhienBlank, KhienLetterRequest } from "./blank";
import { KhienLetter } from "./letter";
import { wireSignLookup } from "./lookup";
import { wireNewRoot, wirePutRoot } from "./new-root";
import { wireSignOverride } from "./override";
import { KhienSeal } from "./seal-form";
import { warnOfOtherRoot } from "./root";
import { KhienPackage } from "./package";
import { KhienInformation } from "./information";
import { KhienRequestText, KhienSay, wireDraft, wireWithin } from "./request";
import { CARRIED_URL, closeAll, KhienSealed } from "./sealed";
import { wireQueue, wireShortcutSwitch } from "./queue";
import { wireSignIn } from "./sign-in";
import { memberFingerprint, wireCertify, wireGiveKey, wireMakeKey } from "./teams";
import { clear, watchIdle } from "./vault";
import { watchViewing } from "./viewing";
import { wireWhoHand, wireWhoLife, wireWhoOpen } from "./who";

function each<T extends HTMLElement>(selector: string, wire: (element: T) => void): void {
  for (const element of document.querySelectorAll<T>(selector)) wire(element);
}

/** A carried address is filled in once and then forgotten. */
function fillCarriedUrl(field: HTMLInputElement): void {
  const url = sessionStorage.getItem(CARRIED_URL);
  if (!url || field.value) return;
  field.value = url;
  sessionStorage.removeItem(CARRIED_URL);
}

function start(): void {
  document.documentElement.classList.add("scripted");
  const { root, staff } = document.body.dataset;
  customElements.define("khien-sealed", KhienSealed);
  customElements.define("khien-seal", KhienSeal);
  customElements.define("khien-request-text", KhienRequestText);
  customElements.define("khien-say", KhienSay);
  customElements.define("khien-letter", KhienLetter);
  customElements.define("khien-answer", KhienAnswer);
  customElements.define("khien-blank", KhienBlank);
  customElements.define("khien-letter-request", KhienLetterRequest);
  customElements.define("khien-package", KhienPackage);
  customElements.define("khien-information", KhienInformation);
  customElements.define("khien-desk-form", KhienDeskForm);
  each<HTMLElement>("khien-desk-form:not([data-emergency]):not([data-within])", wireDraft);
  each<HTMLElement>("khien-desk-form[data-within]", wireWithin);
  each<HTMLElement>("khien-desk-form[data-emergency]", wireEmergency);
  each<HTMLFormElement>("form[data-sign-in]", wireSignIn);
  each<HTMLElement>("[data-queue]", wireQueue);
  each<HTMLInputElement>("input[data-shortcuts]", wireShortcutSwitch);
  each<HTMLElement>("[data-team-keys]", (box) => {
    wireMakeKey(box);
    wireGiveKey(box);
  });
  each<HTMLFormElement>("form[data-certify]", wireCertify);
  each<HTMLFormElement>("form[data-sign-entry]", wireSignEntry);
  each<HTMLFormElement>("form[data-new-root]", wireNewRoot);
  each<HTMLFormElement>("form[data-put-root]", wirePutRoot);
  each<HTMLFormElement>("form[data-sign-lookup]", wireSignLookup);
  each<HTMLFormElement>("form[data-sign-override]", wireSignOverride);
  each<HTMLElement>("[data-who]", wireWhoOpen);
  each<HTMLElement>("[data-who-request]", wireWhoHand);
  each<HTMLFormElement>("form[data-who-life]", wireWhoLife);
  each<HTMLInputElement>("input[data-carried-url]", fillCarriedUrl);
  each<HTMLElement>("[data-own-fingerprint]", (place) => {
    const { recipient = "", verify = "" } = place.dataset;
    place.textContent = memberFingerprint({ recipient, verify });
  });
  each<HTMLFormElement>("form[data-sign-out]", (form) => form.addEventListener("submit", () => void clear()));
  if (staff) {
    if (root) warnOfOtherRoot(root);
    watchIdle(closeAll);
    watchViewing();
  }
}

start();
