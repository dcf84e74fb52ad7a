/** The receipt as a QR code, drawn on this device when somebody opens it: only the symbols, no address. */

import type {} from "../qr";

const SVG = "http://www.w3.org/2000/svg";

let loading: Promise<void> | undefined;

function load(): Promise<void> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/assets/qr.js";
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => {
      loading = undefined;
      reject(new Error("the picture cannot be drawn"));
    });
    document.head.append(script);
  });
  return loading;
}

function drawn(squares: boolean[][], label: string): SVGElement {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "qr");
  picture.setAttribute("viewBox", `0 0 ${squares.length} ${squares.length}`);
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", label);
  const path = document.createElementNS(SVG, "path");
  const dark = squares.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : "")));
  path.setAttribute("d", dark.join(""));
  picture.append(path);
  return picture;
}

/** Makes the fold of a step live: opening it draws the code. */
export function offerPicture(step: ParentNode, receipt: string): void {
  const fold = step.querySelector<HTMLDetailsElement>("[data-picture]");
  if (!fold) return;
  fold.addEventListener("toggle", () => {
    if (!fold.open || fold.querySelector("svg")) return;
    void load().then(() => {
      if (window.khienSquares) fold.append(drawn(window.khienSquares(receipt), fold.dataset.label ?? ""));
    }, () => (fold.open = false));
  });
}
