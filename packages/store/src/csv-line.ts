import { guardCell } from "@tributary/domain";

/** One line of CSV by RFC 4180, ended by a line feed. Cells that a spreadsheet would run as a formula are guarded. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => quote(guardCell(cell ?? ""))).join(",")}\n`;
}

function quote(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
