import type { Stop } from "./stop-index.ts";

/** Reasons for which value stops, by number. */
export interface StopReasons {
  readonly reasons: readonly Stop[];
  /** Adds the reason where it is new. */
  readonly numberOf: (stop: Stop) => number;
}

export function createStopReasons(): StopReasons {
  const reasons: Stop[] = [];
  const numbers = new Map<string, number>();
  return {
    reasons,
    numberOf: (stop) => {
      const known = numbers.get(stop.reason);
      if (known !== undefined) return known;
      numbers.set(stop.reason, reasons.length);
      return reasons.push(stop) - 1;
    },
  };
}
