/**
 * "Where this file says it comes from": what an opened file says of how it was made, under a line that is closed at first.
 * It is read here, in a worker, when somebody asks; the file goes nowhere. What stands there is a claim: who decides is told
 * that it can be forged, and that its absence proves nothing.
 */

import type { PlainFile } from "../seal";
import { make } from "./page";
import { say } from "./words";

const WORKER = "/assets/provenance-worker.js";
/** A reader that takes longer was broken by the file. */
const WAIT_MS = 10_000;
/** Larger files would be copied into memory once more. */
const LARGEST = 64 * 1024 * 1024;

type Place = "xmp" | "exif" | "text" | "manifest";

interface Claim {
  place: Place;
  field: string;
  says: "ai_made" | "ai_altered" | "ai_tool" | "hint" | "camera" | "other" | "unknown";
  term: string | null;
  value: string | null;
}

/** What `khien_signal::provenance` says. */
interface Said {
  kind: "jpeg" | "png" | "webp" | "tiff" | "bmff" | "other";
  claims: Claim[];
  manifest: "none" | "inside" | "elsewhere";
  place: boolean;
  more: boolean;
  unreadable: Place[];
}

/** The line, and what stands under it once it is opened. */
export function provenance(file: PlainFile): HTMLElement {
  const place = make("div", { attributes: { role: "status" } });
  const box = make("details", { class: "provenance" }, [make("summary", { text: say("console-js-origin-title") }), place]);
  box.addEventListener("toggle", () => void show(file, place), { once: true });
  return box;
}

async function show(file: PlainFile, place: HTMLElement): Promise<void> {
  if (file.bytes.length > LARGEST) return put(place, [line("console-js-origin-large")]);
  put(place, [line("console-js-origin-reading")]);
  const said = await ask(file.bytes);
  put(place, said ? answer(said) : [line("console-js-origin-failed")]);
}

function put(place: HTMLElement, shown: HTMLElement[]): void {
  place.replaceChildren(...shown);
}

function line(key: string): HTMLElement {
  return make("p", { text: say(key) });
}

/** What a worker reads out of the bytes; nothing where it could not. */
function ask(bytes: Uint8Array): Promise<Said | null> {
  const worker = new Worker(WORKER);
  return new Promise<Said | null>((resolve) => {
    const timer = window.setTimeout(() => resolve(null), WAIT_MS);
    const done = (said: Said | null) => {
      clearTimeout(timer);
      resolve(said);
    };
    worker.onerror = () => done(null);
    worker.onmessage = ({ data }: MessageEvent<Said | null>) => done(data);
    worker.postMessage(bytes);
  }).finally(() => worker.terminate());
}

function answer(said: Said): HTMLElement[] {
  if (said.kind === "other") return [line("console-js-origin-kind")];
  const shown: HTMLElement[] = [make("p", {}, [make("strong", { text: say(`console-js-origin-state-${state(said)}`) })])];
  if (said.claims.length) shown.push(make("ul", { class: "plain" }, said.claims.map(claimed)));
  if (said.manifest === "elsewhere") shown.push(line("console-js-origin-elsewhere"));
  if (said.place) shown.push(line("console-js-origin-place"));
  if (said.more) shown.push(line("console-js-origin-more"));
  if (said.unreadable.length || said.kind === "bmff") shown.push(line("console-js-origin-partly"));
  shown.push(make("p", { class: "muted", text: say("console-js-origin-caution") }));
  return shown;
}

function state(said: Said): "manifest" | "unsigned" | "none" {
  if (said.manifest === "inside") return "manifest";
  return said.claims.length ? "unsigned" : "none";
}

/** One claim: what it means, what stands there, and where. */
function claimed({ says, value, term, field, place }: Claim): HTMLElement {
  const meaning = make("strong", { text: say(`console-js-origin-${says.replace("_", "-")}`) });
  const words = value ?? (term ? `${term} (${say("console-js-origin-kept")})` : say("console-js-origin-kept"));
  return make("li", {}, [
    meaning,
    document.createTextNode(": "),
    make("bdi", { text: words }),
    make("span", { class: "second", text: `${field}, ${say(`console-js-origin-in-${place}`)}` }),
  ]);
}
