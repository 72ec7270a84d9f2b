/** The encodings that are read, by the name under which the web knows them (WHATWG Encoding Standard); UTF-16 by its byte order. */
export type EncodingName =
  | "utf-8"
  | "utf-16le"
  | "utf-16be"
  | "windows-1252"
  | "windows-1258"
  | "windows-874"
  | "gbk"
  | "gb18030"
  | "big5"
  | "shift_jis";

/**
 * Every label that is understood. As on the web, labels of ISO 8859-1 and of TIS-620 mean the Windows code page that contains them, and GB 2312
 * means GBK.
 */
const labels: ReadonlyMap<string, EncodingName> = new Map([
  ["utf-8", "utf-8"],
  ["utf8", "utf-8"],
  ["us-ascii", "utf-8"],
  ["ascii", "utf-8"],
  ["utf-16le", "utf-16le"],
  ["utf-16be", "utf-16be"],
  ["windows-1252", "windows-1252"],
  ["cp1252", "windows-1252"],
  ["iso-8859-1", "windows-1252"],
  ["latin1", "windows-1252"],
  ["windows-1258", "windows-1258"],
  ["cp1258", "windows-1258"],
  ["windows-874", "windows-874"],
  ["cp874", "windows-874"],
  ["tis-620", "windows-874"],
  ["iso-8859-11", "windows-874"],
  ["gbk", "gbk"],
  ["gb2312", "gbk"],
  ["cp936", "gbk"],
  ["gb18030", "gb18030"],
  ["big5", "big5"],
  ["cp950", "big5"],
  ["shift_jis", "shift_jis"],
  ["shift-jis", "shift_jis"],
  ["sjis", "shift_jis"],
  ["windows-31j", "shift_jis"],
  ["cp932", "shift_jis"],
]);

export const encodingNames: readonly EncodingName[] = [...new Set(labels.values())];

/** The encoding that a label names, in any case; undefined where none is read under it. */
export function encodingOfLabel(label: string): EncodingName | undefined {
  return labels.get(label.toLowerCase());
}
