/** One file after another through a worker, which can be stopped at any moment by ending it. */

import type { Task, Word } from "./work";

const WORKER = "/assets/protect-worker.js";

/** The worker, as long as it is needed. */
export class Queue {
  private worker: Worker | null = null;
  private stop: (() => void) | null = null;

  /**
   * Hashes a file. `null` when it was stopped.
   */
  hash(task: Task, onPart: (done: number) => void): Promise<Word | null> {
    const worker = (this.worker ??= new Worker(WORKER));
    return new Promise((resolve) => {
      this.stop = () => resolve(null);
      worker.onerror = () => {
        this.end();
        resolve({ say: "trouble", trouble: "failed" });
      };
      worker.onmessage = ({ data }: MessageEvent<Word>) => {
        if (data.say === "part") onPart(data.done);
        else resolve(data);
      };
      worker.postMessage(task);
    });
  }

  /** Stops at once; what was read is forgotten with the worker. */
  end(): void {
    this.worker?.terminate();
    this.worker = null;
    this.stop?.();
    this.stop = null;
  }
}
