/** What a person has chosen, what became of it, and the list of what would leave. Names of files stay on this page. */

import { copyOf, fill, need } from "../dom";
import type { Digests } from "./hasher";
import type { Words } from "./words";
import { QUALITY_FLOOR, type PictureHash, type Trouble, type Word } from "./work";

/** How many files one person protects at a time. */
export const MOST = 50;

/** A hash as it would be sent. */
export interface Signal {
  /** Which picture or video it is of, from 1. */
  item: number;
  kind: "pdq" | "video_sha256" | "video_md5";
  value: string;
  quality?: number;
}

type State =
  | { is: "waiting" }
  | { is: "cancelled" }
  | { is: "picture"; hashes: PictureHash[] }
  | { is: "video"; digests: Digests }
  | { is: "trouble"; trouble: Trouble };

/** One chosen file. */
export class Chosen {
  state: State = { is: "waiting" };
  readonly video: boolean;
  /** Whether the person has opened the list of its cut copies. */
  private unfolded = false;

  constructor(readonly file: File, readonly n: number) {
    this.video = file.type.startsWith("video/");
  }

  /** Takes what the worker said. */
  take(word: Word): void {
    if (word.say === "picture") this.state = { is: "picture", hashes: word.hashes };
    else if (word.say === "video") this.state = { is: "video", digests: word.digests };
    else if (word.say === "trouble") this.state = { is: "trouble", trouble: word.trouble };
  }

  /** What of it would leave; nothing of a picture that says too little. */
  get signals(): Signal[] {
    const { state, n: item } = this;
    if (state.is === "video") {
      return [
        { item, kind: "video_sha256", value: state.digests.sha256 },
        { item, kind: "video_md5", value: state.digests.md5 },
      ];
    }
    if (state.is !== "picture") return [];
    return state.hashes
      .filter(({ quality }) => quality >= QUALITY_FLOOR)
      .map(({ hash, quality }) => ({ item, kind: "pdq", value: hash, quality }));
  }

  /** Its name on the page: never that of its file. */
  title(words: Words): string {
    return fill(this.video ? words.video : words.picture, { n: this.n });
  }

  private line(words: Words, twice: boolean): string {
    const { state } = this;
    if (twice) return words.twice;
    switch (state.is) {
      case "waiting":
        return words.waiting;
      case "cancelled":
        return words.cancelled;
      case "trouble":
        return words.troubles[state.trouble];
      default:
        return this.signals.length ? words.ready : words.low;
    }
  }

  /** Its row, with the button that takes it out again. */
  row(template: HTMLTemplateElement, words: Words, twice: boolean, onRemove: () => void): DocumentFragment {
    const copy = copyOf(template);
    const title = this.title(words);
    need("[data-slot=kind]", copy).textContent = title;
    need("[data-slot=name]", copy).textContent = this.file.name;
    const line = need("[data-slot=line]", copy);
    line.textContent = this.line(words, twice);
    line.classList.toggle("wrong", this.state.is === "trouble" || this.line(words, twice) === words.low);
    const remove = need("[data-remove]", copy);
    remove.setAttribute("aria-label", `${remove.textContent ?? ""}: ${title}`);
    remove.addEventListener("click", onRemove);
    return copy;
  }

  /** What would leave of it, each hash with its kind; `leaving` is what leaves of all. */
  leaving(words: Words, leaving: readonly Signal[]): HTMLElement {
    const item = document.createElement("li");
    const title = document.createElement("strong");
    title.textContent = this.title(words);
    item.append(title);
    const own = leaving.filter(({ item }) => item === this.n);
    const cut = own.filter((signal) => this.hashOf(signal)?.cut);
    item.append(...own.filter((signal) => !cut.includes(signal)).map((signal) => this.signalLine(signal, words)));
    if (cut.length) item.append(this.folded(cut, words));
    return item;
  }

  /** The hashes of cut copies: all there, behind a line that says how many. */
  private folded(cut: readonly Signal[], words: Words): HTMLElement {
    const fold = document.createElement("details");
    const summary = document.createElement("summary");
    fold.className = "fold";
    summary.textContent = fill(words.cut, { n: cut.length });
    fold.append(summary, ...cut.map((signal) => this.signalLine(signal, words)));
    fold.open = this.unfolded;
    fold.addEventListener("toggle", () => (this.unfolded = fold.open));
    return fold;
  }

  private hashOf({ value }: Signal): PictureHash | undefined {
    return this.state.is === "picture" ? this.state.hashes.find(({ hash }) => hash === value) : undefined;
  }

  private signalLine(signal: Signal, words: Words): HTMLElement {
    const { kind, value, quality } = signal;
    const line = document.createElement("p");
    const name = document.createElement("span");
    const code = document.createElement("code");
    const pdq = this.hashOf(signal)?.turned ? words.pdqTurned : words.pdq;
    name.textContent = kind === "pdq" ? fill(pdq, { quality: quality ?? 0 }) : kind === "video_md5" ? "MD5" : "SHA-256";
    code.textContent = value;
    line.append(name, " ", code);
    return line;
  }
}

/** What of all files would leave, each hash once. */
export function signalsOf(chosen: readonly Chosen[]): Signal[] {
  const seen = new Set<string>();
  return chosen
    .flatMap((one) => one.signals)
    .filter(({ kind, value }) => !seen.has(`${kind} ${value}`) && Boolean(seen.add(`${kind} ${value}`)));
}

/** Whether everything that this file gives is given by one before it. */
export function isTwice(one: Chosen, chosen: readonly Chosen[]): boolean {
  const before = new Set(signalsOf(chosen.slice(0, chosen.indexOf(one))).map(({ value }) => value));
  return one.signals.length > 0 && one.signals.every(({ value }) => before.has(value));
}
