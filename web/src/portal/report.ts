/**
 * The form with script: it takes over the steps that the server would serve one by one, so that nothing is sent before
 * the person presses Send. If anything is missing here, the plain form of the page stays in charge.
 */

import { all, arriveAt, beginOf, copyOf, fill, jsonIn, need, show } from "./dom";
import { showCards } from "./report/cards";
import { keepOneAnswer, showUrgent, urgentOf } from "./report/danger";
import { Draft, MORE, SAFETY, type Begin } from "./report/draft";
import { filesAreConfirmed, listFiles } from "./report/files";
import { Listen } from "./report/listen";
import { implicated, openCodes } from "./report/open";
import { offerPicture } from "./report/picture";
import { ShownReceipt } from "./report/receipt";
import { KeyIsWrong, sealReport, sendReport, type Node, type SealedReport } from "./report/send";
import { fillSummary, gatherLabels } from "./report/summary";
import { VoiceNote } from "./report/voice";
import type { Words } from "./report/words";
import { Refused } from "./upload";

class Form {
  private readonly form = need<HTMLFormElement>("#report");
  private readonly blocks = need("#blocks");
  private readonly heading = need("h1", this.form);
  private readonly failed = need("#failed");
  private readonly labels = new Map<string, string>();
  private readonly implicates = new Map<string, string[]>();
  private readonly near = new Set<string>();
  private readonly words: Words;
  private readonly node: Node;
  private readonly draft: Draft;
  private readonly receipt: ShownReceipt;
  private readonly cards: HTMLElement[];
  private readonly listen: Listen;
  private readonly voice: VoiceNote;
  private step: number;
  private sealed: SealedReport | null = null;
  private busy = false;

  constructor(private readonly begin: Begin, private readonly parts: Document) {
    this.words = jsonIn<Words>("template[data-words]", parts);
    this.node = jsonIn<Node>("template[data-node]", parts);
    this.draft = new Draft(begin.door, begin.given);
    this.receipt = new ShownReceipt(this.words);
    this.cards = all("[data-rule]", need<HTMLTemplateElement>("template[data-all-cards]", parts).content);
    this.listen = new Listen(begin.lang, this.words, need(".where", this.form));
    this.voice = new VoiceNote(this.draft);
    this.step = begin.step;
    this.gatherRelations();
    // What the server's own page says about itself no longer holds.
    for (const plain of all("[data-plain]", this.blocks)) plain.remove();
    this.form.addEventListener("submit", (event) => this.onSubmit(event as SubmitEvent));
    this.prepare();
    this.form.dataset.sealing = "true";
    need("#honest strong").textContent = this.words.sealedTitle;
    need("#honest").lastChild!.textContent = ` ${this.words.sealed}`;
  }

  /** What relations mean: told with the choices, also to a script that came after they were ticked. */
  private gatherRelations(): void {
    for (const piece of all<HTMLTemplateElement>("template[data-piece]", this.parts)) {
      for (const input of all<HTMLInputElement>("[data-implicates]", piece.content)) {
        this.implicates.set(input.value, (input.dataset.implicates ?? "").split(" "));
      }
      for (const input of all<HTMLInputElement>("[data-near]", piece.content)) this.near.add(input.value);
    }
  }

  /** The first step is the same for all paths of a door: only there does the person say which path is theirs. */
  private template(step: number): HTMLTemplateElement {
    const path = step === 1 ? "" : `[data-path="${this.draft.path}"]`;
    return need(`template${path}[data-step="${step}"]`, this.parts);
  }

  /** The content of a step: its pieces, which several paths may have in common. */
  private composed(template: HTMLTemplateElement): DocumentFragment[] {
    const pieces = all<HTMLTemplateElement>("template[data-piece]", this.parts);
    return (template.dataset.pieces ?? "").split(" ").map((place) => copyOf(pieces[Number(place)]));
  }

  /** The numbers that this draft calls for; none where nothing urgent was ticked. */
  private urgent(): DocumentFragment[] {
    const what = urgentOf(this.draft, this.words.urgent);
    const found = `template[data-urgent-of="${this.draft.path}"][data-what="${what}"]`;
    const template = this.parts.querySelector<HTMLTemplateElement>(found);
    return template ? this.composed(template) : [];
  }

  /** Advice stands above the step in which words are asked, so that it comes before they are written. */
  private placeCards(): void {
    if (!this.blocks.querySelector("[data-block=story]")) return;
    const place = document.createElement("div");
    place.className = "cards";
    place.dataset.cards = "2";
    this.blocks.prepend(place);
  }

  private get isLast(): boolean {
    return this.blocks.querySelector("[data-block=review]") !== null;
  }

  private onSubmit(event: SubmitEvent): void {
    const button = event.submitter as HTMLButtonElement | null;
    // The languages' buttons reload the page; they stand on the first step only, where nothing is lost by it.
    if (button?.name === "speak") return;
    event.preventDefault();
    if (this.busy) return;
    this.voice.stop();
    const go = button?.value ?? "next";
    if (go === "back") return this.back();
    if (go !== "skip" && !this.mayLeave()) return;
    if (this.isLast) return void this.send();
    const before = this.draft.path;
    if (go !== "skip") this.draft.take(this.blocks);
    if (this.draft.path !== before) this.draft.changePath();
    this.show(this.step + 1);
  }

  /** What must be right before a step is left: what files show, and that the code is kept. */
  private mayLeave(): boolean {
    if (!filesAreConfirmed(this.blocks, this.draft, this.words)) return false;
    const asked = this.blocks.querySelector("[data-asked]") !== null;
    const optional = this.draft.path === "path.u13";
    return !asked || optional || this.receipt.isTypedBack(this.blocks);
  }

