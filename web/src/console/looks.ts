/** Looks at what hurts to see, hear or read: counted for the person alone, with a rest suggested in time (casework 3). */

import { post } from "./server";
import { say } from "./words";

/** What the looks of today came to. */
export interface Looked {
  today: number;
  rest: boolean;
}

/** Counts a look; a rest that is due is said in the box's `[data-rest]`. */
export async function countLook(kind: "image" | "video" | "audio" | "text", box: HTMLElement): Promise<void> {
  showRest(box, await post<Looked>("/console/exposure", { kind }));
}

/** Says that a rest is due. */
export function showRest(box: HTMLElement, looked: Looked | null | undefined): void {
  const place = box.querySelector<HTMLElement>("[data-rest]");
  if (!place || !looked?.rest) return;
  place.textContent = say("console-js-rest", { n: looked.today });
  place.hidden = false;
}
