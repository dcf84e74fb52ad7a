/**
 * The queue by keyboard: J next, K previous, Enter open, T take. Single letters can be switched off (WCAG 2.1.4), and
 * they never fire while somebody types.
 */

import { find } from "./page";

const OFF = "khien-no-shortcuts";

/** Whether single-key shortcuts are on in this browser. */
export function shortcutsOn(): boolean {
  return localStorage.getItem(OFF) !== "1";
}

/** Wires the switch for shortcuts. */
export function wireShortcutSwitch(box: HTMLInputElement): void {
  box.checked = shortcutsOn();
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}

/** Wires the keys of the queue. */
export function wireQueue(table: HTMLElement): void {
  const rows = Array.from(table.querySelectorAll<HTMLElement>("[data-row]"));
  if (!rows.length) return;
  const current = () => rows.findIndex((row) => row.contains(document.activeElement));
  const go = (to: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    find<HTMLElement>("a", row).focus();
    row.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (!shortcutsOn() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const at = current();
    switch (event.key.toLowerCase()) {
      case "j":
        go(at + 1);
        break;
      case "k":
        go(at < 0 ? 0 : at - 1);
        break;
      case "t":
        if (at >= 0) rows[at].querySelector<HTMLButtonElement>("button[data-take]")?.click();
        break;
      default:
        return;
    }
    event.preventDefault();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
