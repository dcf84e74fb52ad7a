/**
 * A form against its data in a page that has no node to ask: what is missing, too long, of another type, or past. The node that takes the
 * request in checks all of it again (crates/desk/src/form/check.rs); identifiers and versions are checked there alone.
 */

import type { Problem } from "../console/desk-form";
import { say as sayKey } from "../console/words";

interface When {
  field: string;
  in: unknown[];
}

/** What a field asks, as the node told it to the page. */
export interface Asked {
  name: string;
  type: string;
  need: "required" | "optional" | "conditional";
  when: When | null;
  list: boolean;
  /** Items of a list: at least, at most. */
  items: [number, number];
  min: number | null;
  max: number | null;
  fields: Asked[];
  equals: unknown;
  options: string[] | null;
  not_before: string | null;
  within_hours: number | null;
  future: boolean;
  not_prefix: string[];
  min_when: { when: When; min: number } | null;
  directory: boolean;
  label: string;
  article: string | null;
}

type Form = Record<string, unknown>;

const HOUR = 3_600_000;
/** How text of a type is written. */
const WRITTEN: Record<string, RegExp> = {
  t: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, d: /^\d{4}-\d\d-\d\d$/, ref: /^[0-9a-f]{32}$/, h: /^[0-9a-f]{64}$/, c: /^[A-Z]{2}$/,
  l: /^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$/,
};

const holds = (when: When | null, siblings: Form) => when !== null && when.in.includes(siblings[when.field]);
const digits = (text: string) => text.replace(/\D/g, "");

class Walk {
  readonly problems: Problem[] = [];

  constructor(private readonly now: number, private readonly numbers: readonly string[]) {}

  private tell(pointer: string, field: Asked, code: string, values: Record<string, string | number> = {}): void {
    const words = sayKey(`desk-form-problem-${code}`, values);
    this.problems.push({ pointer, field: field.label, words, article: field.article, stops: true });
  }

  object(fields: readonly Asked[], form: Form, at: string): void {
    for (const field of fields) {
      const [value, pointer] = [form[field.name], `${at}/${field.name}`];
      if (value !== undefined) this.field(field, value, form, pointer);
      else if (field.need === "required" || (field.need === "conditional" && holds(field.when, form))) this.tell(pointer, field, "missing");
    }
  }

  private field(field: Asked, value: unknown, siblings: Form, pointer: string): void {
    if (!field.list) {
      this.single(field, value, siblings, pointer);
      return;
    }
    const list = Array.isArray(value) ? value : [];
    const [least, most] = field.items;
    if (list.length < least) this.tell(pointer, field, "too-few", { n: least });
    if (list.length > most) this.tell(pointer, field, "too-many", { n: most });
    for (const [n, item] of list.entries()) this.single(field, item, siblings, `${pointer}/${n}`);
  }

  private single(field: Asked, value: unknown, siblings: Form, pointer: string): void {
    const before = this.problems.length;
    if (field.type === "o") this.object(field.fields, value as Form, pointer);
    else if (field.type === "n") this.number(field, value, siblings, pointer);
    else if (field.type !== "b") this.written(field, String(value), siblings, pointer);
    const fits = this.problems.length === before && field.equals !== null && field.equals !== undefined;
    if (fits && field.equals !== value) this.tell(pointer, field, "must-be");
  }

  private number(field: Asked, value: unknown, siblings: Form, pointer: string): void {
    if (typeof value !== "number" || !Number.isSafeInteger(value)) this.tell(pointer, field, "not-a", { type: sayKey("desk-form-type-n") });
    else if (field.min !== null && value < field.min) this.tell(pointer, field, "too-small", { n: field.min });
    else if (field.max !== null && value > field.max) this.tell(pointer, field, "too-large", { n: field.max });
    else if (field.min_when && holds(field.min_when.when, siblings) && value < field.min_when.min) {
      this.tell(pointer, field, "below-line", { n: field.min_when.min });
    }
  }

  private written(field: Asked, value: string, siblings: Form, pointer: string): void {
    if (WRITTEN[field.type] && !WRITTEN[field.type]?.test(value)) {
      this.tell(pointer, field, "not-a", { type: sayKey(`desk-form-type-${field.type}`) });
    } else if (field.type === "s") this.text(field, value, pointer);
    else if (field.type === "t" || field.type === "d") this.moment(field, value, siblings, pointer);
    else if (field.type === "e" && !field.options?.includes(value)) this.tell(pointer, field, "not-one-of");
  }

  private text(field: Asked, value: string, pointer: string): void {
    const [length, least, most] = [[...value].length, field.min ?? 1, field.max ?? Infinity];
    if (length < least) this.tell(pointer, field, "too-short", { n: least });
    else if (length > most) this.tell(pointer, field, "too-long", { n: most });
    else if ([...value.trim()].length < least) this.tell(pointer, field, "missing");
    if (field.directory && !this.numbers.some((number) => digits(number) === digits(value))) this.tell(pointer, field, "not-in-directory");
    const lower = value.trimStart().toLowerCase();
    if (field.not_prefix.some((prefix) => lower.startsWith(prefix))) this.tell(pointer, field, "not-inline");
  }

  private moment(field: Asked, value: string, siblings: Form, pointer: string): void {
    const at = Date.parse(value);
    if (Number.isNaN(at)) {
      this.tell(pointer, field, "no-such-moment");
      return;
    }
    const start = field.not_before === null ? NaN : Date.parse(String(siblings[field.not_before] ?? ""));
    if (at < start) this.tell(pointer, field, "ends-before");
    // A day is past when it is over; a moment, when it was.
    const past = field.type === "d" ? at + 24 * HOUR <= this.now : at <= this.now;
    if (field.future && past) this.tell(pointer, field, "past");
    if (field.within_hours !== null && at > this.now + field.within_hours * HOUR) this.tell(pointer, field, "too-late", { n: field.within_hours });
  }
}

/** What is wrong with a form; `numbers` are those at which its State is called back. */
export function check(fields: readonly Asked[], form: Form, numbers: readonly string[], now = Date.now()): Problem[] {
  const walk = new Walk(now, numbers);
  walk.object(fields, form, "");
  return walk.problems;
}
