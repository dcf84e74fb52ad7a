/**
 * The member's unlocked keys between pages. They lie in sessionStorage, encrypted under an AES key that this browser
 * keeps in IndexedDB and never hands out, so neither a copied profile's session file nor the tab alone gives them away.
 * They go at sign-out and after 15 idle minutes. What it does not stop: script that runs in this very page.
 */

import { base64, text, unbase64, utf8, type Keys } from "../seal";

const DATABASE = "khien-console";
const STORE = "keys";
const SLOT = "khien-vault";
const LAST = "khien-last";

/** After this long without a key press or a click, the passphrase is asked again. */
export const IDLE_MS = 15 * 60 * 1000;

/** Where a browser without WebCrypto (a page without HTTPS) keeps the keys: in this page only. */
let here: Keys | null = null;

function canKeep(): boolean {
  return Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);
}

function store<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const request = act(opening.result.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => {
        resolve(request.result);
        opening.result.close();
      };
      request.onerror = () => reject(request.error);
    };
  });
}

/** Keeps unlocked keys for the next pages of this tab. */
export async function keep(keys: Keys): Promise<void> {
  here = keys;
  touch();
  if (!canKeep()) return;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await store("readwrite", (s) => s.put(key, SLOT));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, utf8(JSON.stringify(keys)) as BufferSource);
  sessionStorage.setItem(SLOT, JSON.stringify({ iv: base64(iv), sealed: base64(new Uint8Array(sealed)) }));
}

/** The unlocked keys, or `null` when they have to be unlocked again. */
export async function take(): Promise<Keys | null> {
  if (isIdle()) {
    await clear();
    return null;
  }
  if (here) return here;
  const kept = sessionStorage.getItem(SLOT);
  if (!kept || !canKeep()) return null;
  try {
    const { iv, sealed } = JSON.parse(kept) as { iv: string; sealed: string };
    const key = await store<CryptoKey>("readonly", (s) => s.get(SLOT));
    const opened = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: unbase64(iv) as BufferSource },
      key,
      unbase64(sealed) as BufferSource,
    );
    here = JSON.parse(text(new Uint8Array(opened))) as Keys;
    return here;
  } catch {
    await clear();
    return null;
  }
}

/** Forgets the keys. */
export async function clear(): Promise<void> {
  here = null;
  sessionStorage.removeItem(SLOT);
  sessionStorage.removeItem(LAST);
  if (canKeep()) await store("readwrite", (s) => s.delete(SLOT)).catch(() => undefined);
}

/** Notes that the person is still here. */
export function touch(): void {
  sessionStorage.setItem(LAST, String(Date.now()));
}

function isIdle(): boolean {
  const last = Number(sessionStorage.getItem(LAST) ?? 0);
  return last > 0 && Date.now() - last > IDLE_MS;
}

/** Watches for idleness and calls `onIdle` once the keys are forgotten. */
export function watchIdle(onIdle: () => void): void {
  for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => !isIdle() && touch(), { passive: true });
  setInterval(() => {
    if (isIdle()) void clear().then(onIdle);
  }, 20_000);
}
