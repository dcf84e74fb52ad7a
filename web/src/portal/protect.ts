/**
 * Protect my images, with script: pictures and videos are hashed on this device, and the page shows every hash that would
 * leave before one does. Without script the page says what can be done instead.
 */

import { arriveAt, beginOf, copyOf, fill, need, show } from "./dom";
import { Chosen, MOST, isTwice, signalsOf } from "./protect/chosen";
import { Giving, type Age } from "./protect/giving";
import { Queue } from "./protect/queue";
import type { Words } from "./protect/words";

interface Begin {
  lang: string;
  offline: string;
}

/** Asks for the age, which decides the words and who may be offered what. */
class Ages {
  constructor(private readonly place: HTMLElement, private readonly parts: Document, private readonly lang: string) {
    place.replaceChildren(copyOf(need<HTMLTemplateElement>("template#age", parts)));
    need<HTMLFormElement>("#ages", place).addEventListener("submit", (event) => {
      event.preventDefault();
      this.next();
    });
  }

  private next(): void {
    const said = this.place.querySelector<HTMLInputElement>("input[name=me]:checked");
    show(need("#age-wrong", this.place), !said);
    if (!said) return need<HTMLInputElement>("input[name=me]", this.place).focus();
    new Flow(this.place, this.parts, {
      code: said.value,
      voice: said.dataset.voice ?? "own",
    }, this.lang);
  }
}

/** Choosing, hashing, and what would leave. */
class Flow {
  readonly words: Words;
  private readonly queue = new Queue();
  private readonly row: HTMLTemplateElement;
  private chosen: Chosen[] = [];
  private count = 0;
  /** The file that the worker reads. */
  private current: Chosen | null = null;

  constructor(private readonly place: HTMLElement, parts: Document, age: Age, lang: string) {
    const flow = need<HTMLTemplateElement>(`template#flow-${age.voice}`, parts);
    this.words = JSON.parse(flow.dataset.words ?? "{}") as Words;
    this.row = need<HTMLTemplateElement>("template#row", parts);
    place.replaceChildren(copyOf(flow));
    const input = need<HTMLInputElement>("input[type=file]", place);
    input.addEventListener("change", () => this.take(input));
    need("[data-cancel]", place).addEventListener("click", () => this.queue.end());
    const giving = new Giving(place, parts, age, lang, this.words, () => signalsOf(this.chosen));
    need<HTMLFormElement>("#flow", place).addEventListener("submit", (event) => {
      event.preventDefault();
      void giving.send();
    });
    arriveAt(need("h2", place));
  }

  private slot(name: string): HTMLElement {
    return need(`[data-slot=${name}]`, this.place);
  }

  private take(input: HTMLInputElement): void {
    const files = Array.from(input.files ?? []);
    input.value = "";
    const fits = files.filter(({ type }) => /^(image|video)\//.test(type));
    const room = MOST - this.chosen.length;
    let problem = fits.length < files.length ? this.words.troubles.kind : "";
    if (fits.length > room) problem = fill(this.words.many, { most: MOST });
    show(need("#file-trouble", this.place), problem !== "", problem);
    for (const file of fits.slice(0, room)) this.chosen.push(new Chosen(file, ++this.count));
    this.render();
    if (!this.current) void this.work();
  }

  /** Hashes what waits, one file at a time. */
  private async work(): Promise<void> {
    const bar = need<HTMLProgressElement>("progress", this.place);
    for (let next = this.waiting(); next; next = this.waiting()) {
      this.current = next;
      show(this.slot("working"), true);
      const left = { n: this.chosen.indexOf(next) + 1, of: this.chosen.length };
      this.slot("working-line").textContent = fill(this.words.working, left);
      bar.value = 0;
      const task = { file: next.file, video: next.video };
      const word = await this.queue.hash(task, (done) => (bar.value = done));
      if (word) next.take(word);
      // Stopped: all that waits stops with it. Taken out: the others go on.
      else if (this.chosen.includes(next)) this.cancel();
      this.render();
    }
    this.current = null;
    show(this.slot("working"), false);
  }

  private cancel(): void {
    for (const one of this.chosen) if (one.state.is === "waiting") one.state = { is: "cancelled" };
  }

  private waiting(): Chosen | undefined {
    return this.chosen.find(({ state }) => state.is === "waiting");
  }

  private render(): void {
    const remove = (one: Chosen) => () => {
      this.chosen = this.chosen.filter((other) => other !== one);
      if (one === this.current) this.queue.end();
      this.render();
    };
    const rows = this.chosen.map((one) => one.row(this.row, this.words, isTwice(one, this.chosen), remove(one)));
    this.slot("files").replaceChildren(...rows);
    const signals = signalsOf(this.chosen);
    const leaving = this.chosen.filter(({ n }) => signals.some(({ item }) => item === n));
    for (const name of ["leaves", "whom"]) {
      const slot = this.place.querySelector<HTMLElement>(`[data-slot=${name}]`);
      if (slot) slot.hidden = signals.length === 0;
    }
    this.slot("list").replaceChildren(...leaving.map((one) => one.leaving(this.words, signals)));
  }
}

async function begin(place: HTMLElement, { lang, offline }: Begin): Promise<void> {
  try {
    const answer = await fetch(`/protect/view?lang=${lang}`);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    new Ages(place, new DOMParser().parseFromString(await answer.text(), "text/html"), lang);
  } catch {
    show(need("#cannot"), true, offline);
  }
}

const place = document.querySelector<HTMLElement>("#protect");
// A browser that cannot do it keeps the page that says what can be done instead.
if (place && typeof Worker !== "undefined" && typeof WebAssembly !== "undefined") {
  void begin(place, beginOf<Begin>("#protect"));
}
