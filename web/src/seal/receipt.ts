/**
 * The receipt: 20 symbols that are the only way back to a mailbox (docs/formats.md section 2).
 *
 * 19 random symbols (95 bits) and a check symbol over GF(32) that catches every wrong symbol and every swap of two.
 */

/** Crockford base32: no I, L, O, U, so that a read-aloud or hand-written code is not misread. */
export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const LENGTH = 20;

/** Twenty symbols without spaces that satisfy the check sum. */
export type Receipt = string;

/** What a typed text turned out to be. */
export type ReadReceipt =
  | { kind: "receipt"; receipt: Receipt }
  /** The two last groups were exchanged: a cry for help; `receipt` is the one that it belongs to. */
  | { kind: "duress"; receipt: Receipt }
  /** A letter that no receipt has. */
  | { kind: "letter"; letter: string }
  /** Too few or too many symbols. */
  | { kind: "length"; length: number }
  /** The sum fails: a symbol is wrong or two are swapped. */
  | { kind: "sum" };

/** Product in GF(32) with the polynomial x⁵+x²+1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 5; bit++) {
    if (b & (1 << bit)) product ^= a << bit;
  }
  for (let bit = 8; bit >= 5; bit--) {
    if (product & (1 << bit)) product ^= 0b100101 << (bit - 5);
  }
  return product;
}

/** α⁰ … α¹⁹ with α = 2: all different, none zero. */
const WEIGHTS: readonly number[] = Array.from({ length: LENGTH }).reduce<number[]>(
  (weights) => [...weights, weights.length ? times(weights[weights.length - 1], 2) : 1],
  [],
);

function weightedSum(values: readonly number[]): number {
  return values.reduce((sum, value, place) => sum ^ times(WEIGHTS[place], value), 0);
}

function values(symbols: string): number[] {
  return Array.from(symbols, (symbol) => ALPHABET.indexOf(symbol));
}

/** Whether 20 symbols satisfy the sum. */
export function isReceipt(symbols: string): boolean {
  const found = values(symbols);
  return found.length === LENGTH && found.every((value) => value >= 0) && weightedSum(found) === 0;
}

/** The same symbols with the two last groups exchanged. */
export function exchangeLastGroups(symbols: string): string {
  return symbols.slice(0, 12) + symbols.slice(16, 20) + symbols.slice(12, 16);
}

/** The check symbol that 19 symbols need. */
function checkSymbol(first: readonly number[]): number {
  const wanted = weightedSum(first);
  return Array.from(ALPHABET).findIndex((_, value) => times(WEIGHTS[LENGTH - 1], value) === wanted);
}

/** The receipt of 19 random bytes, of which the low five bits count. */
export function receiptFromRandom(bytes: Uint8Array): Receipt {
  const drawn = Array.from(bytes, (byte) => byte & 31);
  return [...drawn, checkSymbol(drawn)].map((value) => ALPHABET[value]).join("");
}

/**
 * A new receipt. `fill` draws the random bytes; tests pass their own.
 * One whose exchanged form also satisfies the sum is drawn again, so that it is never mistaken for its duress code.
 */
export function makeReceipt(fill: (bytes: Uint8Array) => void = (bytes) => void crypto.getRandomValues(bytes)): Receipt {
  for (;;) {
    const bytes = new Uint8Array(LENGTH - 1);
    fill(bytes);
    const symbols = receiptFromRandom(bytes);
    if (!isReceipt(exchangeLastGroups(symbols))) return symbols;
  }
}

/** The five groups of four, as a receipt is shown. */
export function groupsOf(receipt: Receipt): string[] {
  return [0, 4, 8, 12, 16].map((start) => receipt.slice(start, start + 4));
}

/** Reads what a person typed or pasted: small letters, spaces, hyphens, dots, I, L and O are understood. */
export function readReceipt(typed: string): ReadReceipt {
  const symbols = typed
    .toUpperCase()
    .replace(/[\s\-.\u2010-\u2015\u00ad]/g, "")
    .replace(/[IL]/g, "1")
    .replace(/O/g, "0");
  const letter = Array.from(symbols).find((symbol) => !ALPHABET.includes(symbol));
  if (letter !== undefined) return { kind: "letter", letter };
  if (symbols.length !== LENGTH) return { kind: "length", length: symbols.length };
  if (isReceipt(symbols)) return { kind: "receipt", receipt: symbols };
  const exchanged = exchangeLastGroups(symbols);
  return isReceipt(exchanged) ? { kind: "duress", receipt: exchanged } : { kind: "sum" };
}
