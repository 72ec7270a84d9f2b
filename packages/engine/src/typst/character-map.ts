import { findFontTable } from "./open-type.ts";

/** Answers whether a font has a glyph for a code point. */
export type CharacterMap = (codePoint: number) => boolean;

/** Reads which code points a font can draw from its `cmap` table: format 12 where there is one, format 4 otherwise. */
export function readCharacterMap(font: Buffer): CharacterMap {
  const table = findFontTable(font, "cmap").offset;
  const count = font.readUInt16BE(table + 2);
  const formats = new Map<number, number>();
  for (let index = 0; index < count; index += 1) {
    const subtable = table + font.readUInt32BE(table + 4 + index * 8 + 4);
    formats.set(font.readUInt16BE(subtable), subtable);
  }
  const segmented = formats.get(12);
  if (segmented !== undefined) return readSegmentedCoverage(font, segmented);
  const basic = formats.get(4);
  if (basic !== undefined) return readBasicMap(font, basic);
  throw new Error("broken invariant: a pinned font has no character map of format 4 or 12");
}

/** Format 12: sorted groups of code points; glyph 0 means that there is none. */
function readSegmentedCoverage(font: Buffer, subtable: number): CharacterMap {
  const count = font.readUInt32BE(subtable + 12);
  return (codePoint) => {
    let low = 0;
    let high = count - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const group = subtable + 16 + middle * 12;
      const start = font.readUInt32BE(group);
      if (codePoint < start) high = middle - 1;
      else if (codePoint > font.readUInt32BE(group + 4)) low = middle + 1;
      else return font.readUInt32BE(group + 8) + codePoint - start !== 0;
    }
    return false;
  };
}

/** Format 4: four parallel arrays of segments in the basic plane. */
function readBasicMap(font: Buffer, subtable: number): CharacterMap {
  const doubledCount = font.readUInt16BE(subtable + 6);
  const ends = subtable + 14;
  const starts = ends + doubledCount + 2;
  const deltas = starts + doubledCount;
  const rangeOffsets = deltas + doubledCount;
  return (codePoint) => {
    for (let at = 0; at < doubledCount; at += 2) {
      if (codePoint > font.readUInt16BE(ends + at)) continue;
      const start = font.readUInt16BE(starts + at);
      if (codePoint < start) return false;
      const rangeOffset = font.readUInt16BE(rangeOffsets + at);
      const glyph = rangeOffset === 0 ? codePoint : font.readUInt16BE(rangeOffsets + at + rangeOffset + 2 * (codePoint - start));
      return glyph !== 0 && ((glyph + font.readUInt16BE(deltas + at)) & 0xffff) !== 0;
    }
    return false;
  };
}
