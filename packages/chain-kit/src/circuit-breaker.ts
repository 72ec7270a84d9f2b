import type { EndpointLimits } from "./endpoint-limits.ts";
import type { Scheduler } from "./transport.ts";

/** How a request may pass: as one of many, as the one that tries whether the endpoint is back, or not at all. */
type Pass = "through" | "probe" | "shut";

export interface CircuitBreaker {
  /** With patience, waits until the circuit lets something through or its probe has failed; without, answers at once. */
  readonly enter: (isPatient: boolean) => Promise<Pass>;
  /** What became of a request that passed; `unknown` where it was given up from outside. */
  readonly settle: (pass: Pass, outcome: "alive" | "dead" | "unknown") => void;
  readonly state: () => "closed" | "open" | "half-open";
}

export interface CircuitOptions {
  readonly limits: Pick<EndpointLimits, "circuitFailuresMax" | "circuitMilliseconds">;
  readonly scheduler: Scheduler;
  readonly signal: AbortSignal;
}

/** Spares an endpoint that fails again and again: opens after so many failures in a row, then lets one request try from time to time. */
export function openCircuitBreaker({ limits, scheduler, signal }: CircuitOptions): CircuitBreaker {
  let failures = 0;
  let openUntil: number | null = null;
  let probe: { readonly settled: Promise<void>; readonly end: () => void } | null = null;

  function open(): void {
    openUntil = scheduler.now() + limits.circuitMilliseconds;
  }

  function close(): void {
    failures = 0;
    openUntil = null;
  }

  async function enter(isPatient: boolean): Promise<Pass> {
    while (openUntil !== null && !signal.aborted) {
      const pause = openUntil - scheduler.now();
      if (pause > 0) {
        if (!isPatient) return "shut";
        await scheduler.wait(pause, signal);
      } else if (probe === null) {
        probe = startProbe();
        return "probe";
      } else {
        if (!isPatient) return "shut";
        await probe.settled;
        if (openUntil !== null) return "shut";
      }
    }
    return "through";
  }

  return {
    enter,
    settle: (pass, outcome) => {
      if (outcome === "alive") close();
      if (outcome === "dead") {
        failures += 1;
        const isDown = pass === "probe" || (openUntil === null && failures >= limits.circuitFailuresMax);
        if (isDown) open();
      }
      if (pass === "probe") {
        probe?.end();
        probe = null;
      }
    },
    state: () => {
      if (openUntil === null) return "closed";
      return probe !== null || scheduler.now() >= openUntil ? "half-open" : "open";
    },
  };
}

function startProbe(): { readonly settled: Promise<void>; readonly end: () => void } {
  let end: () => void = () => undefined;
  const settled = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { settled, end };
}
