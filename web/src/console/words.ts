/** The words that the script says. They stand in the page, from the same Fluent files as everything else. */

let words: Record<string, string> | undefined;

function all(): Record<string, string> {
  if (!words) {
    const template = document.getElementById("words");
    const text = template instanceof HTMLTemplateElement ? template.content.textContent : null;
    words = JSON.parse(text || "{}") as Record<string, string>;
  }
  return words;
}

/** The words of a key, with `{name}` replaced. A key that the page lacks shows itself, so that a test finds it. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const text = all()[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** The language of the page. */
export function pageLang(): string {
  return document.documentElement.lang || "en";
}

/** A moment as the reader writes it: hour and minute, in the node's time zone like every other hour on the page. */
export function clock(at: Date): string {
  return at.toLocaleTimeString(pageLang(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: document.body.dataset.zone });
}

/**
 * A moment as its reader writes it, with its zone, and in UTC beside it: two States read the same moment. The zone is the node's where the
 * page names one, else the reader's own.
 */
export function bothMoments(at: Date): string {
  const parts: Intl.DateTimeFormatOptions = {
    year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
  };
  const local = at.toLocaleString(pageLang(), { ...parts, timeZone: document.body.dataset.zone });
  return `${local} · ${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
