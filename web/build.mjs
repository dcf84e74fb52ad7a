/**
 * Bundles the scripts and styles into crates/node/assets, where the binary embeds them.
 * The output is committed and compared in the checks, so that `cargo run` needs no npm.
 */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Name of the bundle in crates/node/assets, and where it comes from. */
const bundles = {
  exit: "src/portal/exit.ts",
  report: "src/portal/report.ts",
  qr: "src/portal/qr.ts",
  mailbox: "src/portal/mailbox.ts",
  protect: "src/portal/protect.ts",
  "protect-worker": "src/portal/protect-worker.ts",
  console: "src/console/console.ts",
  "provenance-worker": "src/console/provenance-worker.ts",
  setup: "src/console/setup.ts",
  letter: "src/letter/letter.ts",
  "letter-key": "src/letter/letter-key.ts",
};
const styles = { portal: "src/portal/portal.css", console: "src/console/console.css", letter: "src/letter/letter.css" };

/** What all script bundles share. The sealing library needs BigInt (Chrome 67, Firefox 68, Safari 14). */
export const scriptOptions = {
  bundle: true,
  minify: true,
  charset: "utf8",
  target: "es2019",
  supported: { bigint: true },
  alias: {
    "@noble/post-quantum/hybrid.js": here("src/seal/absent.ts"),
    "@noble/curves/nist.js": here("src/seal/absent.ts"),
  },
  legalComments: "none",
  logLevel: "warning",
};

const present = (entries) => Object.fromEntries(
  Object.entries(entries).map(([name, path]) => [name, here(path)]).filter(([, path]) => existsSync(path)),
);

/** Writes every bundle whose source exists. */
export async function build(outdir = here("../crates/node/assets")) {
  await esbuild.build({ ...scriptOptions, format: "iife", entryPoints: present(bundles), outdir });
  await esbuild.build({
    bundle: true, minify: true, charset: "utf8", target: ["chrome61", "firefox60", "safari12"],
    entryPoints: present(styles), outdir, logLevel: "warning", legalComments: "none",
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
