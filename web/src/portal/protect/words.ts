/** Texts that only the script says, in the voice that fits the reader; from the same Fluent files as the page. */

import type { ReceiptWords } from "../report/receipt";
import type { Trouble } from "./work";

export interface Words extends ReceiptWords {
  /** With `{whom}` and `{n}`. */
  agree: string;
  sending: string;
  failed: string;
  refused: string;
  keyWrong: string;
  /** With `{whom}` and `{n}`. */
  sent: string;
  /** With `{n}`. */
  picture: string;
  /** With `{n}`. */
  video: string;
  waiting: string;
  /** With `{n}` and `{of}`. */
  working: string;
  ready: string;
  cancelled: string;
  low: string;
  twice: string;
  troubles: Record<Trouble, string>;
  /** With `{quality}`. */
  pdq: string;
  /** With `{quality}`. */
  pdqTurned: string;
  /** With `{n}`. */
  cut: string;
  /** With `{most}`. */
  many: string;
}
