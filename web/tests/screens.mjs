/**
 * Pictures of every page at 360 and 1280 px into docs/screens: `cargo xtask screens`, or with KHIEN_TEST set to the
 * line that `khien demo --json` prints. A name as argument takes only the pictures whose name begins so.
 */

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { base, stop } from "./browser/portal-browser.mjs";
import { portalScreens, wholePage } from "./browser/portal-screens.mjs";
import { small } from "./small-png.mjs";

const WIDTHS = [360, 1280];
const folder = process.env.KHIEN_SCREENS ?? fileURLToPath(new URL("../../docs/screens", import.meta.url));
const only = process.argv[2] ?? "";

/** The rooms whose pages are taken; each yields `{ name, page }` or `{ name, picture }` for a width. */
export const rooms = [portalScreens];

const console_ = new URL("./browser/console-screens.mjs", import.meta.url);
if (existsSync(console_)) rooms.push((await import(console_)).consoleScreens);

if (!base) throw new Error("set KHIEN_TEST to the line that `khien demo --json` prints");
mkdirSync(folder, { recursive: true });
try {
  for (const width of WIDTHS) {
    for (const screens of rooms) {
      for await (const { name, page, picture } of screens(width)) {
        if (!name.startsWith(only)) continue;
        const file = `${folder}/${name}-${width}.png`;
        writeFileSync(file, small(picture ?? (await wholePage(page, width))));
        console.log(file);
      }
    }
  }
} finally {
  await stop();
}
