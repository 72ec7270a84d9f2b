import type { Scheduler } from "./transport.ts";

/** Time for tests: it stands while anything can go on, and then leaps to the next moment that somebody waits for. */
export interface MadeScheduler extends Scheduler {
  /** Lets time pass until the work is done. */
  readonly run: <Value>(work: Promise<Value>) => Promise<Value>;
}

export function makeScheduler(): MadeScheduler {
  let now = 0;
  let count = 0;
  const waiting = new Map<number, { readonly at: number; readonly end: () => void }>();

  async function settle(): Promise<void> {
    // One turn of the event loop lets every promise that can go on do so.
    await new Promise((resolve) => setImmediate(resolve));
  }

  return {
    now: () => now,
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        count += 1;
        const id = count;
        const end = (): void => {
          waiting.delete(id);
          resolve();
        };
        waiting.set(id, { at: now + milliseconds, end });
        signal.addEventListener("abort", end, { once: true });
      }),
    run: async (work) => {
      let isDone = false;
      const end = (): void => {
        isDone = true;
      };
      work.then(end, end);
      for (;;) {
        await settle();
        if (isDone) return await work;
        const [next] = [...waiting.values()].sort((a, b) => a.at - b.at);
        if (next === undefined) throw new Error("the work waits for nothing that time brings");
        now = Math.max(now, next.at);
        next.end();
      }
    },
  };
}
