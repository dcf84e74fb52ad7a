/**
 * `<khien-desk-form data-kind data-to data-thread>`: a request to another State, gathered from its fields into JSON.
 *
 * Every field says in `data-at` where its value stands (a JSON Pointer) and in `data-control` how it is read. The node
 * checks the whole in memory; what is wrong is told at its field and in a summary. A form that holds goes on as the event
 * `khien-form-ready`, whose `detail` is a `ReadyForm`: sealing and keeping it is another element's work.
 */

import { addItem, direct, removeItem } from "./desk-items";
import { find, make, onSubmit } from "./page";
import { post } from "./server";

/** A form with which nothing is wrong. */
export interface ReadyForm {
  kind: string;
  to: string;
  thread: string;
  form: Record<string, unknown>;
  warnings: Warning[];
}

export interface Problem {
  pointer: string;
  field: string;
  words: string;
  article: string | null;
  stops: boolean;
}

export interface Warning {
  code: string;
  words: string;
}

export interface Checked {
  holds: boolean;
  problems: Problem[];
  warnings: Warning[];
}

/** Stands for a day that the calendar lacks: the node says of it what is wrong. */
const NO_SUCH_DAY = "0000-00-00";

/** The value of a field; `undefined` where nothing was filled in. */
export function read(field: HTMLElement): unknown {
  if (field.hidden) return undefined;
  switch (field.dataset.control) {
    case "object":
      return readObject(field);
    case "list": {
      const items = direct(field).map(read).filter((value) => value !== undefined);
      return items.length || field.dataset.required !== undefined ? items : undefined;
    }
    case "several": {
      const ticked = [...field.querySelectorAll<HTMLInputElement>("input:checked")].map((input) => input.value);
      return ticked.length ? ticked : undefined;
    }
    case "truth":
    case "radio": {
      const value = field.querySelector<HTMLInputElement>("input:checked")?.value;
      return field.dataset.control === "truth" && value !== undefined ? value === "true" : value;
    }
    case "confirm":
      return find<HTMLInputElement>("input", field).checked || undefined;
    default:
      return readLine(field);
  }
}

/** An object keeps its place when it is required, so that its own fields can be missed. */
function readObject(field: HTMLElement): Record<string, unknown> | undefined {
  const object: Record<string, unknown> = {};
  for (const inner of direct(field)) {
    const value = read(inner);
    if (value !== undefined) object[nameOf(inner)] = value;
  }
  return field.dataset.required !== undefined || isFilled(object) ? object : undefined;
}

/** Whether anything was filled in below; what only holds a place does not count. */
function isFilled(value: unknown): boolean {
  return typeof value === "object" && value !== null ? Object.values(value).some(isFilled) : value !== undefined;
}

function readLine(field: HTMLElement): unknown {
  const input = find<HTMLInputElement>("input, textarea, select", field);
  // A day that the calendar lacks leaves the field empty for scripts, and so do letters in a number: it is wrong, and not missing.
  if (input.validity.badInput) return input.type === "date" ? NO_SUCH_DAY : `${NO_SUCH_DAY}T00:00:00Z`;
  const text = input.value.trim();
  if (!text) return undefined;
  if (field.dataset.control === "number") return Number(text);
  if (field.dataset.control === "instant") return `${text.length === 16 ? `${text}:00` : text}Z`;
  return text;
}

function nameOf(field: HTMLElement): string {
  return (field.dataset.at ?? "").split("/").pop() ?? "";
}

export class KhienDeskForm extends HTMLElement {
  private ready = false;

  connectedCallback(): void {
    if (this.ready) return;
    this.ready = true;
    const form = find<HTMLFormElement>("form.desk-form", this);
    find<HTMLButtonElement>("button.primary", form).disabled = false;
    for (const list of this.querySelectorAll<HTMLElement>("[data-control=list][data-required]")) addItem(list, false);
    form.addEventListener("click", (event) => this.press(event.target));
    form.addEventListener("input", () => this.changed());
    this.showNeeded();
    onSubmit(form, () => this.check());
    const letter = this.querySelector<HTMLFormElement>("form[data-letter]");
    if (!letter) return;
    letter.hidden = false;
    letter.addEventListener("submit", () => {
      const { within, thread } = this.dataset;
      const known = within ? { ref: thread } : {};
      find<HTMLInputElement>("[name=form]", letter).value = JSON.stringify({ ...known, ...this.value() });
    });
  }

