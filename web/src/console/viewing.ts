/**
 * How long material stands open before a person (care 4.2): counted while at least one part is open and the page is seen,
 * told to the node when the last one closes, every five minutes, and when the page goes.
 */

const EVERY_MS = 5 * 60 * 1000;

let open = 0;
let seen = 0;
let since: number | null = null;

/** Something opened. */
export function viewingBegins(): void {
  open += 1;
  run();
}

/** Something closed. */
export function viewingEnds(): void {
  open -= 1;
  if (open === 0) tell();
}

function run(): void {
  if (open > 0 && !document.hidden) since ??= performance.now();
}

function tell(): void {
  if (since !== null) seen += performance.now() - since;
  since = null;
  const seconds = Math.round(seen / 1000);
  if (seconds < 1) return;
  seen = 0;
  // A beacon is sent also when the page goes; it carries no header of ours, the browser says that it is the same site's.
  navigator.sendBeacon("/console/viewed", new Blob([JSON.stringify({ seconds })], { type: "application/json" }));
}

/** Counts from here on. */
export function watchViewing(): void {
  document.addEventListener("visibilitychange", () => (document.hidden ? tell() : run()));
  addEventListener("pagehide", tell);
  setInterval(() => {
    tell();
    run();
  }, EVERY_MS);
}
