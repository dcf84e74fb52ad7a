/**
 * `<khien-sealed data-ref data-part data-kind data-reason>`: sealed text, closed until pressed.
 *
 * The page brings the closed state (length class, button, what pressing means). Pressing asks the node for the ciphertext,
 * which writes down who asked; it is opened here and shown as text, and closes by itself after five minutes.
 */

import { openFile, openJson, unbase64, type Said, type What } from "../seal";
import { showFile } from "./file";
import { showRest, type Looked } from "./looks";
import { handOut, teamIdentities } from "./open";
import { find, make, onPress } from "./page";
import { requireProof } from "./proof";
import { viewingBegins, viewingEnds } from "./viewing";
import { clock, say } from "./words";

/** How long an opened text stays. */
const OPEN_MS = 5 * 60 * 1000;

/** What a part holds. */
type Kind = "what" | "said" | "file";

export class KhienSealed extends HTMLElement {
  private closed: Node[] = [];
  private timer = 0;
  private ready = false;

  connectedCallback(): void {
    if (this.ready) return;
    this.ready = true;
    this.wire();
  }

  disconnectedCallback(): void {
    clearTimeout(this.timer);
  }

  private wire(): void {
    const button = this.querySelector<HTMLButtonElement>("button[data-open]");
    if (!button) return;
    button.hidden = false;
    onPress(button, this, () => this.open());
  }

  private async open(): Promise<void> {
    const { ref = "", part = "", reason = "" } = this.dataset;
    const handed = await handOut(ref, part, reason);
    const ciphertext = unbase64(handed.ciphertext);
    await requireProof(ref, part, ciphertext);
    this.show(await this.render(ciphertext, await teamIdentities(handed.wraps)), handed.looked);
  }

  private async render(sealed: Uint8Array, identities: string[]): Promise<HTMLElement> {
    switch (this.dataset.kind as Kind) {
      case "what":
        return whatParts(await openJson<What>(sealed, identities));
      case "file":
        return showFile(await openFile(sealed, identities));
      default:
        return make("div", { class: "opened-text" }, paragraphs((await openJson<Said>(sealed, identities)).text));
    }
  }

  private show(content: HTMLElement, looked: Looked | null): void {
    this.closed = Array.from(this.childNodes);
    const closing = new Date(Date.now() + OPEN_MS);
    const close = make("button", { text: say("console-js-close"), class: "small", attributes: { type: "button" } });
    const line = make("p", {
      class: "opened-by",
      text: say("console-js-opened-by", { who: document.body.dataset.desk ?? "", until: clock(closing) }),
    });
    const rest = make("p", { class: "note", attributes: { "data-rest": "", hidden: "", role: "status" } });
    const box = make("div", { class: "opened", attributes: { tabindex: "-1" } }, [content, rest, make("div", { class: "row" }, [line, close])]);
    this.replaceChildren(box);
    showRest(this, looked);
    if (this.isMaterial()) viewingBegins();
    box.focus();
    close.addEventListener("click", () => this.close());
    this.timer = window.setTimeout(() => this.close(), OPEN_MS);
  }

  /** Whether it is material that somebody sent; what we wrote ourselves is not. */
  private isMaterial(): boolean {
    return !this.dataset.part?.startsWith("note/") && !this.closest(".message.ours");
  }

  /** Back to the closed state; what was shown is gone from the page. */
  close(): void {
    clearTimeout(this.timer);
    if (!this.closed.length) return;
    if (this.isMaterial()) viewingEnds();
    for (const shown of this.querySelectorAll<HTMLImageElement | HTMLMediaElement>("img, audio, video")) {
      if (shown instanceof HTMLMediaElement) shown.pause();
      URL.revokeObjectURL(shown.src);
    }
    this.replaceChildren(...this.closed);
    this.closed = [];
    find<HTMLButtonElement>("button[data-open]", this).focus();
  }
}

/** Closes everything that is open on the page. */
export function closeAll(): void {
  for (const element of document.querySelectorAll<KhienSealed>("khien-sealed")) element.close();
}

/** A text, one paragraph per line. */
function paragraphs(text: string): HTMLElement[] {
  return text.split(/\n+/).filter(Boolean).map((line) => make("p", { text: line }));
}

/** Words that a person may have added, in the order in which they are asked. */
const ADDED = ["payment", "when", "number", "demand", "deadline", "amount", "trusted", "school"] as const;

function whatParts(what: What): HTMLElement {
  const box = make("div", { class: "opened-text" });
  if (what.story) box.append(...paragraphs(what.story));
  if (what.urls?.length) box.append(make("h3", { text: say("console-js-urls") }), addressList(what.urls));
  if (what.accounts?.length) box.append(make("h3", { text: say("console-js-accounts") }), plainList(what.accounts));
  for (const name of ADDED) {
    const words = what[name];
    if (words) box.append(make("h3", { text: say(`console-js-${name}`) }), ...paragraphs(words));
  }
  if (!box.childNodes.length) box.append(make("p", { class: "muted", text: say("console-js-empty") }));
  return box;
}

function plainList(items: readonly string[]): HTMLElement {
  return make("ul", { class: "plain" }, items.map((item) => make("li", {}, [make("code", { text: item })])));
}

/** Addresses are never links here: a slip of the hand would load the page. Each can be carried over to a notice. */
function addressList(urls: readonly string[]): HTMLElement {
  return make("ul", { class: "plain" }, urls.map((url) => {
    const row = make("li", { class: "row" }, [make("code", { text: url })]);
    const use = make("button", { class: "small", attributes: { type: "button" } });
    const name = (words: string) => {
      use.textContent = words;
      use.setAttribute("aria-label", `${words}: ${url}`);
    };
    name(say("console-js-use-url"));
    use.addEventListener("click", () => {
      sessionStorage.setItem(CARRIED_URL, url);
      name(say("console-js-url-carried"));
    });
    row.append(use);
    return row;
  }));
}

/** Where an address waits for the notice form: in this tab, never in an address line. */
export const CARRIED_URL = "khien-notice-url";
