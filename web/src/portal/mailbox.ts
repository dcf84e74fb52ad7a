/**
 * The mailbox with script: the receipt stays in the browser, every answer is verified, and nothing is shown that does
 * not verify. Without it the server opens the mailbox, and the page says so.
 */

import { readReceipt, type Action, type ReadReceipt } from "../seal";
import { arriveAt, beginOf, fill, need, show } from "./dom";
import { Box, Failed } from "./mailbox/box";
import { proves, type Proof } from "./mailbox/proof";
import { View } from "./mailbox/view";
import type { Begin, EntranceWords, Words } from "./mailbox/words";
import { Refused } from "./upload";

function problemOf(read: ReadReceipt, words: EntranceWords): string | null {
  switch (read.kind) {
    case "letter":
      return fill(words.wrongLetter, { letter: read.letter });
    case "length":
      return fill(words.wrongLength, { length: read.length });
    case "sum":
      return words.wrongSum;
    default:
      return null;
  }
}

/** The page on which the receipt is typed. */
class Entrance {
  private readonly form = need<HTMLFormElement>("#enter");
  private readonly input = need<HTMLInputElement>("#receipt");
  private readonly button = need<HTMLButtonElement>("#enter .primary");
  private busy = false;
  private parts: Document | null = null;

  constructor(private readonly begin: Begin, private readonly root: string) {
    // Asked for at once, whoever comes: it tells nothing of what a code opens.
    void this.load().catch(() => undefined);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.busy) void this.enter();
    });
  }

  /** The empty mailbox that an answer fills. */
  private async load(): Promise<Document> {
    if (this.parts) return this.parts;
    const answer = await fetch(`/mailbox/view?lang=${this.begin.lang}`);
    if (!answer.ok) throw new Failed(answer.status);
    return (this.parts = new DOMParser().parseFromString(await answer.text(), "text/html"));
  }

  private wrong(line: string): void {
    show(need("#receipt-wrong"), true, line);
    this.input.setAttribute("aria-invalid", "true");
    this.input.focus();
  }

  private async enter(): Promise<void> {
    const { words } = this.begin;
    const read = readReceipt(this.input.value);
    const problem = problemOf(read, words);
    if (problem !== null) return this.wrong(problem);
    if (read.kind !== "receipt" && read.kind !== "duress") return;
    this.busy = true;
    this.button.textContent = words.opening;
    try {
      const box = new Box(read.receipt, this.root);
      if (read.kind === "duress") return await this.cryForHelp(box);
      if (!(await box.check())) return this.wrong(words.unknown);
      new Opened(box, this.begin, await this.load());
    } catch {
      this.wrong(words.offline);
    } finally {
      this.busy = false;
      this.button.textContent = words.open;
    }
  }

  /** Somebody was made to open the mailbox: the team is told, and a harmless page takes this one's place. */
  private async cryForHelp(box: Box): Promise<void> {
    // Without a connection nobody hears, and the page is as harmless.
    if (!(await box.cryForHelp().catch(() => true))) return this.wrong(this.begin.words.wrongSum);
    location.replace(`/tips?lang=${this.begin.lang}`);
  }
}

/** What went wrong, for the person. */
function lineOf(error: unknown, words: Words): string {
  if (error instanceof TypeError) return words.offline;
  return error instanceof Refused && error.message ? error.message : words.failed;
}

/** An opened mailbox. */
class Opened {
  private readonly view: View;
  private busy = false;

  constructor(private readonly box: Box, begin: Begin, parts: Document) {
    const place = need("#box");
    this.view = new View(place, begin.lang, parts, box.answer.voice ?? "own");
    this.view.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter as HTMLButtonElement | null;
      if (!this.busy) void this.press(button?.value ?? "send");
    });
    this.view.render(box);
    arriveAt(need("h1", place));
  }

  private async press(value: string): Promise<void> {
    const [act, code] = value.split(" ");
    this.busy = true;
    this.view.say("");
    try {
      await this.perform(act, code ?? null);
    } catch (error) {
      this.view.say(lineOf(error, this.view.words));
    } finally {
      this.busy = false;
    }
  }

  private async perform(act: string, code: string | null): Promise<void> {
    const { words } = this.view;
    switch (act) {
      case "send":
        return this.send();
      case "older":
        if (this.box.older !== null) await this.box.load(this.box.older);
        return this.view.render(this.box);
      case "words":
        return this.view.renderWords(await this.box.ownWords());
      case "proof":
        return this.prove();
      case "give-permission":
      case "withdraw-permission":
        return this.act(act, code, words.permissionChanged);
      case "withdraw-release":
        return this.act(act, code, words.givenBack);
      case "withdraw-report":
        return this.act(act, null, "");
      case "keep-report":
        return this.act(act, null, words.kept);
    }
  }

  /** Asks again and shows what came. */
  private async refresh(): Promise<void> {
    await this.box.check();
    this.view.render(this.box);
  }

  private async send(): Promise<void> {
    const { words, files, field } = this.view;
    const text = field.value.trim();
    if (!text && files.length === 0) return this.view.say(words.emptyText);
    if (!this.view.filesAreConfirmed()) return;
    try {
      if (files.length) this.view.say(words.sendingFiles);
      await this.box.send(text, files);
    } catch (error) {
      if (!(error instanceof Failed) || error.status !== 409) throw error;
      await this.refresh();
      return this.view.say(words.raced);
    }
    this.view.clear();
    await this.refresh();
    this.view.say(words.sent);
  }

  private async act(action: Action, code: string | null, done: string): Promise<void> {
    try {
      await this.box.act(action, code);
    } catch (error) {
      // A message came since the page was opened: read it, sign again over the new head, once.
      if (!(error instanceof Failed) || error.status !== 409) throw error;
      await this.refresh();
      if (!this.box.sound) return;
      await this.box.act(action, code);
    }
    await this.refresh();
    this.view.say(done);
  }

  private async prove(): Promise<void> {
    const answer = await fetch("/mailbox/proof", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ address: this.box.keys.address }),
    });
    if (!answer.ok) throw new Failed(answer.status);
    const proof = (await answer.json()) as Proof;
    if (proof.pending) return this.view.renderProof("pending");
    const proven = proves(proof, this.box.answer.report, this.box.answer.root);
    this.view.renderProof(proven ? "proven" : "failed");
  }
}

const begin = beginOf<Begin>("#box");
if (begin.root !== null && document.querySelector("#enter")) {
  for (const plain of Array.from(document.querySelectorAll<HTMLElement>("[data-plain]"))) plain.hidden = true;
  new Entrance(begin, begin.root);
}
