import { findFontTable } from "./open-type.ts";

const familyNameIds: ReadonlySet<number> = new Set([1, 16, 21]);
const macintoshPlatform = 1;

/**
 * A copy of the font under another family name of equal length.
 * The typesetter also searches the system's fonts, and that cannot be switched off; a family name that no installed
 * font carries keeps them out, so that the same data gives the same bytes on every machine.
 */
export function renameFontFamily(font: Buffer, from: string, to: string): Buffer {
  const copy = Buffer.from(font);
  const table = findFontTable(copy, "name").offset;
  const count = copy.readUInt16BE(table + 2);
  const texts = table + copy.readUInt16BE(table + 4);
  for (let index = 0; index < count; index += 1) {
    const record = table + 6 + index * 12;
    if (!familyNameIds.has(copy.readUInt16BE(record + 6))) continue;
    const start = texts + copy.readUInt16BE(record + 10);
    const value = copy.subarray(start, start + copy.readUInt16BE(record + 8));
    const isWide = copy.readUInt16BE(record) !== macintoshPlatform;
    const at = value.indexOf(encodeName(from, isWide));
    if (at >= 0) encodeName(to, isWide).copy(value, at);
  }
  return copy;
}

function encodeName(text: string, isWide: boolean): Buffer {
  return isWide ? Buffer.from(text, "utf16le").swap16() : Buffer.from(text, "latin1");
}
