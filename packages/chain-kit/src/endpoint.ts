/** What an endpoint says to one request: its result, or its own refusal. */
export type RpcReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * One endpoint: paced, retried by class of error, bounded in bytes and time. Its address is in no error, log or record, since providers put keys
 * into paths; it is called by its place in the operator's list.
 */
export interface Endpoint {
  /** `endpoint 1`. */
  readonly name: string;
  /** JSON-RPC. Answers a refusal as a value. Errors: SOURCE_UNAVAILABLE, SOURCE_MALFORMED. */
  readonly ask: (method: string, parameters: readonly unknown[]) => Promise<RpcReply>;
  /** The result, or SOURCE_UNAVAILABLE where the endpoint refuses. */
  readonly demand: (method: string, parameters: readonly unknown[]) => Promise<unknown>;
  /**
   * An HTTP API beside JSON-RPC: POST of a JSON body to a path under the endpoint's address. A refusal in the body (`{"Error": …}`) is
   * SOURCE_UNAVAILABLE.
   */
  readonly post: (path: string, body: unknown) => Promise<unknown>;
  readonly metrics: () => EndpointMetrics;
}

/** How answers' numbers are read: `exact` gives every number as the text that stood there (`ExactNumber`), `plain` refuses those beyond 2^53. */
export type NumberReading = "exact" | "plain";

export interface EndpointMetrics {
  readonly endpoint: string;
  readonly requests: bigint;
  readonly answers: bigint;
  /** By class: `throttled`, `timeout`, `connection`, `server`, `malformed`, `refused`, `too-large`. */
  readonly failures: Readonly<Record<string, bigint>>;
  readonly retries: bigint;
  readonly bytes: bigint;
  /** For its turn, and before it was asked again; all requests together. */
  readonly millisecondsWaited: number;
  /** Requests in a second that the pacing allows now. */
  readonly rate: number;
  /** Closed lets requests through; open lets none through until a pause is over; half-open tries one. */
  readonly circuit: "closed" | "open" | "half-open";
}
