/** A mailbox: asking the server, verifying every answer, opening what is sealed (docs/formats.md section 9). */

import {
  actStatement, base64, extendsHead, hex, isCiphertextOf, messageStatement, openJson, reporterKeys, sealJson, sha,
  sign, unbase64, verifyChain,
  type Action, type Chain, type Link, type Receipt, type ReporterKeys, type Said, type Signed, type VerifiedLink, type What,
} from "../../seal";

import { putFile, sealChosen, type SealedFile } from "../upload";

/** The answer to a check. */
export interface Answer {
  found: boolean;
  root: string;
  teams: Signed[];
  staff: Signed[];
  report: Signed;
  verify: string;
  chain: Link[];
  messages: { n: number; c: string }[];
  status: string;
  reduced: boolean;
  held_key: boolean;
  permissions: string[];
  /** Codes that may be given or taken back; none for somebody who may be implicated (care 1.6). */
  asks?: string[];
  /** Sections that may be shown beside the status; all when nothing is said of them. */
  parts?: string[];
  withdrawn: string | null;
  /** Whether a person looks before anything is destroyed. */
  review?: boolean;
  opened: { day: string; by: string; what: string; why?: string }[];
  /** Names of services that were asked to delete what they hold. */
  asked?: string[];
  /** Platforms that have, or had, hashes of the person's own images; nameless in the reduced view. */
  given?: Given[];
  /** Whether help is offered again. */
  support?: boolean;
  /** Stops of the path, and those of them that have happened. */
  path?: string[];
  done?: string[];
  /** How the reader is addressed. */
  voice?: string;
  words: boolean;
}

/** A platform that has, or had, hashes of the person's own images. */
export interface Given {
  to: string;
  name: string;
  country: string;
  items: number;
  state: "given" | "fetched" | "taken_back" | "acknowledged";
  day: string;
}

/** A message as it may be shown. `text` is `null` when it has not been loaded, `broken` when it must not be shown. */
export interface Shown {
  link: VerifiedLink;
  text: string | null;
  /** Files that came with it. */
  files: number;
  broken: boolean;
}

/** The server has answered something other than success. */
export class Failed extends Error {
  constructor(readonly status: number) {
    super(`the server answered ${status}`);
  }
}

async function post<T>(path: string, body: unknown): Promise<T> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Failed(answer.status);
  const text = await answer.text();
  return (text.trim() ? JSON.parse(text) : {}) as T;
}

/** One opened mailbox. */
export class Box {
  readonly keys: ReporterKeys;
  answer!: Answer;
  /** `null`: nothing of the answer may be shown. */
  chain: Chain | null = null;
  /** The chain has become shorter than this page has seen it. */
  shorter = false;
  private seen: { sequence: number; head: string } | null = null;
  private readonly texts = new Map<number, Said | null>();

  constructor(receipt: Receipt, private readonly root: string) {
    this.keys = reporterKeys(receipt, root);
  }

  /**
   * Tells the team that somebody was made to open the mailbox; the answer is as long as any. `false` when there is no
   * such mailbox: one letter wrong makes a code look like somebody's duress code once in 32 times.
   */
  async cryForHelp(): Promise<boolean> {
    const answer = await post<{ heard?: boolean }>("/mailbox/check", { address: this.keys.address, duress: true });
    return answer.heard === true;
  }

  /** Asks and verifies. `false` when there is no such mailbox. */
  async check(): Promise<boolean> {
    this.answer = await post<Answer>("/mailbox/check", { address: this.keys.address, duress: false });
    if (!this.answer.found) return false;
    this.chain = verifyChain(this.answer, { mailbox: this.keys.mailbox, verify: this.keys.verify, root: this.root });
    if (!this.chain) return true;
    this.shorter = this.seen !== null && !extendsHead(this.chain, this.answer.report, this.seen);
    if (!this.shorter && this.chain.brokenFrom === null) {
      this.seen = { sequence: this.chain.sequence, head: this.chain.head };
    }
    for (const message of this.answer.messages) await this.openMessage(message.n, message.c);
    return true;
  }

