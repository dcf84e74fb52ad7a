/** What the page and its worker say to each other. */

import type { Digests, Pdq } from "./hasher";

/** The quality under which a hash says too little: it is never sent (ThreatExchange's threshold). */
export const QUALITY_FLOOR = 50;

/** A file to hash. The worker reads it; nothing of it goes anywhere but back here, as hashes. */
export interface Task {
  file: File;
  video: boolean;
}

/**
 * A picture's hash, and which picture it is of: as the file holds it, or as a camera's note turns it; whole, or as a copy
 * whose edges were cut off.
 */
export interface PictureHash extends Pdq {
  turned: boolean;
  cut: boolean;
}

/** Why a file has no hash. */
export type Trouble = "kind" | "large" | "old" | "empty" | "failed";

/** What the worker says. */
export type Word =
  | { say: "part"; done: number }
  | { say: "picture"; hashes: PictureHash[] }
  | { say: "video"; digests: Digests }
  | { say: "trouble"; trouble: Trouble };
