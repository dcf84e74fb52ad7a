/** Whom somebody chooses, the code that takes it back, and sending. */

import { all, arriveAt, copyOf, countryName, fill, jsonIn, need, show } from "../dom";
import { ShownReceipt } from "../report/receipt";
import { KeyIsWrong, type Node } from "../report/send";
import { Refused } from "../upload";
import type { Signal } from "./chosen";
import { ownCodes, sealProtection, sendProtection } from "./send";
import type { Words } from "./words";

/** The age that somebody has said, in the page's codes. */
export interface Age {
  code: string;
  voice: string;
}

/** The second half of the page; only where somebody is connected who may receive. */
export class Giving {
  private readonly receipt: ShownReceipt;
  /** Sealed once: a second try sends the same bytes. */
  private body: string | null = null;
  private busy = false;

  constructor(
    private readonly place: HTMLElement,
    private readonly parts: Document,
    private readonly age: Age,
    private readonly lang: string,
    private readonly words: Words,
    private readonly signals: () => Signal[],
  ) {
    this.receipt = new ShownReceipt(words);
    if (!place.querySelector("[data-slot=whom]")) return;
    for (const country of all("[data-country]", place)) {
      country.textContent = countryName(country.dataset.country ?? "", lang);
    }
    this.receipt.fillInto(this.slot("code"));
    need("[data-next]", place).addEventListener("click", () => this.next());
    need("[data-back]", place).addEventListener("click", () => this.turn(false));
    for (const input of all("input[name=to]", place)) {
      input.addEventListener("change", () => show(need("#whom-wrong", place), false));
    }
  }

  private slot(name: string): HTMLElement {
    return need(`[data-slot=${name}]`, this.place);
  }

  private get chosen(): HTMLInputElement[] {
    return all<HTMLInputElement>("input[name=to]:checked", this.place);
  }

  /** Names of those that are chosen, as the page shows them. */
  private get whom(): string {
    const names = this.chosen.map((input) => input.parentElement?.textContent?.trim() ?? "");
    try {
      return new Intl.ListFormat(this.lang, { type: "conjunction" }).format(names);
    } catch {
      return names.join(", ");
    }
  }

  private next(): void {
    const nobody = this.chosen.length === 0;
    show(need("#whom-wrong", this.place), nobody);
    if (nobody) return need("input[name=to]", this.place).focus();
    this.slot("agree").textContent = fill(this.words.agree, { whom: this.whom, n: this.signals().length });
    this.turn(true);
  }

  /** Between choosing and the code; what leaves stays in sight on both. */
  private turn(toCode: boolean): void {
    show(this.slot("whom"), !toCode);
    show(this.slot("code"), toCode);
    for (const input of all<HTMLInputElement>("input[type=file]", this.place)) input.disabled = toCode;
    for (const remove of all("[data-remove]", this.place)) remove.hidden = toCode;
    const heading = toCode ? need("h2", this.slot("code")) : need("[data-next]", this.place);
    heading.focus();
  }

  /** Sends, once the code is kept. */
  async send(): Promise<void> {
    const code = this.place.querySelector<HTMLElement>("[data-slot=code]");
    if (!code || code.hidden || this.busy) return;
    // On the path under 13 keeping the code is not asked for (care 1.3).
    if (this.age.voice !== "child" && !this.receipt.isTypedBack(code)) return;
    this.busy = true;
    const button = need<HTMLButtonElement>(".primary", code);
    const label = button.textContent;
    button.textContent = this.words.sending;
    show(this.slot("failed"), false);
    try {
      await this.seal();
      await sendProtection(this.body!, this.lang);
      this.sent();
    } catch (error) {
      show(this.slot("failed"), true, this.lineOf(error));
    } finally {
      this.busy = false;
      button.textContent = label;
    }
  }

  /** From the first try on the choice stands as it was sealed. */
  private async seal(): Promise<void> {
    if (this.body !== null) return;
    const node = jsonIn<Node>("template[data-node]", this.parts);
    const chosen = this.chosen.map(({ value }) => value);
    this.body = await sealProtection(
      this.signals(), chosen, ownCodes(this.age.code), this.receipt.receipt, node, this.lang,
    );
    need("[data-back]", this.place).hidden = true;
  }

  private lineOf(error: unknown): string {
    if (error instanceof KeyIsWrong) return this.words.keyWrong;
    return error instanceof Refused ? this.words.refused : this.words.failed;
  }

  private sent(): void {
    const line = fill(this.words.sent, { whom: this.whom, n: this.signals().length });
    this.place.replaceChildren(copyOf(need<HTMLTemplateElement>(`template#sent-${this.age.voice}`, this.parts)));
    this.slot("sent-line").textContent = line;
    this.receipt.fillInto(this.place);
    arriveAt(need("h2", this.place));
  }
}
