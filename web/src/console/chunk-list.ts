/** By which an answer to a letter names the chunks of its evidence: the console and the letter's page make it alike. */

import { hex, sha, utf8 } from "../seal";

/** SHA-256 (hex) of a list of chunks: their hashes in order, each with a line end after it. */
export function listOf(chunks: readonly string[]): string {
  return hex(sha(utf8(chunks.map((chunk) => `${chunk}\n`).join(""))));
}
