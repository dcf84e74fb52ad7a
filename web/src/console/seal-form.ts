/**
 * `<khien-seal data-kind="note|reply" data-post data-certificate>`: the writing twin of `<khien-sealed>`.
 *
 * What is typed is sealed here before it leaves. A reply is also signed, in the chain of its mailbox, so that the
 * person can tell it from one that a seized server made up.
 */

import {
  base64, hex, messageStatement, readTeamCertificate, sealJson, sha, sign, verifyChain, type Chain, type ChainAnswer, type Signed,
} from "../seal";
import { requireKnownRoot } from "./root";
import { dataOf, find, onSubmit, showError, showProgress, valueOf } from "./page";
import { get, post } from "./server";
import { unlocked } from "./unlock";
import { say } from "./words";

/** A report's chain with the keys of its mailbox. */
interface ReportChain extends ChainAnswer {
  mailbox: string;
  /** Where the reporter reads: `age1…` */
  recipient: string;
  /** Hex public key of the reporter. */
  verify: string;
}

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
    const root = document.body.dataset.root ?? "";
    requireKnownRoot(root);
    const team = readTeamCertificate(dataOf<Signed>(this, "certificate"), root);
    if (!team) throw new Error(say("console-js-team-unproven"));
    const sealed = await sealJson({ v: 1, text: this.typed(form) }, [team.recipient]);
    await post(this.dataset.post ?? "", { ciphertext: base64(sealed), ...extras(form) });
    this.done();
  }

  private async reply(form: HTMLFormElement): Promise<void> {
    const text = this.typed(form);
    const keys = await unlocked();
    showProgress(form, say("console-js-sealing"));
    const answer = await get<ReportChain>(this.dataset.chain ?? "");
    requireKnownRoot(answer.root);
    const chain = verifyChain(answer, { mailbox: answer.mailbox, verify: answer.verify, root: answer.root });
    if (!chain || chain.brokenFrom !== null) {
      showError(form, say("console-js-chain-broken"));
      return;
    }
    const sealed = await sealJson({ v: 1, text }, [answer.recipient, this.intakeRecipient(chain)]);
    const statement = messageStatement("team", answer.mailbox, chain.sequence + 1, chain.head, hex(sha(sealed)));
    await post(this.dataset.post ?? "", {
      sequence: chain.sequence + 1,
      previous: chain.head,
      ciphertext: base64(sealed),
      signature: sign(statement, keys.sign).signature,
      ...extras(form),
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

/** Codes and marks that go beside the sealed text, from the form's other fields. */
function extras(form: HTMLFormElement): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-beside]")) {
    if (!(field instanceof HTMLInputElement && field.type === "checkbox" && !field.checked)) found[field.name] = field.value;
  }
  return found;
}
