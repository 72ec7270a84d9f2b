import type { JsonLimits } from "./read-json.ts";

/** Bounds of reading a report. It is read as one document, so its size is bounded before it is. */
export interface FintracLimits extends JsonLimits {
  readonly bytesMax: number;
  readonly transactionsMax: number;
}

export const fintracLimits: FintracLimits = {
  bytesMax: 32 * 1024 ** 2,
  depthMax: 32,
  valuesMax: 2_000_000,
  textCharactersMax: 1024 ** 2,
  transactionsMax: 100_000,
};
