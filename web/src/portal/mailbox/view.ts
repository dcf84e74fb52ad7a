/** What an opened mailbox shows: fills the view that the server rendered empty. Only verified things come here. */

import { all, copyOf, fill, need, show } from "../dom";
import type { What } from "../../seal";
import type { Answer, Box, Shown } from "./box";
import type { Words } from "./words";

/** The view of one mailbox. */
export class View {
  readonly form: HTMLFormElement;

  constructor(
    private readonly place: HTMLElement,
    private readonly words: Words,
    private readonly lang: string,
    private readonly parts: Document,
  ) {
    place.replaceChildren(copyOf(need<HTMLTemplateElement>("template#view", parts)));
    this.form = need<HTMLFormElement>("#mail", place);
  }

  private slot(name: string): HTMLElement {
    return need(`[data-slot=${name}]`, this.place);
  }

  private day(iso: string): string {
    const format = new Intl.DateTimeFormat(this.lang, { dateStyle: "long", timeZone: "UTC" });
    return format.format(new Date(`${iso}T00:00:00Z`));
  }

  /** Shows the whole state. */
  render(box: Box): void {
    show(this.slot("broken"), !box.sound);
    if (!box.sound) this.slot("broken-line").textContent = this.warning(box);
    // Nothing of an answer that is not even this person's may be seen.
    for (const section of all("section", this.place)) section.hidden = box.chain === null;
    if (!box.chain) return;
    show(this.slot("held"), box.answer.held_key);
    this.renderStatus(box.answer, box.messages);
    this.renderMessages(box);
    this.renderPermissions(box.answer, box.sound && !box.answer.reduced);
    this.renderOpened(box.answer);
    show(this.slot("words"), box.answer.words && !box.answer.reduced);
    show(this.slot("withdraw"), box.answer.withdrawn === null && !box.erased);
    for (const section of all("[data-part]", this.place)) {
      if (!box.may(section.dataset.part ?? "")) section.hidden = true;
    }
  }

  private warning(box: Box): string {
    if (!box.chain) return this.words.brokenAll;
    if (box.shorter) return this.words.brokenShorter;
    return fill(this.words.brokenFrom, { n: box.chain.brokenFrom ?? 0 });
  }

  private renderStatus(answer: Answer, messages: Shown[]): void {
    const told = this.words.statuses[answer.status];
    this.slot("status").textContent = told?.text ?? answer.status;
    const answered = messages.some((shown) => shown.link.direction === "team");
    for (const stop of all("[data-rank]", this.slot("path"))) {
      const rank = Number(stop.dataset.rank);
      stop.classList.toggle("done", rank <= (told?.rank ?? 0) || (rank === 3 && answered));
    }
    show(this.slot("withdrawn"), answer.withdrawn !== null);
    if (answer.withdrawn === null) return;
    const line = answer.review
      ? this.words.withdrawnReview
      : fill(this.words.withdrawn, { day: this.day(answer.withdrawn) });
    this.slot("withdrawn-line").textContent = line;
  }

  private renderMessages(box: Box): void {
    const messages = box.messages;
    show(this.slot("no-messages"), messages.length === 0 && box.sound);
    show(this.slot("older"), box.older !== null && !box.erased);
    show(this.slot("write"), box.sound && !box.erased);
    const template = need<HTMLTemplateElement>("template#message", this.parts);
    this.slot("messages").replaceChildren(
      ...messages.filter((shown) => shown.text !== null || shown.broken).map((shown) => this.message(template, shown)),
    );
  }

  private message(template: HTMLTemplateElement, { link, text, broken }: Shown): DocumentFragment {
    const copy = copyOf(template);
    const item = need("li", copy);
    item.className = `message ${broken ? "broken" : link.direction === "team" ? "theirs" : "mine"}`;
    const team = fill(this.words.fromTeam, { desk: link.staff?.desk ?? "" });
    need("[data-slot=from]", copy).textContent = broken ? "" : link.direction === "team" ? team : this.words.fromMe;
    need("[data-slot=text]", copy).textContent = broken ? this.words.brokenText : text;
    return copy;
  }

  private renderPermissions(answer: Answer, askable: boolean): void {
    const asks = answer.asks ?? [];
    show(this.slot("permissions"), asks.length > 0 && askable);
    for (const item of all("[data-code]", this.slot("permissions"))) {
      const code = item.dataset.code ?? "";
      item.hidden = !asks.includes(code);
      const given = answer.permissions.includes(code);
      show(need("[data-given]", item), given);
      show(need("[data-not-given]", item), !given);
    }
  }

  private renderOpened(answer: Answer): void {
    // The reduced view is not told who opened it: it must not say that nobody did.
    show(this.slot("looks"), !answer.reduced);
    show(this.slot("not-opened"), answer.opened.length === 0);
    this.slot("opened").replaceChildren(
      ...answer.opened.map(({ day, by, what }) => {
        const item = document.createElement("li");
        const pattern = this.words.opened[what] ?? this.words.opened.what;
        item.textContent = fill(pattern, { day: this.day(day), by });
        return item;
      }),
    );
  }

  /** Shows the person's own words. */
  renderWords(what: What): void {
    const own = this.slot("own-words");
    const lines = [what.story ?? "", ...(what.urls ?? []), ...(what.accounts ?? []), what.payment ?? ""].filter(Boolean);
    own.replaceChildren(
      ...lines.map((line) => {
        const paragraph = document.createElement("p");
        paragraph.textContent = line;
        return paragraph;
      }),
    );
    own.hidden = false;
  }

  /** Says in one line what has been done, or what went wrong. */
  say(line: string): void {
    const done = this.slot("done");
    show(done, line !== "", line);
    if (line) done.scrollIntoView({ block: "nearest" });
  }

  /** Shows the result of a proof. */
  renderProof(result: "proven" | "pending" | "failed"): void {
    const words = { proven: this.words.proven, pending: this.words.proofPending, failed: this.words.proofFailed };
    show(this.slot("proven"), result === "proven", words.proven);
    show(this.slot("unproven"), result !== "proven", result === "proven" ? "" : words[result]);
  }

  /** What stands in the field for a message. */
  get field(): HTMLTextAreaElement {
    return need<HTMLTextAreaElement>("textarea[name=text]", this.place);
  }
}
