/**
 * `<khien-seal data-kind="note|reply" data-post data-report data-certificate>`: the writing twin of `<khien-sealed>`.
 *
 * What is typed is sealed here before it leaves. A reply is also signed, in the chain of its mailbox, so that the
 * person can tell it from one that a seized server made up.
 */

import {
  base64, hex, messageStatement, sealJson, sha, sign, type Chain, type Signed,
} from "../seal";
import { provenTeam } from "./root";
import { dataOf, find, onSubmit, showProgress, valueOf } from "./page";
import { provenChain } from "./proof";
import { post } from "./server";
import { unlocked } from "./unlock";
import { say } from "./words";

export class KhienSeal extends HTMLElement {
  private ready = false;

  connectedCallback(): void {
    if (this.ready) return;
    this.ready = true;
    const form = find<HTMLFormElement>("form", this);
    find<HTMLButtonElement>("button[type=submit]", form).disabled = false;
    onSubmit(form, () => (this.dataset.kind === "reply" ? this.reply(form) : this.note(form)));
  }

  private typed(form: HTMLFormElement): string {
    const text = valueOf(form, "text").trim();
    if (!text) throw new Error(say("console-js-nothing-written"));
    return text;
  }

  private async note(form: HTMLFormElement): Promise<void> {
    const team = provenTeam(dataOf<Signed | null>(this, "certificate"));
    const sealed = await sealJson({ v: 1, text: this.typed(form) }, [team.recipient]);
    // What is handed over says to whom; a review says what it came to.
    const chosen = ["to", "verdict"].filter((name) => form.elements.namedItem(name));
    const open = Object.fromEntries(chosen.map((name) => [name, valueOf(form, name)]));
    await post(this.dataset.post ?? "", { ...open, ciphertext: base64(sealed) });
    this.done();
  }

  private async reply(form: HTMLFormElement): Promise<void> {
    const text = this.typed(form);
    const keys = await unlocked();
    showProgress(form, say("console-js-sealing"));
    const { answer, chain } = await provenChain(this.dataset.report ?? "");
    const sealed = await sealJson({ v: 1, text }, [answer.recipient, this.intakeRecipient(chain)]);
    const statement = messageStatement("team", answer.mailbox, chain.sequence + 1, chain.head, hex(sha(sealed)));
    await post(this.dataset.post ?? "", {
      sequence: chain.sequence + 1,
      previous: chain.head,
      ciphertext: base64(sealed),
      signature: sign(statement, keys.sign).signature,
    });
    this.done();
  }

  /** The newest intake recipient that the root certified, so that the team can read its own reply later. */
  private intakeRecipient(chain: Chain): string {
    const team = this.dataset.team;
    const newest = chain.teams
      .filter((cert) => cert.purpose === "intake" && (!team || cert.team === team))
      .sort((a, b) => b.epoch - a.epoch)[0];
    if (!newest) throw new Error(say("console-js-chain-broken"));
    return newest.recipient;
  }

  private done(): void {
    location.reload();
  }
}
