const formulaStart = /^[=+\-@\t\r\0]/;
const mustQuote = /[",\r\n]|^\s|\s$/;

/**
 * RFC 4180 with CRLF. Null is an empty field, empty text is `""`.
 * A cell that a spreadsheet would run as a formula gets a leading apostrophe; the untouched text stands in the
 * NDJSON and Parquet files of the same name.
 */
export function writeCommaSeparated(columns: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(writeCell).join(",")}\r\n`).join("");
}

function writeCell(value: string | null): string {
  if (value === null) return "";
  if (value === "") return '""';
  const guarded = formulaStart.test(value) ? `'${value}` : value;
  return mustQuote.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
