/** Files on their way: sealed whole, sent in parts, each from where the server has it (docs/formats.md section 7). */

import { hex, sealFile, sha } from "../seal";

/** A file that is sealed and not yet named by a report or message. */
export interface SealedFile {
  sha256: string;
  bytes: Uint8Array;
}

/** The server has answered and refused; the message is for the person. */
export class Refused extends Error {}

const PART = 1024 * 1024;
const TRIES = 4;

/** Seals a chosen file to its readers. */
export async function sealChosen(file: File, readers: readonly string[]): Promise<SealedFile> {
  const plain = { name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) };
  const bytes = await sealFile(plain, readers);
  return { sha256: hex(sha(bytes)), bytes };
}

/** Sends a file in parts; resumes where the server has it. */
export async function putFile({ sha256, bytes }: SealedFile): Promise<void> {
  let have = 0;
  while (have < bytes.length) have = await putPart(sha256, have, bytes.subarray(have, have + PART));
}

async function putPart(sha256: string, offset: number, part: Uint8Array): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await fetch(`/report/sealed/file/${sha256}/${offset}`, {
        method: "PUT",
        headers: { "content-type": "application/octet-stream" },
        body: part as BodyInit,
      });
      if (answer.ok) return ((await answer.json()) as { have: number }).have;
      if (answer.status < 500) throw new Refused(await detailOf(answer));
    } catch (error) {
      if (error instanceof Refused || attempt >= TRIES) throw error;
    }
    if (attempt >= TRIES) throw new Error("the server does not take the file");
    await new Promise((resolve) => setTimeout(resolve, 1000 * attempt));
  }
}

/** What a refusal says, for the person. */
export async function detailOf(answer: Response): Promise<string> {
  try {
    const problem = (await answer.json()) as { title?: string; detail?: string };
    return problem.detail || problem.title || "";
  } catch {
    return String(answer.status);
  }
}
