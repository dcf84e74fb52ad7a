/** Texts that only the script says; all from the same Fluent files, in the reader's language. */
export interface Words {
  next: string;
  /** Danger after which numbers stand on top of the steps that follow. */
  urgent: { crisis: string[]; emergency: string[] };
  /** The danger of the first step in the words of a child under 13. */
  childDanger: Record<string, string>;
  send: string;
  sealedTitle: string;
  sealed: string;
  /** Names of the five groups. */
  groups: string[];
  /** "first" to "fifth", as the language writes them in a sentence. */
  ordinals: string[];
  groupsWrong: string;
  listen: string;
  listenStop: string;
  copied: string;
  sending: string;
  /** With `{n}` and `{of}`. */
  sendingFile: string;
  failed: string;
  refused: string;
  keyWrong: string;
  filesWrong: string;
  filesKind: string;
  /** With `{name}` and `{limit}`. */
  filesLarge: string;
  remove: string;
  noConsent: string;
  voiceNote: string;
  /** Headings of the summary by name of field. */
  rows: Record<string, string>;
}