  private back(): void {
    if (this.step === 1) return location.assign(`/?lang=${this.begin.lang}`);
    this.draft.take(this.blocks);
    this.show(this.step - 1);
  }

  private show(step: number): void {
    this.sealed = null;
    show(this.failed, false);
    const template = this.template(step);
    this.blocks.replaceChildren(...this.composed(template));
    this.placeCards();
    this.heading.textContent = template.dataset.title ?? "";
    this.step = step;
    this.prepare();
    arriveAt(this.heading);
  }

  /** Makes a step that has just come in live. */
  private prepare(): void {
    gatherLabels(this.blocks, this.labels);
    this.speakToChild();
    this.draft.putInto(this.blocks);
    keepOneAnswer(this.blocks);
    if (this.step > 1) showUrgent(this.blocks, this.urgent());
    this.askOfNear();
    this.tickFeared();
    const mayConsent = !implicated(this.draft, this.implicates);
    const consent = this.blocks.querySelector<HTMLElement>("[data-block=consent]");
    if (consent) consent.hidden = !mayConsent;
    showCards(this.blocks, this.cards, this.draft);
    listFiles(this.blocks, this.draft, this.words);
    this.voice.offer(this.blocks);
    this.listen.stop();
    // Before the age is known, whoever cannot read well may be the youngest.
    this.listen.offer(this.draft.path === "path.u13" || (this.step === 1 && this.draft.door === "me"));
    this.receipt.fillInto(this.blocks);
    offerPicture(this.blocks, this.receipt.receipt);
    fillSummary(this.blocks, this.draft, this.labels, this.words, mayConsent);
    for (const more of all<HTMLDetailsElement>("details.more", this.blocks)) {
      more.open = more.querySelector("input:checked") !== null;
    }
    for (const known of all<HTMLDetailsElement>("details.known", this.blocks)) {
      known.open = MORE.some((name) => this.draft.one(name) !== "");
    }
    show(need("#honest"), this.step === 1 || this.blocks.querySelector("[data-block=story]") !== null);
    for (const languages of all("header .languages")) languages.hidden = this.step > 1;
    const last = this.isLast;
    const next = need<HTMLButtonElement>(".go .primary", this.form);
    next.textContent = last ? this.words.send : this.words.next;
    const kept = this.blocks.querySelector("[data-asked]") === null;
    for (const skip of all<HTMLButtonElement>(".go button[value=skip]", this.form)) skip.hidden = last || !kept;
  }

  /** The first step is asked before the age is known; a child reads its answers again in a child's words. */
  private speakToChild(): void {
    if (this.draft.path !== "path.u13") return;
    for (const [code, words] of Object.entries(this.words.childDanger)) this.labels.set(`danger ${code}`, words);
  }

  /** The question about a person who is near is asked only where one was named; another name forgets the answer. */
  private askOfNear(): void {
    if (this.near.has(this.draft.one("relation"))) return;
    const asked = this.blocks.querySelector("[data-block=safety]");
    if (!asked) return;
    asked.remove();
    this.draft.forget(SAFETY);
  }

  /** Who came because of a threat finds it ticked, once; they can change it. */
  private tickFeared(): void {
    const choice = this.blocks.querySelector<HTMLInputElement>("[data-feared]");
    if (!choice || this.draft.one("feared") === "") return;
    this.draft.forget(["feared"]);
    if (this.draft.many("harms").length === 0) choice.checked = true;
  }

  private async send(): Promise<void> {
    this.draft.take(this.blocks);
    const button = need<HTMLButtonElement>(".go .primary", this.form);
    this.busy = true;
    button.disabled = true;
    show(this.failed, false);
    button.textContent = this.words.sending;
    try {
      const open = openCodes(this.draft, !implicated(this.draft, this.implicates));
      this.sealed ??= await sealReport(this.draft, open, this.receipt.receipt, this.node, this.begin.lang);
      await sendReport(this.sealed, this.begin.lang, (n, of) => {
        button.textContent = fill(this.words.sendingFile, { n, of });
      });
      this.arrived();
    } catch (error) {
      show(this.failed, true, this.problem(error));
      this.failed.focus();
    } finally {
      this.busy = false;
      button.disabled = false;
      button.textContent = this.words.send;
    }
  }

  private problem(error: unknown): string {
    if (error instanceof KeyIsWrong) return this.words.keyWrong;
    if (error instanceof Refused) return this.words.refused;
    return this.words.failed;
  }

  /** The page after sending; what was typed is gone from it. */
  private arrived(): void {
    const template = need<HTMLTemplateElement>(`template[data-sent="${this.draft.path}"]`, this.parts);
    const main = need("main");
    const page = document.createDocumentFragment();
    page.append(...this.composed(template));
    this.listen.stop();
    showCards(page, this.cards, this.draft);
    for (const place of all("[data-urgent-place]", page)) showUrgent(place, this.urgent());
    this.receipt.fillInto(page);
    main.replaceChildren(page);
    arriveAt(need("h1", main));
  }
}

async function start(): Promise<void> {
  const begin = beginOf<Begin>("#report");
  // Once words were given to the server, its way is kept to the end: a half promise would be none.
  if (begin.words_given) return;
  const answer = await fetch(`/report/steps?door=${begin.door}&lang=${begin.lang}`);
  if (!answer.ok) return;
  const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
  new Form(begin, parts);
}

void start().catch(() => { 
  // The plain form is complete without this script, and says what it does.
});
