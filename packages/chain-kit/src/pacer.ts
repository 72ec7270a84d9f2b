import type { EndpointLimits } from "./endpoint-limits.ts";
import type { Scheduler } from "./transport.ts";

/** One request's turn: what later answers about it are judged by. */
export interface Turn {
  readonly at: number;
  readonly wasHeld: boolean;
}

/** Decides when an endpoint is asked next, by what it answered so far. */
export interface Pacer {
  /** Waits until it is this request's turn. */
  readonly turn: () => Promise<Turn>;
  readonly answered: (turn: Turn) => void;
  /** The endpoint said that it is asked too fast, and perhaps for how long to pause. */
  readonly throttled: (turn: Turn, pauseMilliseconds: number | null) => void;
  /** Requests in a second. */
  readonly rate: () => number;
  readonly millisecondsWaited: () => number;
}

export interface PacerOptions {
  readonly limits: Pick<EndpointLimits, "rateStart" | "rateMin" | "rateMax" | "retryAfterMillisecondsMax">;
  readonly scheduler: Scheduler;
  readonly signal: AbortSignal;
}

const raiseWhileUnlimited = 1.1;
const raiseAfterLimit = 1.05;
const raiseIntervalMilliseconds = 1_000;
/** Endpoints mostly count by the second: what they refuse within the one after a change is still about the rate before it. */
const settleMilliseconds = 1_000;
const lowerFactor = 0.5;
/** Timers are no finer: a turn that is so near is taken at once. The turns after it are later by as much, so that the rate holds. */
const toleranceMilliseconds = 2;
/** Until the endpoint names a limit, so many turns are taken ahead of time: a fast endpoint is not kept waiting while its rate is found out. */
const aheadWhileUnlimited = 16;

/** Each request reserves the next turn, one rate's interval after the one before. */
export function openPacer({ limits, scheduler, signal }: PacerOptions): Pacer {
  let rate = limits.rateStart;
  let nextTurn = Number.NEGATIVE_INFINITY;
  let changedAt = Number.NEGATIVE_INFINITY;
  let loweredAt = Number.NEGATIVE_INFINITY;
  let hasLimit = false;
  let waited = 0;

  async function turn(): Promise<Turn> {
    const now = scheduler.now();
    const at = Math.max(nextTurn, now);
    nextTurn = at + 1000 / rate;
    const pause = at - now;
    if (pause > (hasLimit ? toleranceMilliseconds : aheadWhileUnlimited * (1000 / rate))) {
      await scheduler.wait(pause, signal);
      waited += scheduler.now() - now;
    }
    return { at: scheduler.now(), wasHeld: pause > 0 };
  }

  return {
    turn,
    answered: ({ wasHeld }) => {
      if (!wasHeld || rate >= limits.rateMax) return;
      const now = scheduler.now();
      if (hasLimit && now - changedAt < raiseIntervalMilliseconds) return;
      const raised = Math.min(limits.rateMax, rate * (hasLimit ? raiseAfterLimit : raiseWhileUnlimited));
      // Turns that are reserved ahead come as much sooner.
      if (nextTurn > now) nextTurn = now + ((nextTurn - now) * rate) / raised;
      rate = raised;
      changedAt = now;
    },
    throttled: ({ at }, pauseMilliseconds) => {
      const now = scheduler.now();
      const pause = Math.min(pauseMilliseconds ?? 0, limits.retryAfterMillisecondsMax);
      nextTurn = Math.max(nextTurn, now + pause);
      if (hasLimit && at <= loweredAt + settleMilliseconds) return;
      hasLimit = true;
      rate = Math.max(limits.rateMin, rate * lowerFactor);
      changedAt = now;
      loweredAt = now;
    },
    rate: () => rate,
    millisecondsWaited: () => waited,
  };
}
