import { type XmlLimits, xmlLimits } from "@tributary/bank-kit";

/** Every bound of reading an ISO 20022 file, by name. Reaching one is a finding that names it. */
export interface IsoLimits extends XmlLimits {
  /** Transactions, entries, statements and batches of one file. */
  readonly recordsMax: number;
  /** Elements in a row that are no payment: of an envelope, a header, a batch. */
  readonly headingPartsMax: number;
  /** Characters of such elements in a row. */
  readonly headingCharactersMax: number;
}

/** An entry may be a batch of some thousand payments, so a record may be larger than in other formats. */
export const isoLimits: IsoLimits = {
  ...xmlLimits,
  elementsPerRecordMax: 100_000,
  recordCharactersMax: 16 * 1024 ** 2,
  recordsMax: 1_000_000,
  headingPartsMax: 1000,
  headingCharactersMax: 8 * 1024 ** 2,
};
