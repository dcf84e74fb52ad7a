/** The receipt on the page: made here, shown before anything is sent, and two groups typed back (care 1.3). */

import { exchangeLastGroups, groupsOf, makeReceipt, randomBytes, type Receipt } from "../../seal";
import { all, fill, need, show } from "../dom";
import type { Words as ReportWords } from "./words";

/** What is said around a receipt. */
export type ReceiptWords = Pick<ReportWords, "groups" | "ordinals" | "groupsWrong" | "copied">;

/** A receipt and the two groups that are asked for. */
export class ShownReceipt {
  readonly receipt: Receipt = makeReceipt();
  private readonly asked: [number, number];

  constructor(private readonly words: ReceiptWords) {
    // Two different groups; which ones does not matter to an attacker, so the small bias of % is of no account.
    const [a, b] = randomBytes(2);
    const first = a % 5;
    const second = (first + 1 + (b % 4)) % 5;
    this.asked = first < second ? [first, second] : [second, first];
  }

  /** Fills the boxes of the code, and of the duress code where there are any. */
  fillInto(step: ParentNode): void {
    fillBoxes(all("[data-receipt] li", step), this.receipt);
    fillBoxes(all("[data-duress] li", step), exchangeLastGroups(this.receipt));
    this.askInto(step);
    this.offerCopy(step);
  }

  private askInto(step: ParentNode): void {
    const fieldset = step.querySelector<HTMLElement>("[data-asked]");
    if (!fieldset) return;
    const legend = need("legend", fieldset);
    const [first, second] = this.asked.map((group) => this.words.ordinals[group]);
    legend.textContent = fill(legend.dataset.pattern ?? "", { first, second });
    all("[data-label]", fieldset).forEach((label, i) => (label.textContent = this.words.groups[this.asked[i]]));
    all("input", fieldset).forEach((input, i) => {
      input.dataset.place = String(this.asked[i]);
      input.addEventListener("input", () => show(need("#groups-wrong", step), false));
    });
  }

  private offerCopy(step: ParentNode): void {
    const line = step.querySelector<HTMLElement>("[data-copy]");
    if (!line || !navigator.clipboard) return;
    line.hidden = false;
    need("button", line).addEventListener("click", () => {
      void navigator.clipboard.writeText(this.receipt).then(() => (need("span", line).textContent = this.words.copied));
    });
  }

  /** Whether the typed groups are those of the code; says so on the page when not. */
  isTypedBack(step: ParentNode): boolean {
    const inputs = all<HTMLInputElement>("[data-asked] input", step);
    const groups = groupsOf(this.receipt);
    const wrong = inputs.findIndex((input, i) => plain(input.value) !== groups[this.asked[i]]);
    if (wrong < 0) return true;
    show(need("#groups-wrong", step), true, this.words.groupsWrong);
    inputs[wrong].focus();
    return false;
  }
}

function fillBoxes(boxes: HTMLElement[], receipt: Receipt): void {
  boxes.forEach((box, i) => (box.textContent = groupsOf(receipt)[i]));
}

/** Symbols as people type them. */
function plain(typed: string): string {
  return typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
}
