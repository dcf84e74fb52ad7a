/** The open header of whatever is sealed to the intake team: a report, or what goes with pictures to protect. */
import type { readTeamCertificate, reporterKeys } from "../../seal";

type Intake = Pick<NonNullable<ReturnType<typeof readTeamCertificate>>, "team" | "epoch">;
type Keys = Pick<ReturnType<typeof reporterKeys>, "mailbox" | "recipient" | "verify">;

/** The header's text, in the order of fields that is signed. */
export function headerOf(keys: Keys, intake: Intake, lang: string, open: unknown): string {
  return JSON.stringify({
    v: 1,
    suite: "age-x25519",
    lang,
    mailbox: keys.mailbox,
    recipient: keys.recipient,
    verify: keys.verify,
    team: intake.team,
    epoch: intake.epoch,
    open,
  });
}
