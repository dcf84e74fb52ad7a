/** Texts that only the mailbox's script says, in the reader's language, from the same Fluent files. */
export interface Words {
  /** With `{letter}`. */
  wrongLetter: string;
  /** With `{length}`. */
  wrongLength: string;
  wrongSum: string;
  unknown: string;
  offline: string;
  opening: string;
  open: string;
  brokenAll: string;
  /** With `{n}`. */
  brokenFrom: string;
  brokenShorter: string;
  brokenText: string;
  /** By code: the sentence, and how far along the path it stands. */
  statuses: Record<string, { text: string; rank: number }>;
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
  words: Words;
}
