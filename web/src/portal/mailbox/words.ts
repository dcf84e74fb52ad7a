import type { Given } from "./box";

/** Texts that the entrance's script says, in the reader's language, from the same Fluent files. */
export interface EntranceWords {
  /** With `{letter}`. */
  wrongLetter: string;
  /** With `{length}`. */
  wrongLength: string;
  wrongSum: string;
  unknown: string;
  offline: string;
  opening: string;
  open: string;
}

/** Texts that the script of an opened mailbox says, in the voice that fits its reader. */
export interface Words {
  /** By state, with `{name}`, `{day}` and `{n}`. */
  given: Record<Given["state"], string>;
  givenQuiet: string;
  givenQuietHint: string;
  /** With `{day}`. */
  givenQuietStands: string;
  /** With `{day}`. */
  givenQuietGone: string;
  givenTakeBack: string;
  givenBack: string;
  offline: string;
  brokenAll: string;
  /** With `{n}`. */
  brokenFrom: string;
  brokenShorter: string;
  brokenText: string;
  /** By code. */
  statuses: Record<string, string>;
  fromMe: string;
  /** With `{desk}`. */
  fromTeam: string;
  sent: string;
  emptyText: string;
  raced: string;
  failed: string;
  permissionChanged: string;
  kept: string;
  /** By kind of envelope, with `{day}` and `{by}`. */
  opened: Record<string, string>;
  /** With `{why}`. */
  openedWhy: string;
  /** By code of `open_reason`. */
  reasons: Record<string, string>;
  /** With `{services}`. */
  asked: string;
  /** With `{n}`. */
  withFiles: string;
  remove: string;
  filesKind: string;
  /** With `{name}` and `{limit}`. */
  filesLarge: string;
  filesWrong: string;
  sendingFiles: string;
  proven: string;
  proofPending: string;
  proofFailed: string;
  /** With `{day}`. */
  withdrawn: string;
  withdrawnReview: string;
}

/** What `data-begin` of the entrance says. */
export interface Begin {
  lang: string;
  /** Hex public key of the root; `null` before the node is set up. */
  root: string | null;
  words: EntranceWords;
}
