import { fail } from "@tributary/domain";
import {
  cellOf,
  type ResultColumn,
  type ResultDifference,
  resultsOf,
  resultTables,
  type TraceDocument,
  tablesOf,
} from "@tributary/trace";

export interface DocumentLimits {
  readonly rowsMax: number;
  readonly textLengthMax: number;
}

/** What one JSON document may hold: beyond it most readers of JSON fail, and the text no longer fits in one piece of memory. */
const documentLimits: DocumentLimits = { rowsMax: 1_000_000, textLengthMax: 256 * 2 ** 20 };

/** Signs around a value on its line: quotes, colon, comma, indent. */
const signsOfValue = 16;

/**
 * Refuses an answer that is too large for one JSON document, before a character of it is written: more than 1,000,000 rows, or more than about
 * 256 MiB of text. Errors: USAGE, which says what to do instead.
 */
export function assertOneDocument(document: TraceDocument, limits: DocumentLimits = documentLimits): void {
  let [rowCount, textLength] = [0, 0];
  for (const result of resultsOf(document).values()) {
    for (const { name, rows } of tablesOf(result)) {
      rowCount += rows.length;
      if (rowCount > limits.rowsMax) tooLarge(`a result of more than ${limits.rowsMax} rows`, limits);
      for (const row of rows) textLength += rowLength(row, resultTables[name].columns);
      if (textLength > limits.textLengthMax) tooLarge(`a result of more than ${limits.textLengthMax} characters`, limits);
    }
  }
}

function rowLength(row: object, columns: readonly ResultColumn[]): number {
  let length = signsOfValue;
  for (const column of columns) {
    const cell = cellOf(row, column);
    if (cell === null) continue;
    length += column.name.length + signsOfValue;
    if (typeof cell === "object") for (const text of cell) length += text.length + signsOfValue;
    else length += typeof cell === "string" ? cell.length : 1;
  }
  return length;
}

function tooLarge(found: string, { rowsMax, textLengthMax }: DocumentLimits): never {
  return fail("USAGE", {
    found,
    expected: `at most ${rowsMax} rows and ${textLengthMax} characters in one JSON document: give \`--out DIR\` to write a folder of tables`,
  });
}

/** Refuses a difference that is too large for one JSON document. Errors: USAGE. */
export function assertOneDifference(difference: ResultDifference, { rowsMax }: DocumentLimits = documentLimits): void {
  let rowCount = 0;
  for (const { tables } of Object.values(difference.results)) {
    for (const { added, removed, changed, reordered } of Object.values(tables))
      rowCount += added.length + removed.length + 2 * changed.length + reordered.length;
  }
  if (rowCount > rowsMax) {
    const expected = `at most ${rowsMax} in one JSON document: without \`--json\` the totals and the largest rows are told`;
    fail("USAGE", { found: `a difference of ${rowCount} rows`, expected });
  }
}

/**
 * Refuses any other answer that is too large for one JSON document, before a character of it is written. Errors: USAGE, which says what to ask for `instead`.
 */
export function assertOneJson(document: unknown, instead: string, limits: DocumentLimits = documentLimits): void {
  let [rowCount, textLength] = [0, 0];
  const weigh = (value: unknown): void => {
    textLength += signsOfValue + (typeof value === "string" ? value.length : 0);
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) rowCount += value.filter((row) => typeof row === "object").length;
    if (rowCount > limits.rowsMax || textLength > limits.textLengthMax) {
      const expected = `at most ${limits.rowsMax} rows and ${limits.textLengthMax} characters in one JSON document: ${instead}`;
      fail("USAGE", { found: "an answer of more rows or characters", expected });
    }
    for (const [name, part] of Object.entries(value)) {
      if (!Array.isArray(value)) textLength += name.length;
      weigh(part);
    }
  };
  weigh(document);
}
