/**
 * Leave this page at once (GOV.UK's "Exit this page", adapted; reporting.md section 3.2).
 *
 * The link works without this script. With it: Shift three times within five seconds, two taps on the title, or the
 * link itself cover the page first, then clear what was typed, then go, so that "back" does not lead here.
 */

const WITHIN_MS = 5000;
const PRESSES = 3;

function link(): HTMLAnchorElement | null {
  return document.querySelector("a.leave");
}

/** Covers the page, forgets what was typed, and goes. */
function leave(): void {
  const target = link();
  if (!target) return;
  document.documentElement.classList.add("left");
  document.title = " ";
  // What was being read aloud falls silent with the page.
  if (typeof speechSynthesis !== "undefined") speechSynthesis.cancel();
  document.querySelectorAll("form").forEach((form) => form.reset());
  document.querySelectorAll("input, textarea").forEach((field) => field.removeAttribute("value"));
  try {
    sessionStorage.clear();
  } catch {
    // Storage that may not be touched holds nothing of ours.
  }
  // First a neutral page of our own, so that the entry in the history is no form; then away, by the address that
  // makes the browser forget what it kept of us.
  history.replaceState(null, "", "/");
  location.replace(target.href);
}

let presses: number[] = [];

function onKey(event: KeyboardEvent): void {
  if (event.key !== "Shift") {
    presses = [];
    return;
  }
  if (event.repeat) return;
  const now = Date.now();
  presses = presses.filter((at) => now - at < WITHIN_MS).concat(now);
  if (presses.length >= PRESSES) leave();
}

let tapped = 0;

function onTitle(): void {
  const now = Date.now();
  if (now - tapped < 600) leave();
  tapped = now;
}

document.documentElement.classList.add("js");
addEventListener("keyup", onKey);
link()?.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});
document.querySelector("header .name")?.addEventListener("click", onTitle);
// A page that the browser kept for "back" is loaded anew: it is told by the server not to be stored.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
