import type { JsonFileLimits } from "@tributary/bank-kit";

/** Bounds of reading a report. */
export interface FintracLimits extends JsonFileLimits {
  readonly transactionsMax: number;
}

export const fintracLimits: FintracLimits = {
  bytesMax: 32 * 1024 ** 2,
  depthMax: 32,
  valuesMax: 2_000_000,
  textCharactersMax: 1024 ** 2,
  transactionsMax: 100_000,
};
