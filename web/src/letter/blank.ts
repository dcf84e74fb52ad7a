/**
 * A blank letter in its page: whoever reads it chooses a kind, fills its form in, and takes home a file that our desk alone can open, signed
 * with the letter's key. Of information the closed part is encrypted under a key that stays with them, in a second file.
 */

import { ed25519 } from "@noble/curves/ed25519.js";

import {
  hex, randomBytes, readStaffCertificate, readTeamCertificate, sealJson, sha, sign, unhex, utf8, verifies,
} from "../seal";
import { KhienDeskForm } from "../console/desk-form";
import { closeForm } from "../console/information";
import { readBlank, requestStatement, type Blank, type BlankSaid, type KeyFile, type LetterRequest } from "../console/letter-request";
import { opening, type Base, type Form } from "../console/opening";
import { find, make, showProgress, valueOf } from "../console/page";
import type { Bound } from "./certificate";
import { check, type Asked } from "./check";
import { gone, saved, say } from "./parts";

/** The letter that this page opened, and what our officer signed of it. */
let letter: { blank: Blank; said: BlankSaid } | undefined;

/** Whether this is a blank letter. */
export function isBlank(content: unknown): content is Blank {
  return typeof content === "object" && content !== null && "blank" in content;
}

/** What was signed of a blank letter, where that holds: by an officer of the team that the root certified, and over this letter's key. */
function proven(blank: Blank, bound?: Bound): BlankSaid | null {
  const { signed, staff } = blank.blank;
  const teams = blank.voices.teams.map((team) => readTeamCertificate(team, blank.voices.root)).filter((team) => team !== null);
  const officer = readStaffCertificate(staff, teams);
  const said = readBlank(signed);
  if (!officer || !said || !verifies(signed, officer.verify)) return null;
  const own = said.verify === hex(ed25519.getPublicKey(unhex(blank.seed))) && said.officer === officer.desk;
  const same = !bound || (bound.message === said.blank && bound.from === said.from && bound.to === said.to);
  return own && same ? said : null;
}

/** The parts of the page of a blank letter; throws in words where its signature does not hold. */
export function blankPage(blank: Blank, bound?: Bound): HTMLElement[] {
  const said = proven(blank, bound);
  if (!said) throw new Error(say("changed"));
  letter = { blank, said };
  if (!customElements.get("khien-blank-form")) customElements.define("khien-blank-form", KhienBlankForm);
  const templates = [...document.querySelectorAll<HTMLTemplateElement>("template[data-kind]")];
  const options = templates.map(({ dataset }) => make("option", { text: dataset.name, attributes: { value: dataset.kind ?? "" } }));
  const kind = make("select", { attributes: { id: "kind" } }, options);
  const place = make("div", { attributes: { "data-form-place": "" } });
  const show = () => {
    const chosen = templates.find(({ dataset }) => dataset.kind === kind.value);
    if (chosen) place.replaceChildren(document.importNode(chosen.content, true));
  };
  // A form that was begun stays until another kind is chosen.
  kind.addEventListener("change", show);
  show();
  return [
    make("section", { class: "card" }, [
      make("h2", { text: `${said.from} → ${said.to}` }),
      make("p", { class: "proof", text: say("blank-proven", { who: said.officer }) }),
      make("p", { text: say("blank-how") }),
    ]),
    make("section", { class: "card" }, [
      make("h2", { text: say("blank-choose") }),
      make("p", {}, [make("label", { text: say("blank-kind"), attributes: { for: "kind" } }), kind]),
      place,
    ]),
  ];
}

/** `<khien-blank-form data-kind data-form data-open data-fields>`: a form that is checked and made into files here, without a network. */
class KhienBlankForm extends KhienDeskForm {
  private readonly made = make("div", { attributes: { tabindex: "-1", hidden: "" } });

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.contains(this.made)) this.append(this.made);
    const form = find<HTMLFormElement>("form.desk-form", this);
    for (const event of ["input", "change", "submit"]) form.addEventListener(event, () => gone(this.made), { capture: true });
  }

  protected override async check(): Promise<void> {
    if (!letter) return;
    const form = this.value();
    const fields = JSON.parse(this.dataset.fields ?? "[]") as Asked[];
    const problems = check(fields, form, [letter.blank.phone]);
    this.tell({ holds: !problems.length, problems, warnings: [] });
    if (problems.length) return;
    const officer = valueOf(find<HTMLFormElement>("form.desk-form", this), "officer").trim();
    if (!officer) throw new Error(say("no-officer"));
    await this.files(form, officer);
  }

  private async files(form: Form, officer: string): Promise<void> {
    const { blank, said } = letter as { blank: Blank; said: BlankSaid };
    if (!globalThis.crypto?.subtle) throw new Error(say("key-browser"));
    const team = readTeamCertificate(blank.team, blank.voices.root);
    if (!team) throw new Error(say("changed"));
    const open = JSON.parse(this.dataset.open ?? "[]") as string[];
    const base: Base = {
      thread: hex(randomBytes(16)), from: said.to, to: said.from, officer, kind: this.dataset.kind ?? "", form: this.dataset.form ?? "", open,
    };
    const parts = open.length ? await closeForm(form, open) : undefined;
    const text = JSON.stringify(parts?.body ?? form);
    const request: LetterRequest = {
      blank: said.blank, thread: base.thread, message: parts?.closed.message ?? hex(randomBytes(16)), from: base.from, to: base.to,
      issued_at: Date.now() * 1000, officer, form: hex(sha(utf8(text))),
      act: { ...opening(base, form), ...(parts ? { information: parts.information } : {}) } as LetterRequest["act"],
    };
    const signed = sign(requestStatement(request), blank.seed);
    const closed = parts ? { sealed: parts.closed.sealed } : {};
    const sealed = await sealJson({ v: 1, signed, form: text, ...closed }, [team.recipient]);
    const name = request.thread.slice(0, 8);
    const key: KeyFile | undefined = parts && { v: 1, message: request.message, key: parts.closed.key };
    this.made.replaceChildren(
      make("p", { class: "proof", text: say("blank-made") }),
      saved(new Blob([sealed as BlobPart], { type: "application/octet-stream" }), say("blank-save"), `request-${name}.age`),
      ...(key ? [
        make("p", { text: say("blank-key") }),
        saved(new Blob([JSON.stringify(key)], { type: "application/octet-stream" }), say("blank-save-key"), `key-${name}.json`),
      ] : []),
      make("p", { class: "muted", text: say("blank-again") }),
    );
    this.made.hidden = false;
    this.made.focus();
    showProgress(this, "");
  }
}
