/** A form that was signed, shown under the names of its fields; everything is text, nothing a link. */

import { make } from "./page";

/** Names of fields by their path, and of choices as `path=value`. */
export type Labels = Record<string, string>;

/** A form's values under their names. */
export function formList(value: Record<string, unknown>, labels: Labels, path = ""): HTMLElement {
  const rows = Object.entries(value).flatMap(([name, one]) => {
    const key = path ? `${path}-${name}` : name;
    const label = labels[key] ?? labels[name] ?? name.replaceAll("_", " ");
    return [make("dt", { text: label }), make("dd", {}, [shown(one, labels, key)])];
  });
  return make("dl", { class: "form-values" }, rows);
}

function shown(value: unknown, labels: Labels, path: string): Node {
  if (Array.isArray(value)) {
    return make("ol", { class: "plain" }, value.map((one) => make("li", {}, [shown(one, labels, path)])));
  }
  if (value !== null && typeof value === "object") return formList(value as Record<string, unknown>, labels, path);
  // What stands for a choice is shown in its words; everything else as it was written.
  return make("bdi", { text: labels[`${path}=${String(value)}`] ?? labels[`=${String(value)}`] ?? String(value) });
}
