import { type Data, Int64, makeData, Utf8 } from "apache-arrow";

/** A column of text. */
export function buildTexts(cells: readonly (string | null)[]): Data<Utf8> {
  const texts = cells.map((cell) => Buffer.from(cell ?? "", "utf8"));
  const valueOffsets = new Int32Array(cells.length + 1);
  texts.forEach((text, index) => {
    valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + text.length;
  });
  return makeData({ type: new Utf8(), length: cells.length, valueOffsets, data: Buffer.concat(texts), ...buildValidity(cells) });
}

/** A column of 64-bit integers from decimal text; the library's own builder wraps larger ones around without a word. */
export function buildIntegers(cells: readonly (string | null)[]): Data<Int64> {
  const data = BigInt64Array.from(cells, (cell) => {
    const value = BigInt(cell ?? "0");
    if (value !== BigInt.asIntN(64, value)) throw new RangeError(`broken invariant: ${value} is written to a column of 64 bits`);
    return value;
  });
  return makeData({ type: new Int64(), length: cells.length, data, ...buildValidity(cells) });
}

function buildValidity(cells: readonly (string | null)[]): { nullCount: number; nullBitmap: Uint8Array } {
  const nullBitmap = new Uint8Array(Math.ceil(cells.length / 8));
  let nullCount = 0;
  cells.forEach((cell, index) => {
    if (cell === null) nullCount += 1;
    else nullBitmap[index >> 3] = (nullBitmap[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return { nullCount, nullBitmap };
}
