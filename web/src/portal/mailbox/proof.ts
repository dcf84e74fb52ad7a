/** Whether the report was kept unchanged: leaf, path and signed checkpoint, computed here (docs/formats.md section 10). */

import {
  hex, isIncluded, leafHash, readCheckpoint, readOnlineCertificate, sha, text, unbase64, unhex, type Signed,
} from "../../seal";

/** What `POST /mailbox/proof` answers. */
export interface Proof {
  pending?: boolean;
  leaf: number;
  hash: string;
  checkpoint: string;
  path: string[];
  /** Base64 of the canonical row. */
  event: string;
  /** Hex salt of the leaf. */
  salt: string;
  /** Base64 of the event's payload. */
  payload: string;
  /** The root's certificate of the ledger's key. */
  online: Signed;
}

/**
 * Whether the tree that the ledger's key signed holds the event of this very report. From the report outwards:
 * statement and signature → payload → payload's hash in the row → leaf → tree → checkpoint → key certified by the
 * root that the receipt pins.
 */
export function proves(proof: Proof, report: Signed, root: string): boolean {
  try {
    const online = readOnlineCertificate(proof.online, root);
    const checkpoint = online && readCheckpoint(proof.checkpoint, online.origin, online.verify);
    if (!checkpoint) return false;
    const payload = unbase64(proof.payload);
    const told = JSON.parse(text(payload)) as Partial<Signed>;
    if (told.statement !== report.statement || told.signature !== report.signature) return false;
    const row = unbase64(proof.event);
    const fields = JSON.parse(text(row)) as unknown[];
    if (fields[fields.length - 1] !== hex(sha(payload))) return false;
    const leaf = leafHash(unhex(proof.salt), row);
    const path = proof.path.map(unbase64);
    return hex(leaf) === proof.hash && isIncluded(leaf, proof.leaf, checkpoint.size, path, checkpoint.root);
  } catch {
    return false;
  }
}
