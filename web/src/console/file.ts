/**
 * A file that a reporter sent: named first, shown only when pressed. Pictures and video come blurred and grey, video mute;
 * each look, each listening, each reading is counted (care 4.2).
 */

import type { PlainFile } from "../seal";
import { playable } from "./media";
import { countLook } from "./looks";
import { make, onPress } from "./page";
import { provenance } from "./provenance";
import { say } from "./words";

const PICTURES = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/** Shows a file's name and size, and a way to look at it or to save it. */
export function showFile(file: PlainFile): HTMLElement {
  const box = make("div", { class: "file" }, [
    make("p", {}, [make("strong", { text: file.name }), document.createTextNode(` ${say("console-js-file-size", { kb: Math.ceil(file.bytes.length / 1024) })}`)]),
    make("p", { class: "error", attributes: { "data-error": "", hidden: "", role: "alert" } }),
    make("p", { class: "note", attributes: { "data-rest": "", hidden: "", role: "status" } }),
  ]);
  const kind = exposureKind(file.type);
  if (PICTURES.includes(file.type)) box.append(picture(file, box));
  else if (kind === "audio" || kind === "video") box.append(playable(file, kind, box), save(file, box));
  else if (file.type.startsWith("text/")) box.append(textFile(file, box));
  else box.append(make("p", { class: "muted", text: say("console-js-file-other") }), save(file, box));
  if (kind !== "audio" && !file.type.startsWith("text/")) box.append(provenance(file));
  return box;
}

/** Under which kind a look at a file is counted. */
function exposureKind(type: string): "image" | "video" | "audio" | "text" {
  const kind = type.split("/")[0];
  return kind === "image" || kind === "video" || kind === "audio" ? kind : "text";
}

function picture(file: PlainFile, box: HTMLElement): HTMLElement {
  const url = URL.createObjectURL(new Blob([file.bytes as BlobPart], { type: file.type }));
  const image = make("img", { class: "veiled", attributes: { src: url, alt: say("console-js-picture-veiled") } });
  const button = make("button", { text: say("console-js-unveil"), class: "small", attributes: { type: "button", "aria-pressed": "false" } });
  onPress(button, box, async () => {
    const veiled = image.classList.contains("veiled");
    if (veiled) await countLook("image", box);
    image.classList.toggle("veiled", !veiled);
    image.alt = say(veiled ? "console-js-picture-open" : "console-js-picture-veiled");
    button.setAttribute("aria-pressed", String(veiled));
    button.textContent = say(veiled ? "console-js-veil" : "console-js-unveil");
  });
  return make("div", { class: "picture" }, [make("div", { class: "picture-frame" }, [image]), button]);
}

function textFile(file: PlainFile, box: HTMLElement): HTMLElement {
  const place = make("div");
  const button = make("button", { text: say("console-js-read"), class: "small", attributes: { type: "button" } });
  place.append(button);
  onPress(button, box, async () => {
    await countLook("text", box);
    const text = new TextDecoder().decode(file.bytes);
    place.replaceChildren(make("pre", { class: "opened-text", text, attributes: { tabindex: "0" } }));
  });
  return place;
}

function save(file: PlainFile, box: HTMLElement): HTMLElement {
  const button = make("button", { text: say("console-js-save"), class: "small", attributes: { type: "button" } });
  onPress(button, box, async () => {
    await countLook(exposureKind(file.type), box);
    const url = URL.createObjectURL(new Blob([file.bytes as BlobPart], { type: "application/octet-stream" }));
    make("a", { attributes: { href: url, download: file.name } }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  });
  return button;
}
