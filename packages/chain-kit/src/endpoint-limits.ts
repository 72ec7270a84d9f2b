/** Every bound of asking endpoints, by name. */
export interface EndpointLimits {
  /** Bytes of one answer, after decompression. */
  readonly responseBytesMax: number;
  /** Levels of lists and objects inside each other in one answer; a nested trace of the deepest EVM call has some 2,100. */
  readonly nestingMax: number;
  /** Milliseconds for one attempt. */
  readonly requestMillisecondsMax: number;
  /** Times that a request is sent before the endpoint counts as unavailable for it. */
  readonly attemptsMax: number;
  /** The same for being told that it is asked too fast: no sign that the endpoint is not well. */
  readonly throttledAttemptsMax: number;
  /** Milliseconds before the second attempt; doubled for each further one, up to the second limit; an endpoint's `Retry-After` goes before. */
  readonly retryMilliseconds: number;
  readonly retryMillisecondsMax: number;
  /** The longest pause that `Retry-After` is granted. */
  readonly retryAfterMillisecondsMax: number;
  /**
   * Requests in a second: at the start, at least and at most. Raised by a tenth with each answer that had to wait for its turn until the endpoint says for
   * the first time that it is too fast, then by a twentieth at most once a second; lowered by a half each time that it says so.
   */
  readonly rateStart: number;
  readonly rateMin: number;
  readonly rateMax: number;
  /** Requests under way at one endpoint. */
  readonly concurrencyMax: number;
  /** Failures in a row that open the circuit, and how long it stays open. */
  readonly circuitFailuresMax: number;
  readonly circuitMilliseconds: number;
}

export const endpointLimits: EndpointLimits = {
  responseBytesMax: 64 * 1024 ** 2,
  nestingMax: 2_200,
  requestMillisecondsMax: 30_000,
  attemptsMax: 5,
  throttledAttemptsMax: 12,
  retryMilliseconds: 200,
  retryMillisecondsMax: 5_000,
  retryAfterMillisecondsMax: 60_000,
  rateStart: 50,
  rateMin: 1,
  rateMax: 100_000,
  concurrencyMax: 16,
  circuitFailuresMax: 8,
  circuitMilliseconds: 15_000,
};
