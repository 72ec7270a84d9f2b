import type { EndpointMetrics } from "./endpoint.ts";
import type { FailureClass } from "./request-failure.ts";

/** Counts what an endpoint did. */
export interface EndpointTally {
  readonly countRequest: (isRetry: boolean) => void;
  readonly countAnswer: (byteCount: number) => void;
  readonly countFailure: (failure: FailureClass) => void;
  readonly countWait: (milliseconds: number) => void;
  readonly counts: () => Pick<EndpointMetrics, "requests" | "answers" | "failures" | "retries" | "bytes" | "millisecondsWaited">;
}

export function startEndpointTally(): EndpointTally {
  const failures = new Map<FailureClass, number>();
  const counts = { requests: 0, answers: 0, retries: 0, bytes: 0, waited: 0 };
  return {
    countRequest: (isRetry) => {
      counts.requests += 1;
      if (isRetry) counts.retries += 1;
    },
    countAnswer: (byteCount) => {
      counts.answers += 1;
      counts.bytes += byteCount;
    },
    countFailure: (failure) => {
      failures.set(failure, (failures.get(failure) ?? 0) + 1);
    },
    countWait: (milliseconds) => {
      counts.waited += milliseconds;
    },
    counts: () => ({
      requests: BigInt(counts.requests),
      answers: BigInt(counts.answers),
      retries: BigInt(counts.retries),
      bytes: BigInt(counts.bytes),
      failures: Object.fromEntries([...failures].map(([failure, count]) => [failure, BigInt(count)])),
      millisecondsWaited: counts.waited,
    }),
  };
}
