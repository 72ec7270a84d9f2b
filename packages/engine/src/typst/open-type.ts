/** A table's place inside an OpenType font file. */
export interface FontTable {
  readonly offset: number;
  readonly length: number;
}

const tablesMax = 64;

/** Finds a table by its four-letter tag in a single-font OpenType file. */
export function findFontTable(font: Buffer, tag: string): FontTable {
  const count = Math.min(font.readUInt16BE(4), tablesMax);
  for (let index = 0; index < count; index += 1) {
    const record = 12 + index * 16;
    if (font.toString("latin1", record, record + 4) === tag)
      return { offset: font.readUInt32BE(record + 8), length: font.readUInt32BE(record + 12) };
  }
  throw new Error(`broken invariant: a pinned font has no table ${tag}`);
}
