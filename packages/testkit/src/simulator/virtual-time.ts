import type { Scheduler } from "@tributary/chain-kit";

/** Time that stands still until nothing is left to do, and then goes straight to what comes next. */
export interface VirtualTime extends Scheduler {
  /** Lets time pass until `work` has settled. Throws where nothing is left that could settle it. */
  readonly run: <Value>(work: Promise<Value>) => Promise<Value>;
  /** What a machine's sleep does to its clock. */
  readonly jump: (milliseconds: number) => void;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

export interface VirtualTimeOptions {
  /** Turns of the event loop without a timer after which the work counts as stuck. Work with real files needs many. */
  readonly idleTurnsMax: number;
}

export function startVirtualTime({ idleTurnsMax }: VirtualTimeOptions): VirtualTime {
  const timers: Timer[] = [];
  let now = 0;
  let order = 0;

  function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      order += 1;
      const timer = { at: now + Math.max(0, milliseconds), order, fire: end };
      function end(): void {
        signal.removeEventListener("abort", abort);
        resolve();
      }
      function abort(): void {
        timers.splice(timers.indexOf(timer), 1);
        resolve();
      }
      signal.addEventListener("abort", abort, { once: true });
      timers.push(timer);
    });
  }

  function fireNext(): boolean {
    let next: Timer | undefined;
    for (const timer of timers)
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    if (next === undefined) return false;
    timers.splice(timers.indexOf(next), 1);
    now = Math.max(now, next.at);
    next.fire();
    return true;
  }

  async function run<Value>(work: Promise<Value>): Promise<Value> {
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    work.then(settle, settle);
    for (let idle = 0; !isSettled; ) {
      await endOfTurn();
      if (isSettled) break;
      idle = fireNext() ? 0 : idle + 1;
      if (idle > idleTurnsMax) throw new Error("the work is stuck: nothing is under way and no time is waited for");
    }
    return work;
  }

  return {
    now: () => now,
    wait,
    run,
    jump: (milliseconds) => {
      now += milliseconds;
    },
  };
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
