/** The first minute of a node, and joining it: keys are made here and only public halves and sealed bundles leave. */

import {
  hex, identityOf, onlineStatement, randomBytes, recipientOf, rootFingerprint, sign, verifyKeyOf,
} from "../seal";
import { makeAccount, wireStrength } from "./account";
import { requireTail, showKit } from "./kit";
import { find, onSubmit, valueOf } from "./page";
import { post } from "./server";
import { say } from "./words";

/** What has to be kept off-line: on paper and on a stick, away from the server. */
interface Kit {
  /** Hex Ed25519 seed of the root. */
  root: string;
  /** `AGE-SECRET-KEY-1…`, or `null` when recovery is declined. */
  recovery: string | null;
}

/** The kit as printed and saved. `kit.ts` reads `root-seed` from it. */
function kitText(kit: Kit, origin: string): string {
  const fingerprint = rootFingerprint(verifyKeyOf(kit.root));
  return [
    say("console-js-kit-title", { origin }),
    say("console-js-kit-keep"),
    "",
    `node: ${origin}`,
    `root-fingerprint: ${fingerprint}`,
    `root-seed: ${kit.root}`,
    `recovery: ${kit.recovery ?? say("console-js-kit-no-recovery")}`,
    "",
  ].join("\n");
}

function wireSetup(form: HTMLFormElement): void {
  const origin = form.dataset.origin ?? "";
  const root = hex(randomBytes(32));
  const recovery = identityOf(randomBytes(32));
  const decline = find<HTMLInputElement>("[name=decline]", form);
  const kit = (): Kit => ({ root, recovery: decline.checked ? null : recovery });
  const show = (): void => showKit(form, kitText(kit(), origin), "khien-kit.txt");
  show();
  decline.addEventListener("change", show);
  find<HTMLButtonElement>("[data-print-kit]", form).addEventListener("click", () => print());
  onSubmit(form, async () => {
    requireTail(valueOf(form, "tail"), root);
    const { account } = await makeAccount(form);
    await post(location.pathname, {
      ...account,
      root: verifyKeyOf(root),
      online_certificate: sign(onlineStatement(origin, form.dataset.online ?? ""), root),
      recovery_recipient: decline.checked ? null : recipientOf(recovery),
      team_name: valueOf(form, "team_name").trim(),
      custodian_name: valueOf(form, "custodian_name").trim(),
    });
    location.replace("/console/sign-in");
  });
}

function wireJoin(form: HTMLFormElement): void {
  onSubmit(form, async () => {
    const { account } = await makeAccount(form);
    await post(location.pathname, account);
    location.replace("/console/sign-in");
  });
}

// The page of an address that was used already has no form.
const form = document.querySelector<HTMLFormElement>("form[data-account]");
if (form) {
  find<HTMLElement>("[data-needs-script]").hidden = true;
  form.hidden = false;
  wireStrength(form);
  if (form.dataset.account === "setup") wireSetup(form);
  else wireJoin(form);
}
