/**
 * Recordings and films, played in the page and nowhere else. Nothing is loaded before the press; a film begins blurred, grey
 * and without sound, and clears by a second press.
 */

import type { PlainFile } from "../seal";
import { countLook } from "./looks";
import { make, onPress } from "./page";
import { say } from "./words";

/** A closed player with the button that opens it. */
export function playable(file: PlainFile, kind: "audio" | "video", box: HTMLElement): HTMLElement {
  const place = make("div", { class: "player" });
  const button = make("button", { text: say(`console-js-play-${kind}`), class: "small", attributes: { type: "button" } });
  place.append(button);
  onPress(button, box, async () => {
    await countLook(kind, box);
    const player = element(file, kind);
    player.addEventListener("error", () => place.replaceChildren(make("p", { class: "muted", text: say("console-js-media-failed") })));
    place.replaceChildren(...(player instanceof HTMLVideoElement ? film(player, box) : [player]));
    player.focus();
    await player.play().catch(() => undefined);
  });
  return place;
}

function element(file: PlainFile, kind: "audio" | "video"): HTMLMediaElement {
  const url = URL.createObjectURL(new Blob([file.bytes as BlobPart], { type: file.type }));
  const player = make(kind, { attributes: { src: url, controls: "", controlslist: "nodownload", "aria-label": file.name } });
  player.muted = kind === "video";
  return player;
}

/** A film behind its veil, and the press that lifts it. */
function film(player: HTMLVideoElement, box: HTMLElement): HTMLElement[] {
  player.className = "veiled";
  player.disablePictureInPicture = true;
  const button = make("button", { text: say("console-js-unveil"), class: "small", attributes: { type: "button", "aria-pressed": "false" } });
  onPress(button, box, async () => {
    const veiled = player.classList.contains("veiled");
    if (veiled) await countLook("video", box);
    player.classList.toggle("veiled", !veiled);
    button.setAttribute("aria-pressed", String(veiled));
    button.textContent = say(veiled ? "console-js-veil" : "console-js-unveil");
  });
  return [make("div", { class: "picture-frame" }, [player]), button];
}
