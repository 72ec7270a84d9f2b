/** Every bound of writing, by name. Reaching one is a finding that names it. */
export interface WriteLimits {
  /** Characters of one cell. */
  readonly cellCharactersMax: number;
  /** Characters of one row. */
  readonly rowCharactersMax: number;
  readonly columnsMax: number;
  readonly transfersMax: number;
  /** Rows of any other table: they are held in memory, because transfers name them. */
  readonly rowsMax: number;
  readonly headerCharactersMax: number;
  /** Findings that are told one by one; the rest is counted. */
  readonly findingsShownMax: number;
}

export const writeLimits: WriteLimits = {
  cellCharactersMax: 64 * 1024,
  rowCharactersMax: 1024 ** 2,
  columnsMax: 500,
  transfersMax: 1_000_000,
  rowsMax: 200_000,
  headerCharactersMax: 256 * 1024,
  findingsShownMax: 1000,
};
