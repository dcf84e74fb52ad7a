/** The draft: what a person has ticked and typed so far. It lives in this variable only, and is gone with the page. */

import { all } from "../dom";

/** What `data-begin` of the form says. */
export interface Begin {
  door: "me" | "other" | "saw" | "appeal";
  lang: string;
  /** Number of the step that the server has rendered. */
  step: number;
  /** Codes that were already given without script, by field. */
  given: Record<string, string[]>;
  /** Whether words, links, files or ways of contact were given without script. */
  words_given: boolean;
}

/** Values by name of field, and the files that were chosen. */
export class Draft {
  private readonly values = new Map<string, string[]>();
  files: File[] = [];
  /** What was said instead of written. */
  voice: File | null = null;

  constructor(readonly door: Begin["door"], given: Record<string, string[]> = {}) {
    for (const [name, values] of Object.entries(given)) this.values.set(name, values);
  }

  /** All values of a field. */
  many(name: string): string[] {
    return this.values.get(name) ?? [];
  }

  /** The only value of a field, trimmed; empty when there is none. */
  one(name: string): string {
    return (this.many(name)[0] ?? "").trim();
  }

  /** The lines of a field, without empty ones. */
  lines(name: string): string[] {
    return this.one(name).split("\n").map((line) => line.trim()).filter(Boolean);
  }

  /** Takes over what stands in the fields of a step. */
  take(step: ParentNode): void {
    const found = new Map<string, string[]>();
    for (const field of all<HTMLInputElement>("input[name], select[name], textarea[name]", step)) {
      if (field.type === "file" || field.name === "state" || field.name.startsWith("group")) continue;
      const ticked = field.type !== "checkbox" && field.type !== "radio" ? field.value !== "" : field.checked;
      const values = found.get(field.name) ?? [];
      if (ticked) values.push(field.value);
      found.set(field.name, values);
    }
    found.forEach((values, name) => this.values.set(name, values));
  }

  /** Puts the values back into the fields of a step. */
  putInto(step: ParentNode): void {
    for (const field of all<HTMLInputElement>("input[name], select[name], textarea[name]", step)) {
      const values = this.values.get(field.name);
      if (!values || field.type === "file") continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
    }
  }

  /** All that is sealed as a file. */
  get enclosed(): File[] {
    return this.voice ? [...this.files, this.voice] : this.files;
  }

  /** Another age: what belongs to the path that was left is forgotten, and under 13 all that is not asked there. */
  changePath(): void {
    this.forget(this.path === "path.u13" ? OLDER : OF_PATH);
    if (this.path !== "path.u13") return;
    this.files = [];
    this.voice = null;
  }

  /** Forgets the answers of these fields. */
  forget(names: readonly string[]): void {
    for (const name of names) this.values.delete(name);
  }

  /** The age path: chosen on the door "about me", fixed on the others (data/paths.json). */
  get path(): string {
    if (this.door === "other") return "path.18";
    if (this.door !== "me") return "path.unsaid";
    const me = this.one("me");
    if (me === "rep.self.then_child") return "path.18";
    return me || "path.unsaid";
  }

  /** Ways of contact that were filled in. */
  get ways(): { kind: string; value: string }[] {
    return Array.from(this.values.keys())
      .filter((name) => name.startsWith("way."))
      .map((name) => ({ kind: name.slice(4), value: this.one(name) }))
      .filter((way) => way.value !== "");
  }
}

/** Fields whose answers belong to one age path and are forgotten when the person chooses another. */
export const OF_PATH = ["harms", "relation", "age", "gender", "area", "wanted", "consent", "contact"];

/** What is asked behind "More". */
export const MORE = [
  "first_seen", "last_seen", "still_up", "posted_again", "told", "pictured", "support",
  "when", "number", "demand", "deadline", "amount", "trusted", "school",
];

/** What a child under 13 is not asked, and is forgotten when an older path had it. */
export const OLDER = [...OF_PATH, ...MORE, "urls", "accounts", "payment", "platforms"];

/** What is asked where the alleged person is near. */
export const SAFETY = ["with_now", "sees_device"];