  /** The form as it stands. */
  value(): Record<string, unknown> {
    const form: Record<string, unknown> = {};
    for (const field of direct(find<HTMLElement>("form.desk-form", this))) {
      const value = read(field);
      if (value !== undefined) form[nameOf(field)] = value;
    }
    return form;
  }

  private press(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement)) return;
    const list = target.closest<HTMLElement>("[data-control=list]");
    if (!list) return;
    if (target.dataset.add !== undefined) addItem(list, true);
    else if (target.dataset.remove !== undefined) removeItem(list, target);
    else return;
    this.changed();
  }

  /** What was proven of an earlier state is not true of this one. */
  private changed(): void {
    find<HTMLElement>("[data-holds]", this).hidden = true;
    this.showNeeded();
  }

  /** Fields that only an answer elsewhere makes needed stand hidden until it is given. */
  private showNeeded(): void {
    for (const field of this.querySelectorAll<HTMLElement>("[data-when-at]")) {
      const other = this.at(field.dataset.whenAt ?? "");
      const values = JSON.parse(field.dataset.whenIn ?? "[]") as unknown[];
      field.hidden = !other || !values.includes(read(other));
    }
    for (const section of this.querySelectorAll<HTMLElement>("[data-section]")) {
      section.hidden = !section.querySelector("[data-at]:not([hidden])");
    }
  }

  private at(pointer: string): HTMLElement | undefined {
    return [...this.querySelectorAll<HTMLElement>("[data-at]")].find((field) => field.dataset.at === pointer);
  }

  protected async check(): Promise<void> {
    const { kind = "", to = "", thread = "" } = this.dataset;
    const form = this.value();
    const checked = await post<Checked>("/console/desk/check", { kind, to, thread, form });
    this.tell(checked);
    if (!checked.holds) return;
    const detail: ReadyForm = { kind, to, thread, form, warnings: checked.warnings };
    this.dispatchEvent(new CustomEvent<ReadyForm>("khien-form-ready", { bubbles: true, detail }));
  }

  protected tell({ holds, problems, warnings }: Checked): void {
    for (const old of this.querySelectorAll("[data-problem]")) old.remove();
    for (const old of this.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid");
    const wrong = find<HTMLElement>("[data-wrong]", this);
    fill(wrong, problems.map((problem) => this.line(problem)));
    fill(find<HTMLElement>("[data-warned]", this), warnings.map(({ words }) => make("li", { text: words })));
    find<HTMLElement>("[data-holds]", this).hidden = !holds;
    if (problems.length) wrong.focus();
  }

  /** A problem at its field, and its line in the summary. */
  private line(problem: Problem): HTMLLIElement {
    const field = this.nearest(problem.pointer);
    const said = problem.article ? `${problem.words} ${problem.article}` : problem.words;
    if (!field) return make("li", { text: `${problem.field} ${said}`.trim() });
    const control = field.matches("fieldset") ? field : find<HTMLElement>("input, textarea, select", field);
    control.setAttribute("aria-invalid", "true");
    const words = field.matches("[data-at]") && field.dataset.at === problem.pointer ? said : `${problem.field}: ${said}`;
    const note = make("p", { text: words, class: "wrong", attributes: { "data-problem": "" } });
    (field.querySelector(":scope > legend") ?? field.querySelector(":scope > label"))?.after(note);
    const link = make("a", { text: `${problem.field}: ${problem.words}`, attributes: { href: `#${control.id}` } });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      for (let box = control.closest("details"); box; box = box.parentElement?.closest("details") ?? null) box.open = true;
      control.focus();
    });
    return make("li", {}, [link]);
  }

  /** The field of a place, or the nearest around it. */
  private nearest(pointer: string): HTMLElement | undefined {
    for (let place = pointer; place; place = place.slice(0, place.lastIndexOf("/"))) {
      const field = this.at(place);
      if (field && !field.hidden) return field;
    }
    return undefined;
  }
}

function fill(box: HTMLElement, lines: HTMLLIElement[]): void {
  find("ul", box).replaceChildren(...lines);
  box.hidden = lines.length === 0;
}
