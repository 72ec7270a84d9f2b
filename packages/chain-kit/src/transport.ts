/** One HTTP request of a worker. */
export interface HttpRequest {
  readonly method: "POST" | "GET";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface TransportBounds {
  readonly signal: AbortSignal;
  /** Bytes of one answer, after decompression. */
  readonly bytesMax: number;
}

/** Carries one request to one endpoint and brings its answer; throws where none comes. The real one is the network, a simulator's has none. */
export type Transport = (request: HttpRequest, bounds: TransportBounds) => Promise<HttpAnswer>;

/** Time as a worker knows it: for pacing, waiting and progress, never for what goes into the ledger. */
export interface Scheduler {
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
  /** Ends early, without an error, when `signal` aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}
