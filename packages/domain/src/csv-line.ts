import { guardCell } from "./csv-cell.ts";

const mustQuote = /[",\r\n]|^\s|\s$/;

/**
 * One line of CSV by RFC 4180, its end included: null is an empty field, empty text is `""`, and a cell that a spreadsheet would run as a
 * formula is guarded.
 *
 * `csvLine(["=1", null, "a,b"], "\n")` is `'=1,,"a,b"\n`.
 */
export function csvLine(cells: readonly (string | null)[], lineEnd: "\n" | "\r\n"): string {
  return `${cells.map(writeCell).join(",")}${lineEnd}`;
}

function writeCell(cell: string | null): string {
  if (cell === null) return "";
  const guarded = guardCell(cell);
  return guarded === "" || mustQuote.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
