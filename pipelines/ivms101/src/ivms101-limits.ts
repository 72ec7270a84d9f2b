import type { JsonFileLimits } from "@tributary/bank-kit";

/** Bounds of reading a file of travel-rule payloads. */
export interface Ivms101Limits extends JsonFileLimits {
  readonly payloadsMax: number;
  /** Persons of one payload, over all of its roles. */
  readonly personsMax: number;
}

export const ivms101Limits: Ivms101Limits = {
  bytesMax: 32 * 1024 ** 2,
  depthMax: 32,
  valuesMax: 2_000_000,
  textCharactersMax: 64 * 1024,
  payloadsMax: 100_000,
  personsMax: 1000,
};
