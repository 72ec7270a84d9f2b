import { type EndpointLimits, endpointLimits } from "@tributary/chain-kit";

/** Every bound of reading an EVM chain, by name. */
export interface RpcLimits extends EndpointLimits {
  /** Blocks that are fetched and written together. */
  readonly blocksPerUnit: bigint;
  /** Blocks of one segment: one run of the store, which is resumed within. */
  readonly blocksPerSegment: bigint;
  /** Balances before a segment that are asked for in one unit. */
  readonly openingsPerUnitMax: number;
  /** Token balances that are held against the transfers of one unit, to find tokens that take fees or rebase; 0: none, since each costs two questions. */
  readonly balanceChecksPerUnitMax: number;
}

export const rpcLimits: RpcLimits = {
  ...endpointLimits,
  blocksPerUnit: 16n,
  blocksPerSegment: 4_096n,
  openingsPerUnitMax: 20_000,
  balanceChecksPerUnitMax: 0,
};
