/** Bundles a source file with the same options as the shipped scripts and imports it, so that tests test what ships. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { scriptOptions } from "../build.mjs";

/** Imports `web/<path>` as it would be bundled. */
export async function bundled(path) {
  const folder = mkdtempSync(join(tmpdir(), "khien-web-"));
  const outfile = join(folder, "module.mjs");
  const entry = fileURLToPath(new URL(`../${path}`, import.meta.url));
  try {
    await esbuild.build({ ...scriptOptions, format: "esm", entryPoints: [entry], outfile });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
