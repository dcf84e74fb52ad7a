/** What an opened mailbox shows: fills the view that the server rendered empty. Only verified things come here. */

import { all, copyOf, countryName, fill, need, show } from "../dom";
import type { What } from "../../seal";
import type { Answer, Box, Given, Shown } from "./box";
import { fileRow, takeFiles } from "../choose";
import type { Words } from "./words";

/** Own words of so many characters scroll in their own place. */
const LONG = 6000;

/** The empty mailbox in the voice that fits its reader. */
function template(parts: Document, voice: string): HTMLTemplateElement {
  const fits = parts.querySelector<HTMLTemplateElement>(`template#view-${CSS.escape(voice)}`);
  return fits ?? need<HTMLTemplateElement>("template#view-own", parts);
}

/** Whether a platform may have them. */
function stands({ state }: Given): boolean {
  return state === "given" || state === "fetched";
}

/** The view of one mailbox. */
export class View {
  readonly form: HTMLFormElement;
  readonly words: Words;
  /** Files that go with the next message. */
  files: File[] = [];

  constructor(
    private readonly place: HTMLElement,
    private readonly lang: string,
    private readonly parts: Document,
    voice: string,
  ) {
    const chosen = template(parts, voice);
    this.words = JSON.parse(chosen.dataset.words ?? "{}") as Words;
    place.replaceChildren(copyOf(chosen));
    this.form = need<HTMLFormElement>("#mail", place);
    this.attach();
  }

  /** Makes the list of files that go with the next message live. */
  private attach(): void {
    const input = need<HTMLInputElement>("input[type=file]", this.slot("attach"));
    input.addEventListener("change", () => {
      const problem = takeFiles(input, this.files, this.words);
      show(this.slot("files-wrong"), problem !== "", problem);
      this.renderFiles();
    });
    this.renderFiles();
  }

  private renderFiles(): void {
    const drop = (file: File) => {
      this.files.splice(this.files.indexOf(file), 1);
      this.renderFiles();
    };
    this.slot("chosen").replaceChildren(...this.files.map((file) => fileRow(file, this.words.remove, drop)));
  }

  /** Whether the person has said what the files show (care 4.1); says so when not. */
  filesAreConfirmed(): boolean {
    const box = need<HTMLInputElement>("input[name=files_shown]", this.slot("attach"));
    const fine = this.files.length === 0 || box.checked;
    show(this.slot("files-wrong"), !fine, fine ? "" : this.words.filesWrong);
    if (!fine) box.focus();
    return fine;
  }

  /** Forgets what was written and chosen, once it is sent. */
  clear(): void {
    this.field.value = "";
    this.files = [];
    this.renderFiles();
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
    this.renderStatus(box.answer);
    this.renderMessages(box);
    this.renderPermissions(box.answer, box.sound && !box.answer.reduced);
    this.renderGiven(box.answer, box.sound);
    this.renderOpened(box);
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

  private renderStatus(answer: Answer): void {
    this.slot("status").textContent = this.words.statuses[answer.status] ?? answer.status;
    for (const stop of all("[data-stop]", this.slot("path"))) {
      const name = stop.dataset.stop ?? "";
      const done = answer.done?.includes(name) ?? false;
      stop.hidden = !(answer.path?.includes(name) ?? false);
      stop.classList.toggle("done", done);
      need<HTMLElement>("[data-done]", stop).hidden = !done;
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

  private message(template: HTMLTemplateElement, { link, text, files, broken }: Shown): DocumentFragment {
    const copy = copyOf(template);
    const item = need("li", copy);
    item.className = `message ${broken ? "broken" : link.direction === "team" ? "theirs" : "mine"}`;
    const team = fill(this.words.fromTeam, { desk: link.staff?.desk ?? "" });
    need("[data-slot=from]", copy).textContent = broken ? "" : link.direction === "team" ? team : this.words.fromMe;
    need("[data-slot=text]", copy).textContent = broken ? this.words.brokenText : text;
    show(need("[data-slot=files]", copy), files > 0, fill(this.words.withFiles, { n: files }));
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

  /** Who has, or had, hashes of the person's own images. */
  private renderGiven({ given = [], reduced }: Answer, sound: boolean): void {
    show(this.slot("given"), given.length > 0);
    if (reduced) {
      // A found code does not tell that there are pictures (care 1.2).
      this.slot("given-title").textContent = this.words.givenQuiet;
      this.slot("given-hint").textContent = this.words.givenQuietHint;
    }
    this.slot("given-list").replaceChildren(...given.map((one) => this.givenRow(one, sound)));
    show(this.slot("given-all"), sound && given.some(stands));
  }

  private givenRow(one: Given, sound: boolean): HTMLElement {
    const item = document.createElement("li");
    const line = document.createElement("span");
    const name = `${one.name} (${countryName(one.country, this.lang)})`;
    const quiet = stands(one) ? this.words.givenQuietStands : this.words.givenQuietGone;
    const pattern = one.to ? this.words.given[one.state] : quiet;
    line.textContent = fill(pattern, { name, day: this.day(one.day), n: one.items });
    item.append(line);
    if (!sound || !one.to || !stands(one)) return item;
    const button = document.createElement("button");
    button.className = "quiet";
    button.name = "act";
    button.value = `withdraw-release ${one.to}`;
    button.textContent = this.words.givenTakeBack;
    button.setAttribute("aria-label", `${this.words.givenTakeBack}: ${name}`);
    item.append(" ", button);
    return item;
  }

  private renderOpened(box: Box): void {
    const { answer } = box;
    // The reduced view is not told who opened it: it must not say that nobody did.
    show(this.slot("looks"), !answer.reduced);
    show(this.slot("not-opened"), answer.opened.length === 0);
    this.slot("opened").replaceChildren(
      ...answer.opened.map(({ day, by, what, why }) => {
        const item = document.createElement("li");
        const pattern = this.words.opened[what] ?? this.words.opened.what;
        const reason = why ? this.words.reasons[why] : undefined;
        const line = fill(pattern, { day: this.day(day), by });
        item.textContent = reason ? `${line}. ${fill(this.words.openedWhy, { why: reason })}` : line;
        return item;
      }),
    );
    const asked = answer.asked ?? [];
    show(this.slot("asked"), asked.length > 0, fill(this.words.asked, { services: asked.join(", ") }));
    show(this.slot("support"), answer.support === true && box.may("messages"));
    show(this.slot("after"), box.may("messages") && answer.voice !== undefined && (answer.path?.includes("answer") ?? false) && !answer.path?.includes("appeal"));
  }

  /** Shows the person's own words. */
  renderWords(what: What): void {
    const own = this.slot("own-words");
    const more = [what.when, what.number, what.demand, what.deadline, what.amount, what.payment, what.trusted, what.school];
    const told = [what.story, ...(what.urls ?? []), ...(what.accounts ?? []), ...more];
    const lines = told.filter((line): line is string => Boolean(line));
    own.replaceChildren(
      ...lines.map((line) => {
        const paragraph = document.createElement("p");
        paragraph.textContent = line;
        // A list of hashes is as long as the pictures are many: it scrolls in its own place, also by keyboard.
        if (line.length > LONG) {
          paragraph.className = "long";
          paragraph.tabIndex = 0;
        }
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
