import { type XmlLimits, xmlLimits } from "@tributary/bank-kit";

/** Bounds of reading a batch. */
export interface FincenLimits extends XmlLimits {
  /** Activities of one file: each is a report. */
  readonly activitiesMax: number;
}

/** One activity may hold some two thousand parties. */
export const fincenLimits: FincenLimits = {
  ...xmlLimits,
  elementsPerRecordMax: 200_000,
  recordCharactersMax: 32 * 1024 ** 2,
  activitiesMax: 100_000,
};
