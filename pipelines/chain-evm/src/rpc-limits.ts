/** Every bound of reading an endpoint, by name. */
export interface RpcLimits {
  /** Bytes of one answer, after decompression. */
  readonly responseBytesMax: number;
  /** Milliseconds for one request, its retries for a throttled endpoint included. */
  readonly requestMillisecondsMax: number;
  /** Times that a request is sent before the endpoint counts as unavailable. */
  readonly attemptsMax: number;
  /** Milliseconds before the second attempt; doubled for each further one. */
  readonly retryMilliseconds: number;
  /** Blocks that are fetched and written together. */
  readonly blocksPerUnit: bigint;
  /** Balances before the range that are asked for in one unit. */
  readonly openingsPerUnitMax: number;
}

export const rpcLimits: RpcLimits = {
  responseBytesMax: 64 * 1024 ** 2,
  requestMillisecondsMax: 30_000,
  attemptsMax: 3,
  retryMilliseconds: 200,
  blocksPerUnit: 16n,
  openingsPerUnitMax: 20_000,
};
