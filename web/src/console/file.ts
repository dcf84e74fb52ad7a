/** A file that a reporter sent: named first, shown only when pressed, blurred and grey before that, each look counted. */

import type { PlainFile } from "../seal";
import { make, onPress } from "./page";
import { post } from "./server";
import { say } from "./words";

const PICTURES = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/** What the node says after it has counted a look. */
interface Exposure {
  today: number;
  rest: boolean;
}

/** Shows a file's name and size, and a way to look at it or to save it. */
export function showFile(file: PlainFile, ref: string, part: string): HTMLElement {
  const box = make("div", { class: "file" }, [
    make("p", {}, [make("strong", { text: file.name }), ` ${say("console-js-file-size", { kb: Math.ceil(file.bytes.length / 1024) })}`].map(asNode)),
    make("p", { class: "error", attributes: { "data-error": "", hidden: "", role: "alert" } }),
    make("p", { class: "note", attributes: { "data-rest": "", hidden: "", role: "status" } }),
  ]);
  if (PICTURES.includes(file.type)) box.append(picture(file, ref, part, box));
  else if (file.type.startsWith("text/")) box.append(textFile(file, ref, part, box));
  else box.append(make("p", { class: "muted", text: say("console-js-file-other") }), save(file, ref, part, box));
  return box;
}

function asNode(item: Node | string): Node {
  return typeof item === "string" ? document.createTextNode(item) : item;
}

/** Counts a look; the node answers how many it were today and whether a rest is due. */
async function count(ref: string, part: string, kind: string, box: HTMLElement): Promise<void> {
  const exposure = await post<Exposure>("/console/exposure", { ref, part, kind });
  const rest = box.querySelector<HTMLElement>("[data-rest]");
  if (rest && exposure.rest) {
    rest.textContent = say("console-js-rest", { n: exposure.today });
    rest.hidden = false;
  }
}

/** Under which kind a look at a file is counted. */
function exposureKind(type: string): string {
  const kind = type.split("/")[0];
  return ["image", "video", "audio"].includes(kind) ? kind : "text";
}

function picture(file: PlainFile, ref: string, part: string, box: HTMLElement): HTMLElement {
  const url = URL.createObjectURL(new Blob([file.bytes as BlobPart], { type: file.type }));
  const image = make("img", { class: "veiled", attributes: { src: url, alt: say("console-js-picture-veiled") } });
  const button = make("button", { text: say("console-js-unveil"), class: "small", attributes: { type: "button", "aria-pressed": "false" } });
  onPress(button, box, async () => {
    const veiled = image.classList.contains("veiled");
    if (veiled) await count(ref, part, "image", box);
    image.classList.toggle("veiled", !veiled);
    image.alt = say(veiled ? "console-js-picture-open" : "console-js-picture-veiled");
    button.setAttribute("aria-pressed", String(veiled));
    button.textContent = say(veiled ? "console-js-veil" : "console-js-unveil");
  });
  return make("div", { class: "picture" }, [make("div", { class: "picture-frame" }, [image]), button]);
}

function textFile(file: PlainFile, ref: string, part: string, box: HTMLElement): HTMLElement {
  const place = make("div");
  const button = make("button", { text: say("console-js-read"), class: "small", attributes: { type: "button" } });
  place.append(button);
  onPress(button, box, async () => {
    await count(ref, part, "text", box);
    const text = new TextDecoder().decode(file.bytes);
    place.replaceChildren(make("pre", { class: "opened-text", text, attributes: { tabindex: "0" } }));
  });
  return place;
}

function save(file: PlainFile, ref: string, part: string, box: HTMLElement): HTMLElement {
  const button = make("button", { text: say("console-js-save"), class: "small", attributes: { type: "button" } });
  onPress(button, box, async () => {
    await count(ref, part, exposureKind(file.type), box);
    const url = URL.createObjectURL(new Blob([file.bytes as BlobPart], { type: "application/octet-stream" }));
    make("a", { attributes: { href: url, download: file.name } }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  });
  return button;
}
