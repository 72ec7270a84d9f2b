/** Every bound of reading a table, by name. */
export interface TableLimits {
  /** Bytes of one CSV record, its line end included. */
  readonly recordBytesMax: number;
  /** Characters of one cell. */
  readonly cellLengthMax: number;
  readonly columnCountMax: number;
  /** Bytes of a column map. */
  readonly mapBytesMax: number;
  /** YAML aliases in a column map. */
  readonly mapAliasesMax: number;
  /** Keys of one mapping in a column map, the words of a lookup among them. */
  readonly mapKeysMax: number;
}

export const tableLimits: TableLimits = {
  recordBytesMax: 1024 * 1024,
  cellLengthMax: 64 * 1024,
  columnCountMax: 1000,
  mapBytesMax: 256 * 1024,
  mapAliasesMax: 16,
  mapKeysMax: 5000,
};
