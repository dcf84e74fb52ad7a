/** A form that was signed, shown under the names of its fields; everything is text, nothing a link. */

import { make } from "./page";
import { bothMoments } from "./words";

/** A moment as forms have it: in UTC, to the second or finer. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Names of fields by their path, and of choices as `path=value`. */
export type Labels = Record<string, string>;

/** Names in the language in which a form was written, beside those of the page. */
export interface Beside {
  lang: string;
  labels: Labels;
}

/** A form's values under their names. */
export function formList(value: Record<string, unknown>, labels: Labels, beside?: Beside, path = ""): HTMLElement {
  const rows = Object.entries(value).flatMap(([name, one]) => {
    const key = path ? `${path}-${name}` : name;
    const label = labels[key] ?? labels[name] ?? name.replaceAll("_", " ");
    const other = beside?.labels[key] ?? beside?.labels[name];
    const second = beside && other !== undefined && other !== label
      ? [make("span", { text: other, class: "hint beside", attributes: { lang: beside.lang } })] : [];
    return [make("dt", { text: label }, second), make("dd", {}, [shown(one, labels, beside, key)])];
  });
  return make("dl", { class: "form-values" }, rows);
}

function shown(value: unknown, labels: Labels, beside: Beside | undefined, path: string): Node {
  if (Array.isArray(value)) {
    return make("ol", { class: "plain" }, value.map((one) => make("li", {}, [shown(one, labels, beside, path)])));
  }
  if (value !== null && typeof value === "object") return formList(value as Record<string, unknown>, labels, beside, path);
  // A moment is shown as its reader writes it, and in UTC as it was signed.
  if (typeof value === "string" && MOMENT.test(value) && !Number.isNaN(Date.parse(value))) {
    return make("time", { text: bothMoments(new Date(value)), attributes: { datetime: value } });
  }
  // What stands for a choice is shown in its words; everything else as it was written.
  return make("bdi", { text: labels[`${path}=${String(value)}`] ?? labels[`=${String(value)}`] ?? String(value) });
}
