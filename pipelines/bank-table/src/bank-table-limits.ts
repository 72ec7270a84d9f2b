import { type TableLimits, tableLimits } from "@tributary/pipeline-kit";

/** Every bound of reading a bank's table, by name. Reaching one is a finding that names it. */
export interface BankTableLimits extends TableLimits {
  readonly rowsMax: number;
  /** Texts that the cells of a spreadsheet share, and their characters: they are held in memory. */
  readonly sharedTextsMax: number;
  readonly sharedCharactersMax: number;
  /** Characters of a row's own reference. */
  readonly referenceCharactersMax: number;
}

export const bankTableLimits: BankTableLimits = {
  ...tableLimits,
  rowsMax: 5_000_000,
  sharedTextsMax: 1_000_000,
  sharedCharactersMax: 64 * 1024 ** 2,
  referenceCharactersMax: 256,
};
