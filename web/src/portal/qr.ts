/**
 * The code as a picture to photograph: a bundle of its own, fetched only when somebody asks for it. It draws modules;
 * the page makes a picture of them. Alphanumeric, so that twenty symbols fit the smallest square.
 */

import encodeQR from "qr";

declare global {
  interface Window {
    /** Dark and light squares of a text, row by row, with the four light ones around that the standard asks. */
    khienSquares?: (text: string) => boolean[][];
  }
}

window.khienSquares = (text) => encodeQR(text, "raw", { ecc: "medium", encoding: "alphanumeric", border: 4 });
