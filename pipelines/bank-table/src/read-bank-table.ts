import type { ReportScope, SubmissionScope } from "@tributary/bank-kit";
import { type Finding, fail, type Refusal, showFound } from "@tributary/domain";
import { fileFindingItem, type IngestItem, type ReceivedFile } from "@tributary/pipeline-kit";
import type { BankCell, BankRow, BankTable } from "./bank-row.ts";
import type { BankTableLimits } from "./bank-table-limits.ts";
import { type BankTableMap, columnsOfMap } from "./bank-table-map.ts";
import { mapRow, referenceColumns, referenceOf } from "./map-row.ts";
import { openCsv } from "./open-csv.ts";
import { openSheet } from "./sheet/open-sheet.ts";

export interface ReadBankTable {
  readonly received: ReceivedFile;
  readonly scope: SubmissionScope;
  readonly map: BankTableMap;
  readonly limits: BankTableLimits;
}

/** Reads a bank's table, CSV or XLSX by its first bytes, as one report with a record for each row. */
export async function* readBankTable(request: ReadBankTable): AsyncGenerator<IngestItem, void, undefined> {
  const { received, scope, map, limits } = request;
  const opened = await openTable(received, map, limits);
  const findings = opened.ok ? checkColumns(opened.table, map) : opened.findings;
  if (!opened.ok || findings.length > 0) {
    scope.breakOff();
    yield fileFindingItem(received.sha256, findings);
    return;
  }
  const { table } = opened;
  const report = scope.openReport({ reference: map.reportReference ?? nameOf(received) });
  yield headingItem(report, table);
  const seen = new Map<string, number>();
  for await (const row of table.rows) {
    if (row.rowNumber > BigInt(limits.rowsMax)) {
      fail("FILE_TOO_LARGE", {
        found: "more rows",
        expected: `at most ${limits.rowsMax} rows (rowsMax)`,
        where: { line: row.line },
      });
    }
    yield rowItem(row, { report, table, map, limits, seen });
  }
}

/** A file's name, the same whether it comes compressed or not. */
function nameOf({ origin, isGzip }: ReceivedFile): string {
  return isGzip ? origin.replace(/\.gz$/i, "") : origin;
}

type OpenedTable =
  | { readonly ok: true; readonly table: BankTable }
  | { readonly ok: false; readonly findings: readonly Finding[] };

async function openTable(received: ReceivedFile, map: BankTableMap, limits: BankTableLimits): Promise<OpenedTable> {
  const start = Buffer.from(received.head.subarray(0, 4)).toString("latin1");
  if (start === "\u00d0\u00cf\u0011\u00e0") {
    const found = "an old Excel file (.xls), or one with a password";
    return fail("FILE_UNREADABLE", { found, expected: "a spreadsheet saved as .xlsx without a password, or as CSV" });
  }
  if (!start.startsWith("PK")) return { ok: true, table: await openCsv(received, map, limits) };
  if (!received.isGzip) return openSheet(received, map, limits);
  return fail("FILE_UNREADABLE", { found: "a spreadsheet inside a gzip file", expected: "the spreadsheet as it is" });
}

/** All that is wrong with the columns as such, at once: missing, unknown, or twice where the map reads them. */
function checkColumns({ columns, headerLine }: BankTable, map: BankTableMap): readonly Finding[] {
  const read = columnsOfMap(map);
  const finding = (refusal: Refusal, name: string): Finding => ({
    ...refusal,
    where: { line: headerLine, path: showFound(name) },
  });
  const named = columns.filter((name) => name !== "");
  const listed = showFound(named.join(", "));
  const missing = [...read, ...map.ignore].filter((name) => !named.includes(name));
  const unknown = named.filter((name) => !read.includes(name) && !map.ignore.includes(name));
  const repeated = named.filter((name, index) => named.indexOf(name) !== index);
  return [
    ...missing.map((name) =>
      finding({ code: "FIELD_MISSING", found: `the columns ${listed}`, expected: `a column ${name}` }, name),
    ),
    ...unknown.map((name) =>
      finding(
        {
          code: "FIELD_UNKNOWN",
          found: `a column ${showFound(name)}`,
          expected: "columns that the map reads, or lists under ignore",
        },
        name,
      ),
    ),
    ...repeated.map((name) =>
      finding({ code: "VALUE_UNREADABLE", found: `two columns ${showFound(name)}`, expected: "each column once" }, name),
    ),
  ];
}

