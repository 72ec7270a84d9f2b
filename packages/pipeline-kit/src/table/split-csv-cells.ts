import { accept, type Result, refuse } from "@tributary/domain";

/**
 * Cuts the text of one record into cells (RFC 4180). A quote opens a cell only as its first character, and only a delimiter or
 * the record's end may follow the quote that closes it; everything else is refused, never repaired.
 */
export function splitCsvCells(text: string, delimiter: string): Result<string[]> {
  if (!text.includes('"')) return accept(text.split(delimiter));
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const cell = text[at] === '"' ? readQuoted(text, at) : readPlain(text, { at, delimiter });
    if (cell === undefined) return refuse("VALUE_UNREADABLE", cellFrom(text, { at, delimiter }), quotingRule);
    cells.push(cell.value);
    if (cell.end === text.length) return accept(cells);
    if (text[cell.end] !== delimiter) return refuse("VALUE_UNREADABLE", cellFrom(text, { at, delimiter }), quotingRule);
    at = cell.end + 1;
  }
}

const quotingRule = 'a cell with quotes written as "…", each quote inside it doubled, and nothing outside the quotes';

interface Cell {
  readonly value: string;
  readonly end: number;
}

function readPlain(text: string, { at, delimiter }: { at: number; delimiter: string }): Cell | undefined {
  const found = text.indexOf(delimiter, at);
  const end = found === -1 ? text.length : found;
  const value = text.slice(at, end);
  return value.includes('"') ? undefined : { value, end };
}

function readQuoted(text: string, at: number): Cell | undefined {
  let from = at + 1;
  for (;;) {
    const close = text.indexOf('"', from);
    if (close === -1) return undefined;
    if (text[close + 1] !== '"') return { value: text.slice(at + 1, close).replaceAll('""', '"'), end: close + 1 };
    from = close + 2;
  }
}

function cellFrom(text: string, { at, delimiter }: { at: number; delimiter: string }): string {
  const end = text.indexOf(delimiter, at + 1);
  return text.slice(at, end === -1 ? text.length : end);
}
