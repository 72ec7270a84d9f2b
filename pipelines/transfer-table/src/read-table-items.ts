import { type Finding, type Locator, unguardCell } from "@tributary/domain";
import {
  fileFindingItem,
  type IngestItem,
  type LedgerRows,
  type ReceivedFile,
  type Table,
  type TableLimits,
  type TableRecord,
} from "@tributary/pipeline-kit";
import { checkColumns, type WantedColumns } from "./check-columns.ts";
import { openTable } from "./open-table.ts";

/** A row as a reader of rows sees it. */
interface TableRow {
  readonly rowNumber: bigint;
  readonly where: Locator;
  /** The text of a column; empty where the cell is, or where the table has no such column. */
  readonly cell: (column: string) => string;
}

export interface TableReading {
  readonly delimiter: string;
  readonly limits: TableLimits;
  readonly columns: WantedColumns;
  /** The table is one that the project itself writes: an apostrophe before a formula's first character is its guard and no part of the text. */
  readonly isOwnTable: boolean;
  readonly readRow: (row: TableRow) => { readonly rows: LedgerRows } | { readonly findings: readonly Finding[] };
}

/** Turns a table into items, one for each row. A table whose columns are wrong gives one item, which says all that is wrong with them. */
export async function* readTableItems(
  received: ReceivedFile,
  reading: TableReading,
): AsyncGenerator<IngestItem, void, undefined> {
  const table = await openTable(received, reading);
  try {
    const findings = checkColumns(table, reading.columns);
    if (findings.length > 0) yield fileFindingItem(received.sha256, findings);
    else yield* readItems(table, { received, reading });
  } finally {
    await table.close();
  }
}

async function* readItems(
  table: Table,
  { received, reading }: { readonly received: ReceivedFile; readonly reading: TableReading },
): AsyncGenerator<IngestItem, void, undefined> {
  const positions = new Map(table.columns.map(({ name }, index) => [name, index]));
  const unguard = table.isGuarded && reading.isOwnTable ? unguardCell : (text: string) => text;
  for await (const record of table.records) {
    const source = { fileSha256: received.sha256, locator: record.locator, rawSha256: record.rawSha256 };
    const decoded = readRecord(record, { positions, unguard, reading });
    yield "rows" in decoded
      ? { record: source, rows: decoded.rows }
      : { record: source, findings: decoded.findings, raw: record.raw() };
  }
}

interface RecordReading {
  readonly positions: ReadonlyMap<string, number>;
  readonly unguard: (text: string) => string;
  readonly reading: TableReading;
}

function readRecord(
  { content, rowNumber, where }: TableRecord,
  { positions, unguard, reading }: RecordReading,
): ReturnType<TableReading["readRow"]> {
  if ("findings" in content) return content;
  const cell = (column: string): string => {
    const position = positions.get(column);
    return position === undefined ? "" : unguard(content.cells[position] ?? "");
  };
  return reading.readRow({ rowNumber, where, cell });
}