function headingItem(report: ReportScope, { columns, headerLine, remarks }: BankTable): IngestItem {
  const path = `row ${headerLine}`;
  const leaves = columns.map((name, index) => ({ path: `${path}/${index + 1}`, line: headerLine, value: name }));
  const heading = report.record({ path, line: headerLine, reference: null, raw: JSON.stringify(columns), leaves });
  heading.addHeading();
  for (const remark of remarks) heading.warn({ path, line: headerLine }, remark);
  return heading.finish();
}

interface RowContext {
  readonly report: ReportScope;
  readonly table: BankTable;
  readonly map: BankTableMap;
  readonly limits: BankTableLimits;
  /** The line of each reference so far. */
  readonly seen: Map<string, number>;
}

function rowItem(row: BankRow, { report, table, map, limits, seen }: RowContext): IngestItem {
  const { line, raw, rowNumber } = row;
  const path = `row ${line}`;
  if ("findings" in row.content) {
    const record = report.record({ path, line, reference: null, raw, leaves: [] });
    for (const { where, ...remark } of row.content.findings) {
      record.error({ path: where.path === undefined ? path : `${path}/${where.path}`, line: where.line ?? line }, remark);
    }
    return record.finish();
  }
  const named = namedCells(table.columns, row.content.cells);
  const reference = referenceOf(map, { rowNumber, cell: (column) => named.get(column)?.text ?? "" });
  const leaves = table.columns.map((name, index) => {
    const value = "cells" in row.content ? (row.content.cells[index]?.text ?? "") : "";
    return { path: `${path}/${showFound(name === "" ? `${index + 1}` : name)}`, line, value };
  });
  const record = report.record({ path, line, reference, raw, leaves });
  checkReference({ record, reference, line, seen, limits }, referenceColumns(map));
  mapRow(map, row, { record, named });
  return record.finish();
}

function namedCells(columns: readonly string[], cells: readonly BankCell[]): ReadonlyMap<string, BankCell> {
  return new Map(
    columns.flatMap((name, index) => {
      const cell = cells[index];
      return cell === undefined || name === "" ? [] : [[name, cell] as const];
    }),
  );
}

interface ReferenceCheck extends Pick<RowContext, "seen" | "limits"> {
  readonly record: ReturnType<ReportScope["record"]>;
  readonly reference: string | null;
  readonly line: number;
}

/** A row's reference names it in this report: two rows with one would be two versions of one payment. */
function checkReference({ record, reference, line, seen, limits }: ReferenceCheck, columns: readonly string[]): void {
  const place = { path: `${record.source.path}/${showFound(columns.join(","))}`, line };
  if (reference === null || reference.trim() === "") {
    record.error(place, { code: "FIELD_MISSING", found: "an empty cell", expected: "the row's own reference" });
    return;
  }
  if (reference.length > limits.referenceCharactersMax) {
    const expected = `at most ${limits.referenceCharactersMax} characters (referenceCharactersMax)`;
    record.error(place, { code: "FILE_TOO_LARGE", found: `a reference of ${reference.length} characters`, expected });
    return;
  }
  const first = seen.get(reference);
  if (first === undefined) seen.set(reference, line);
  else
    record.error(place, {
      code: "RECORD_CONFLICT",
      found: `the reference of row ${first} again`,
      expected: "a reference that no other row has",
    });
}
