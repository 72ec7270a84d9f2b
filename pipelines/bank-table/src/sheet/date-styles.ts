import type { XmlElement } from "@tributary/bank-kit";
import { attributeOf, readChildren, type SheetPackage } from "./sheet-package.ts";

/** Number formats without a text of their own that show dates or times (ECMA-376, part 1, 18.8.30, with those of East Asia and Thailand). */
const dateFormats: ReadonlyArray<readonly [from: number, to: number]> = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
  [71, 81],
];

/** Whether each cell style, by position, shows its number as a date or time. */
export async function readDateStyles(sheets: SheetPackage, part: string | null): Promise<readonly boolean[]> {
  if (part === null || sheets.part(part) === undefined) return [];
  const children = await readChildren(sheets, part);
  const under = (name: string): readonly XmlElement[] => children.find((child) => child.name === name)?.children ?? [];
  const codes = new Map(
    under("numFmts").map((format) => [attributeOf(format, "numFmtId"), attributeOf(format, "formatCode") ?? ""]),
  );
  return under("cellXfs").map((style) => {
    const id = attributeOf(style, "numFmtId") ?? "0";
    const code = codes.get(id);
    if (code !== undefined) return isDateCode(code);
    return dateFormats.some(([from, to]) => Number(id) >= from && Number(id) <= to);
  });
}

/** Letters of days, months, years, hours and seconds outside of quoted text, escapes and brackets; `[h]` counts hours on. */
export function isDateCode(code: string): boolean {
  const letters = code
    .slice(0, 512)
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "")
    .replace(/general/gi, "")
    .replace(/e[+-]/gi, "");
  return /[dmyhs]|b{2,4}/i.test(letters);
}
