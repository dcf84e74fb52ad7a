/** Talking to the node: JSON both ways, and a header that no other site can send without asking first. */

import { say } from "./words";

/** The node refused, in words for the person. */
export class Refused extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

async function answer<T>(response: Response): Promise<T> {
  if (response.ok) return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
  if (response.status === 401 && document.body.dataset.staff) {
    location.assign("/console/sign-in");
    throw new Refused(401, say("console-js-signed-out"));
  }
  const problem = await response.json().catch(() => ({}));
  throw new Refused(response.status, problem.detail || problem.title || say("console-js-failed"));
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: "same-origin", cache: "no-store", redirect: "error", ...init });
  } catch {
    throw new Refused(0, say("console-js-offline"));
  }
}

/** Posts JSON and reads JSON. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  return answer<T>(
    await send(path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-khien": "1" },
      body: JSON.stringify(body),
    }),
  );
}

/** Puts bytes. */
export async function putBytes(path: string, bytes: Uint8Array): Promise<void> {
  const headers = { "content-type": "application/octet-stream", "x-khien": "1" };
  await answer<undefined>(await send(path, { method: "PUT", headers, body: bytes as BodyInit }));
}

/** Reads bytes. */
export async function bytesFrom(path: string): Promise<Uint8Array> {
  const response = await send(path, { headers: { "x-khien": "1" } });
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : answer<Uint8Array>(response);
}

/** Reads JSON. */
export async function get<T>(path: string): Promise<T> {
  return answer<T>(await send(path, { headers: { "x-khien": "1" } }));
}