  /** Whether everything verifies, so that an answer may be written. */
  get sound(): boolean {
    return this.chain !== null && this.chain.brokenFrom === null && !this.shorter;
  }

  /** Whether what was held is destroyed: the chain still tells that there were messages, their words are gone. */
  get erased(): boolean {
    return this.answer.status === "st.deleted";
  }

  /** Whether a section may be shown. */
  may(part: string): boolean {
    return this.answer.parts?.includes(part) ?? true;
  }

  private async openMessage(n: number, ciphertext: string): Promise<void> {
    const link = this.chain?.links[n - 1];
    if (!link || this.texts.get(n)) return;
    try {
      const bytes = unbase64(ciphertext);
      if (!isCiphertextOf(link, bytes)) throw new Error("another ciphertext than the one that was signed");
      this.texts.set(n, await openJson<Said>(bytes, [this.keys.identity]));
    } catch {
      this.texts.set(n, null);
    }
  }

  /** The messages that may be shown, oldest first; in the reduced view only those of the team (care 1.2). */
  get messages(): Shown[] {
    const links = this.may("messages") ? this.chain?.links ?? [] : [];
    return links
      .filter((link) => !this.answer.reduced || link.direction === "team")
      .map((link) => {
        const said = this.texts.get(link.n);
        return { link, text: said?.text ?? null, files: said?.files?.length ?? 0, broken: said === null };
      });
  }

  /** Number of the newest message whose text has not been loaded, or `null`. */
  get older(): number | null {
    const missing = this.messages.filter((shown) => shown.text === null && !shown.broken);
    return missing.length ? missing[missing.length - 1].link.n : null;
  }

  /** Loads one older message. */
  async load(n: number): Promise<void> {
    const message = await post<{ n: number; c: string }>("/mailbox/message", { address: this.keys.address, n });
    await this.openMessage(n, message.c);
  }

  /** The intake team's newest certified recipient: answers are sealed to it. */
  private get team(): string {
    const intake = (this.chain?.teams ?? []).filter((team) => team.purpose === "intake");
    if (intake.length === 0) throw new Error("no certified team");
    return intake.reduce((newest, team) => (team.epoch > newest.epoch ? team : newest)).recipient;
  }

  /**
   * Seals, signs and sends a message; its files go first. Throws {@link Failed} with 409 when another message came
   * first.
   */
  async send(text: string, chosen: readonly File[]): Promise<void> {
    if (!this.chain || !this.sound) throw new Error("the mailbox does not verify");
    const readers = [this.keys.recipient, this.team];
    const files: SealedFile[] = [];
    for (const file of chosen) files.push(await sealChosen(file, readers));
    for (const file of files) await putFile(file);
    const words: Said = { v: 1, text };
    if (files.length) words.files = files.map((file) => file.sha256);
    const sealed = await sealJson(words, readers);
    const sequence = this.chain.sequence + 1;
    const statement = messageStatement("reporter", this.keys.mailbox, sequence, this.chain.head, hex(sha(sealed)));
    await post("/mailbox/send", {
      address: this.keys.address,
      sequence,
      previous: this.chain.head,
      ciphertext: base64(sealed),
      signature: sign(statement, this.keys.seed).signature,
      files: files.map((file) => ({ sha256: file.sha256, size: file.bytes.length })),
    });
  }

  /** Gives or takes back a permission, or the whole report. */
  async act(action: Action, code: string | null): Promise<void> {
    if (!this.chain) throw new Error("the mailbox does not verify");
    const { sequence, head } = this.chain;
    const statement = actStatement(this.keys.mailbox, sequence, head, action, code);
    await post("/mailbox/act", {
      address: this.keys.address,
      sequence,
      head,
      action,
      code,
      signature: sign(statement, this.keys.seed).signature,
    });
  }

  /** The person's own words, once they have said that they are alone. */
  async ownWords(): Promise<What> {
    const { what } = await post<{ what: string }>("/mailbox/words", { address: this.keys.address });
    const bytes = unbase64(what);
    if (hex(sha(bytes)) !== this.chain?.what) throw new Error("another report than the one that was signed");
    return openJson<What>(bytes, [this.keys.identity]);
  }
}
