import type { Finding, ProofState } from "@tributary/domain";
import type { Endpoint, EndpointMetrics, NumberReading } from "./endpoint.ts";
import type { EndpointLimits } from "./endpoint-limits.ts";
import type { Scheduler, Transport } from "./transport.ts";

export interface EndpointPoolOptions {
  /** http or https, in the operator's order. Nothing else is contacted. */
  readonly urls: readonly string[];
  /** Endpoints that must give the same answer before it counts; 1: none is held against another. */
  readonly quorum: number;
  readonly numbers: NumberReading;
  readonly limits?: Partial<EndpointLimits> | undefined;
  readonly transport?: Transport | undefined;
  readonly scheduler?: Scheduler | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A question that any endpoint can answer. What it throws with SOURCE_INCONSISTENT or SOURCE_MALFORMED is a lie of that endpoint. */
export interface PoolQuestion<Value> {
  /** For errors: `block 17`. */
  readonly path: string;
  readonly ask: (endpoint: Endpoint) => Promise<Value>;
  /** Canonical text of what must agree between endpoints. */
  readonly canonical: (value: Value) => string;
}

export interface PoolAnswer<Value> {
  readonly value: Value;
  /** Of the endpoints: `quorum k of n` or `single source`; the asker may know better, by proof. */
  readonly state: ProofState;
  /** Endpoints that lied, failed a check or contradicted the others, each named with both answers. */
  readonly findings: readonly Finding[];
}

/** Several endpoints of one chain. */
export interface EndpointPool {
  readonly size: number;
  readonly quorum: number;
  /**
   * Asks endpoints until `quorum` of them give the same answer. An endpoint that cannot answer, or whose answer fails its own checks, is left for
   * the next, and told in `findings`. Errors: SOURCE_INCONSISTENT with both answers where no quorum agrees; else the last endpoint's own error.
   */
  readonly agree: <Value>(question: PoolQuestion<Value>) => Promise<PoolAnswer<Value>>;
  /** Asks one endpoint after the other until one answers, and holds nothing against others: for what proves itself, or is not evidence. */
  readonly first: <Value>(path: string, ask: (endpoint: Endpoint) => Promise<Value>) => Promise<Value>;
  /** All that endpoints did wrong so far, questions that failed included; each thing once. */
  readonly findings: () => readonly Finding[];
  readonly metrics: () => readonly EndpointMetrics[];
  readonly close: () => void;
}
