/**
 * Sealing, signing and sending what a person lets services have of their own images (docs/protect.md). Only hashes are
 * here: no file comes into this room.
 */

import { headerOf } from "../report/header";
import {
  actStatement, base64, hex, linkHash, randomBytes, readTeamCertificate, reporterKeys, reportStatement, sealJson, sha,
  sign, utf8, type Receipt,
} from "../../seal";
import { KeyIsWrong, type Node } from "../report/send";
import { Refused, detailOf } from "../upload";
import type { Signal } from "./chosen";

/** The codes of class open: whose images, by the answer about age. */
export interface OwnCodes {
  door: "protect";
  path: string;
  age?: "age.child";
}

/** What stands in the header for an answer about age. */
export function ownCodes(age: string): OwnCodes {
  if (age === "rep.self.then_child") return { door: "protect", path: "path.18", age: "age.child" };
  return { door: "protect", path: age };
}

/** The list that is signed and sealed: a salt that only the person keeps, then a line for each hash. */
function listOf(salt: string, signals: readonly Signal[]): string {
  const lines = signals.map(({ item, kind, value, quality }) => `${item} ${kind} ${value} ${quality ?? "-"}`);
  return ["khien/v1/own-images", salt, ...lines].join("\n");
}

/** Seals and signs: the body to send, which is kept until the server has it. */
export async function sealProtection(
  signals: readonly Signal[],
  chosen: readonly string[],
  open: OwnCodes,
  receipt: Receipt,
  node: Node,
  lang: string,
): Promise<string> {
  const intake = readTeamCertificate(node.intake, node.root);
  if (!intake || intake.purpose !== "intake") throw new KeyIsWrong();
  const keys = reporterKeys(receipt, node.root);
  const salt = hex(randomBytes(32));
  const list = listOf(salt, signals);
  const what = await sealJson({ v: 1, story: list }, [intake.recipient, keys.recipient]);
  const header = headerOf(keys, intake, lang, open);
  const report = sign(reportStatement(keys.mailbox, header, what, null, []), keys.seed);
  const head = linkHash(report);
  const hash = hex(sha(utf8(list)));
  const signFor = (to: string) =>
    sign(actStatement(keys.mailbox, 0, head, "release-hashes", `${to} ${hash}`), keys.seed).signature;
  return JSON.stringify({
    header,
    what: base64(what),
    signature: report.signature,
    salt,
    signals,
    head,
    chosen: chosen.map((to) => ({ to, signature: signFor(to) })),
  });
}

/** Sends it: all of it arrives, or nothing. */
export async function sendProtection(body: string, lang: string): Promise<void> {
  const answer = await fetch("/protect/send", {
    method: "POST",
    headers: { "content-type": "application/json", "accept-language": lang },
    body,
  });
  if (answer.ok) return;
  if (answer.status >= 500) throw new Error("the server failed");
  throw new Refused(await detailOf(answer));
}
