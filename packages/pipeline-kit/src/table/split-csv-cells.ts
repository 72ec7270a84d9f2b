import { accept, type Result, refuse } from "@tributary/domain";

/**
 * Cuts the text of one record into cells (RFC 4180). A quote opens a cell only as its first character, and only a delimiter or
 * the record's end may follow the quote that closes it; everything else is refused, never repaired.
 */
export function splitCsvCells(text: string, delimiter: string, quote: string | null = '"'): Result<string[]> {
  if (quote === null || !text.includes(quote)) return accept(text.split(delimiter));
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const cell = text[at] === quote ? readQuoted(text, { at, quote }) : readPlain(text, { at, delimiter, quote });
    if (cell === undefined) return refuse("VALUE_UNREADABLE", cellFrom(text, { at, delimiter }), quotingRule(quote));
    cells.push(cell.value);
    if (cell.end === text.length) return accept(cells);
    if (text[cell.end] !== delimiter) return refuse("VALUE_UNREADABLE", cellFrom(text, { at, delimiter }), quotingRule(quote));
    at = cell.end + 1;
  }
}

const quotingRule = (quote: string): string =>
  `a cell with quotes written as ${quote}…${quote}, each quote inside it doubled, and nothing outside the quotes`;

interface Cell {
  readonly value: string;
  readonly end: number;
}

function readPlain(text: string, { at, delimiter, quote }: { at: number; delimiter: string; quote: string }): Cell | undefined {
  const found = text.indexOf(delimiter, at);
  const end = found === -1 ? text.length : found;
  const value = text.slice(at, end);
  return value.includes(quote) ? undefined : { value, end };
}

function readQuoted(text: string, { at, quote }: { at: number; quote: string }): Cell | undefined {
  let from = at + 1;
  for (;;) {
    const close = text.indexOf(quote, from);
    if (close === -1) return undefined;
    if (text[close + 1] !== quote) return { value: text.slice(at + 1, close).replaceAll(quote + quote, quote), end: close + 1 };
    from = close + 2;
  }
}

function cellFrom(text: string, { at, delimiter }: { at: number; delimiter: string }): string {
  const end = text.indexOf(delimiter, at + 1);
  return text.slice(at, end === -1 ? text.length : end);
}
