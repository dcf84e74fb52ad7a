/**
 * A voice note for who would rather speak than write (reporting 3.6): recorded here, listened to here, sealed like any
 * other file when the report is sent. Without script, or where the browser cannot record, nothing of it is seen.
 */

import { need, show } from "../dom";
import type { Draft } from "./draft";

/** What browsers can record; speech needs no more than 24 kbit/s, so five minutes weigh under one megabyte. */
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const BITS_PER_SECOND = 24_000;
const LONGEST_MS = 5 * 60 * 1000;

function kindOf(): string | undefined {
  return typeof MediaRecorder === "undefined" ? undefined : KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
}

/** The recorder of a step; it holds the microphone only between the two presses. */
export class VoiceNote {
  private recorder: MediaRecorder | null = null;
  private place: HTMLElement | null = null;
  private address = "";

  constructor(private readonly draft: Draft) {
    addEventListener("pagehide", () => this.letGo());
  }

  /** Makes the recorder of a step live, where the step has one and the browser can record. */
  offer(step: ParentNode): void {
    this.stop();
    this.place = step.querySelector<HTMLElement>("[data-voice]");
    if (!this.place || !kindOf() || !navigator.mediaDevices) return;
    this.place.hidden = false;
    need("[data-voice-go]", this.place).addEventListener("click", () => void this.press());
    need("[data-voice-remove]", this.place).addEventListener("click", () => this.keep(null));
    this.keep(this.draft.voice);
  }

  /** Ends a recording that runs; what was said is kept. */
  stop(): void {
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  private async press(): Promise<void> {
    if (this.recorder?.state === "recording") return this.stop();
    const kind = kindOf();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      this.record(new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: BITS_PER_SECOND }));
    } catch {
      this.say("none");
    }
  }

  private record(recorder: MediaRecorder): void {
    const parts: Blob[] = [];
    this.recorder = recorder;
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      clearTimeout(longest);
      this.letGo();
      const type = recorder.mimeType.split(";")[0];
      this.keep(new File(parts, `voice-note.${type.split("/")[1]}`, { type }));
    });
    const longest = setTimeout(() => this.stop(), LONGEST_MS);
    recorder.start();
    this.keep(null);
    this.say("recording");
    const go = this.place?.querySelector<HTMLElement>("[data-voice-go]");
    if (go) go.textContent = go.dataset.stop ?? "";
  }

  /** Shows what is kept: something to listen to and to remove, or nothing. */
  private keep(note: File | null): void {
    this.draft.voice = note;
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = note ? URL.createObjectURL(note) : "";
    const place = this.place;
    if (!place) return;
    const player = need<HTMLAudioElement>("audio", place);
    if (note) player.src = this.address;
    else player.removeAttribute("src");
    show(player, note !== null);
    show(need("[data-voice-remove]", place), note !== null);
    const go = need("[data-voice-go]", place);
    go.textContent = (note ? go.dataset.again : go.dataset.go) ?? "";
    this.say(note ? "kept" : "");
  }

  private say(what: "" | "none" | "recording" | "kept"): void {
    const line = this.place?.querySelector<HTMLElement>("[data-voice-status]");
    if (line) line.textContent = (what && line.dataset[what]) || "";
  }

  /** Lets the microphone go. */
  private letGo(): void {
    this.recorder?.stream.getTracks().forEach((track) => track.stop());
  }
}
