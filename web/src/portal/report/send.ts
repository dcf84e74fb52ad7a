/** Sealing, signing and sending a report (docs/formats.md sections 5 to 7). Nothing leaves the browser before this. */

import { headerOf } from "./header";
import {
  base64, readTeamCertificate, reporterKeys, reportStatement, sealJson, sealWho, sign,
  type Receipt, type Signed, type TeamCertificate, type What, type Who,
} from "../../seal";
import { Refused, detailOf, putFile, sealChosen, type SealedFile } from "../upload";
import type { Draft } from "./draft";
import type { OpenCodes } from "./open";

/** What the server says about the keys to which a report is sealed. */
export interface Node {
  /** Hex public key of the root. */
  root: string;
  intake: Signed;
  custodian: Signed | null;
}

/** A report that is sealed and signed. It is kept until the server has it, so that a second try sends the same bytes. */
export interface SealedReport {
  body: string;
  files: SealedFile[];
}

/** The team's key does not verify: nothing may be sealed to it. */
export class KeyIsWrong extends Error {}

function trusted(cert: Signed | null, node: Node, purpose: "intake" | "custodian"): TeamCertificate | null {
  const read = cert && readTeamCertificate(cert, node.root);
  return read && read.purpose === purpose ? read : null;
}

/** Words that may be added behind "More". */
const WORDS = ["when", "number", "demand", "deadline", "amount", "trusted", "school"] as const;

/** What happened, as it is sealed; empty fields are left out. */
export function whatOf(draft: Draft): What {
  const what: What = { v: 1 };
  if (draft.one("story")) what.story = draft.one("story");
  if (draft.lines("urls").length) what.urls = draft.lines("urls");
  if (draft.lines("accounts").length) what.accounts = draft.lines("accounts");
  if (draft.one("payment")) what.payment = draft.one("payment");
  for (const name of WORDS) {
    const said = draft.one(name);
    if (said) what[name] = said;
  }
  return what;
}

/** Who the person is, or `null` when they gave neither a way of contact nor a name. */
function whoOf(draft: Draft): Who | null {
  if (draft.ways.length === 0 && !draft.one("name")) return null;
  const who: Who = { v: 1 };
  if (draft.one("name")) who.name = draft.one("name");
  if (draft.ways.length) who.ways = draft.ways;
  if (draft.one("contact_note")) who.note = draft.one("contact_note");
  return who;
}

/** Seals and signs a draft. */
export async function sealReport(
  draft: Draft,
  open: OpenCodes,
  receipt: Receipt,
  node: Node,
  lang: string,
): Promise<SealedReport> {
  const intake = trusted(node.intake, node, "intake");
  const custodian = trusted(node.custodian, node, "custodian");
  const who = whoOf(draft);
  if (!intake || (who && !custodian)) throw new KeyIsWrong();
  const keys = reporterKeys(receipt, node.root);
  const readers = [intake.recipient, keys.recipient];

  const what = await sealJson(whatOf(draft), readers);
  const sealedWho = who && custodian ? await sealWho(who, custodian.recipient, intake.recipient) : null;
  const files: SealedReport["files"] = [];
  for (const file of draft.enclosed) {
    files.push(await sealChosen(file, readers));
  }
  const header = headerOf(keys, intake, lang, open);
  const statement = reportStatement(keys.mailbox, header, what, sealedWho, files.map((file) => file.sha256));
  const body = JSON.stringify({
    header,
    what: base64(what),
    who: sealedWho && base64(sealedWho),
    files: files.map((file) => ({ sha256: file.sha256, size: file.bytes.length })),
    signature: sign(statement, keys.seed).signature,
  });
  return { body, files };
}

/** Sends a sealed report: files first, each from where the server has it, then the report that names them. */
export async function sendReport(
  report: SealedReport,
  lang: string,
  onFile: (n: number, of: number) => void,
): Promise<void> {
  for (const [index, file] of report.files.entries()) {
    onFile(index + 1, report.files.length);
    await putFile(file);
  }
  const answer = await fetch("/report/sealed", {
    method: "POST",
    headers: { "content-type": "application/json", "accept-language": lang },
    body: report.body,
  });
  // 409: a report of this receipt is there already. The receipt is known to this page alone, so it is this one, whose
  // first answer was lost on the way.
  if (answer.ok || answer.status === 409) return;
  if (answer.status >= 500) throw new Error("the server failed");
  throw new Refused(await detailOf(answer));
}
