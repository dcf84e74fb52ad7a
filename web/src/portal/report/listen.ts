/**
 * "Listen": a step of the youngest read aloud (reporting 3.3).
 *
 * Only with a voice that the device itself has for the language: other voices send the text to a company to be spoken.
 * No recording ships: people who speak would have to record every sentence anew in each language whenever a word
 * changes, or the ear would hear something else than the eye reads; four steps in three languages weigh some
 * megabytes; and which file is fetched would tell the network which step a child has reached. Where the device has no
 * voice of its own, the button is not there.
 */

import { all } from "../dom";
import type { Words } from "./words";

/** Elements that say something. Not the code, and nothing that the child wrote: somebody may be listening. */
const SAID = "h1, h2, h3, legend, p, label, .note, summary, .numbers li";

function voiceFor(lang: string): SpeechSynthesisVoice | undefined {
  const own = speechSynthesis.getVoices().filter((voice) => voice.localService);
  return own.find((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === lang);
}

/** What is said of a page, one piece for each element: a long text would be cut by some browsers. */
export function sayable(within: ParentNode): string[] {
  const closed = (element: HTMLElement) => element.tagName !== "SUMMARY" && element.closest("details:not([open])") !== null;
  const said = all(SAID, within).filter((element) => !element.parentElement?.closest(SAID));
  const seen = said.filter((element) => element.offsetParent !== null && !closed(element));
  return seen.map((element) => element.innerText.replace(/\s+/g, " ").trim()).filter(Boolean);
}

/** The button, where there is a voice. */
export class Listen {
  /** Made here: a browser without script has no use for it, and a text browser would print it. */
  private readonly button = document.createElement("button");
  private wanted = false;
  /** Counts the readings, so that the end of one that was stopped does not end the next. */
  private reading = 0;

  constructor(private readonly lang: string, private readonly words: Words, beside: HTMLElement) {
    this.button.type = "button";
    this.button.className = "quiet";
    this.button.dataset.listen = "";
    this.button.hidden = true;
    this.button.textContent = words.listen;
    beside.append(this.button);
    if (typeof speechSynthesis === "undefined") return;
    this.button.addEventListener("click", () => (speechSynthesis.speaking ? this.stop() : this.read()));
    // Voices come late in some browsers.
    speechSynthesis.addEventListener?.("voiceschanged", () => this.offer(this.wanted));
    addEventListener("pagehide", () => speechSynthesis.cancel());
  }

  /** Shows the button on a step of the youngest, hides it elsewhere; what is being read stops. */
  offer(wanted: boolean): void {
    if (typeof speechSynthesis === "undefined") return;
    this.wanted = wanted;
    this.button.hidden = !wanted || voiceFor(this.lang) === undefined;
  }

  /** Falls silent. */
  stop(): void {
    if (typeof speechSynthesis === "undefined") return;
    this.reading += 1;
    speechSynthesis.cancel();
    this.button.textContent = this.words.listen;
  }

  private read(): void {
    const voice = voiceFor(this.lang);
    const main = document.querySelector("#blocks");
    if (!voice || !main) return;
    this.stop();
    const reading = this.reading;
    const said = sayable(main).map((text) => {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      utterance.rate = 0.9;
      return utterance;
    });
    const last = said[said.length - 1];
    if (!last) return;
    last.addEventListener("end", () => reading === this.reading && this.stop());
    this.button.textContent = this.words.listenStop;
    said.forEach((utterance) => speechSynthesis.speak(utterance));
  }
}
