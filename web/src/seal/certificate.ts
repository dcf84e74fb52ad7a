/** Certificates: who may speak for a team (docs/formats.md section 6). */

import { verifies, type Purpose, type Signed } from "./statement";

/** A team's keys of one epoch, certified by the root. */
export interface TeamCertificate {
  team: string;
  epoch: number;
  purpose: Purpose;
  /** `age1…` */
  recipient: string;
  /** Hex Ed25519 public key of the team. */
  verify: string;
}

/** A member's key, certified by the team. */
export interface StaffCertificate {
  team: string;
  epoch: number;
  /** The name under which the member speaks to the outside (care 4.3). */
  desk: string;
  /** Hex Ed25519 public key of the member. */
  verify: string;
}

const KEY = /^[0-9a-f]{64}$/;
const EPOCH = /^(0|[1-9][0-9]{0,8})$/;

/** A team's certificate, or `null` when the root (hex public key) did not sign it or it is of another form. */
export function readTeamCertificate(signed: Signed, root: string): TeamCertificate | null {
  const [first, team, epoch, purpose, recipient, verify, ...rest] = signed.statement.split("\n");
  if (first !== "khien/v1/team" || rest.length || !EPOCH.test(epoch ?? "") || !KEY.test(verify ?? "")) return null;
  if (purpose !== "intake" && purpose !== "custodian" && purpose !== "desk") return null;
  if (!verifies(signed, root)) return null;
  return { team, epoch: Number(epoch), purpose, recipient, verify };
}

/** A member's certificate, or `null` when no team of the same id and epoch signed it. */
export function readStaffCertificate(signed: Signed, teams: readonly TeamCertificate[]): StaffCertificate | null {
  const [first, team, epoch, desk, verify, ...rest] = signed.statement.split("\n");
  if (first !== "khien/v1/staff" || rest.length || !EPOCH.test(epoch ?? "") || !KEY.test(verify ?? "")) return null;
  const issuer = teams.find((known) => known.team === team && known.epoch === Number(epoch));
  if (!issuer || !verifies(signed, issuer.verify)) return null;
  return { team, epoch: Number(epoch), desk, verify };
}

/** The ledger's name and key that the root certified, or `null`. */
export function readOnlineCertificate(signed: Signed, root: string): { origin: string; verify: string } | null {
  const [first, origin, verify, ...rest] = signed.statement.split("\n");
  if (first !== "khien/v1/online" || rest.length || !KEY.test(verify ?? "")) return null;
  return verifies(signed, root) ? { origin, verify } : null;
}

/** The root (hex) that this one named as the next of its State's desk, or `null`. */
export function readSuccession(signed: Signed, old: string): string | null {
  const [first, state, from, to, ...rest] = signed.statement.split("\n");
  if (first !== "khien/v1/desk-root" || rest.length || !state || from !== old || !KEY.test(to ?? "")) return null;
  return verifies(signed, old) ? (to ?? null) : null;
}
