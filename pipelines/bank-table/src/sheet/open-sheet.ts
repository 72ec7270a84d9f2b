import type { Remark, XmlElement } from "@tributary/bank-kit";
import { type Finding, fail, TributaryError } from "@tributary/domain";
import type { ReceivedFile } from "@tributary/pipeline-kit";
import { type BankCell, type BankRow, type BankTable, textCell } from "../bank-row.ts";
import type { BankTableLimits } from "../bank-table-limits.ts";
import type { BankTableMap } from "../bank-table-map.ts";
import { readDateStyles } from "./date-styles.ts";
import { readSharedTexts } from "./shared-texts.ts";
import { readCell, type SheetContext } from "./sheet-cell.ts";
import { attributeOf, openPackage, readPart, type SheetPackage } from "./sheet-package.ts";
import { readWorkbook, type Workbook } from "./workbook.ts";

/** A spreadsheet, or all that is wrong with its file. */
export type SheetReading =
  | { readonly ok: true; readonly table: BankTable }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Opens a spreadsheet (ECMA-376, .xlsx): one sheet, row by row. Shared texts are held in memory, rows are not. */
export async function openSheet(
  received: ReceivedFile,
  map: Pick<BankTableMap, "sheet" | "headerLine">,
  limits: BankTableLimits,
): Promise<SheetReading> {
  const opened = await openRows(received, map.sheet, limits);
  if (!opened.ok) return opened;
  const { rows, remarks } = opened;
  const columns = await readHeader(rows, map.headerLine);
  return { ok: true, table: { columns, headerLine: map.headerLine, remarks, rows: dataRows(rows, columns) } };
}

type OpenedRows =
  | { readonly ok: true; readonly rows: AsyncGenerator<SheetRow, void, undefined>; readonly remarks: readonly Remark[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** All rows of a sheet, header and what stands before it among them. */
export async function openRows(received: ReceivedFile, sheet: string | null, limits: BankTableLimits): Promise<OpenedRows> {
  const opened = await openPackage(received);
  if (!opened.ok) return opened;
  const { sheets } = opened;
  const workbook = await readWorkbook(sheets, sheet);
  const context: SheetContext = {
    texts: await readSharedTexts(sheets, workbook.sharedTextsPart, limits),
    dateStyles: await readDateStyles(sheets, workbook.stylesPart),
    is1904: workbook.is1904,
    limits,
  };
  return { ok: true, rows: readRows({ sheets, workbook, context }), remarks: workbook.remarks };
}

/** A row with its cells by column, as the sheet has them. */
interface SheetRow {
  readonly line: number;
  readonly raw: string;
  readonly cells: ReadonlyMap<number, BankCell>;
  readonly findings: readonly Finding[];
  readonly remarks: readonly Remark[];
}

interface SheetSource {
  readonly sheets: SheetPackage;
  readonly workbook: Workbook;
  readonly context: SheetContext;
}

async function* readRows({ sheets, workbook, context }: SheetSource): AsyncGenerator<SheetRow, void, undefined> {
  const entry = sheets.part(workbook.sheetPart);
  if (entry === undefined)
    return fail("FILE_UNREADABLE", { found: "a sheet without content", expected: "a whole spreadsheet (.xlsx)" });
  const isContainer = (names: readonly string[]): boolean => names.length === 2 && names[1] === "sheetData";
  let line = 0;
  for await (const record of readPart(entry, sheets.origin, { isContainer })) {
    if (record.kind === "oversized" && record.path.includes("/sheetData")) {
      line += 1;
      yield { line, raw: record.raw, cells: new Map(), findings: [{ ...record.finding, where: { line } }], remarks: [] };
    }
    if (record.kind !== "element" || record.element.name !== "row") continue;
    line = lineOf(record.element, line);
    yield readRow(record.element, { line, raw: record.raw, context });
  }
}

/** Rows say their own number; it grows, else two rows would be one. */
function lineOf(row: XmlElement, previous: number): number {
  const stated = attributeOf(row, "r");
  if (stated === undefined) return previous + 1;
  const line = /^[0-9]{1,7}$/.test(stated) ? Number(stated) : 0;
  if (line > previous) return line;
  throw new TributaryError({
    code: "FILE_UNREADABLE",
    found: `a row ${stated.slice(0, 20)} after row ${previous}`,
    expected: "rows whose numbers grow",
    where: { line: previous },
  });
}

function readRow(
  row: XmlElement,
  { line, raw, context }: { readonly line: number; readonly raw: string; readonly context: SheetContext },
): SheetRow {
  const cells = new Map<number, BankCell>();
  const findings: Finding[] = [];
  let column = -1;
  for (const element of row.children.filter(({ name }) => name === "c")) {
    const read = readCell(element, { line, column: column + 1, context });
    column = read.column;
    if ("finding" in read) findings.push(read.finding);
    else if (read.cell.text !== "") cells.set(column, read.cell);
  }
  const isHidden = ["1", "true"].includes(attributeOf(row, "hidden") ?? "");
  const remarks: readonly Remark[] = isHidden
    ? [{ code: "VALUE_UNREADABLE", found: "a hidden row", expected: "rows that people see" }]
    : [];
  return { line, raw, cells, findings, remarks };
}

async function readHeader(rows: AsyncGenerator<SheetRow, void, undefined>, headerLine: number): Promise<readonly string[]> {
  for (;;) {
    const next = await rows.next();
    const row = next.done === true ? undefined : next.value;
    if (row === undefined || row.line > headerLine) {
      return fail("FILE_UNREADABLE", {
        found: `nothing in row ${headerLine}`,
        expected: "a row with the names of the columns (header_line)",
      });
    }
    if (row.line < headerLine) continue;
    const [finding] = row.findings;
    if (finding !== undefined) throw new TributaryError(finding);
    const count = Math.max(-1, ...row.cells.keys()) + 1;
    return Array.from({ length: count }, (_, index) => row.cells.get(index)?.text ?? "");
  }
}

async function* dataRows(rows: AsyncIterable<SheetRow>, columns: readonly string[]): AsyncGenerator<BankRow, void, undefined> {
  let rowNumber = 0n;
  for await (const { line, raw, cells, findings, remarks } of rows) {
    if (cells.size === 0 && findings.length === 0) continue;
    rowNumber += 1n;
    const beyond = [...cells.keys()].filter((column) => column >= columns.length);
    const unknown = beyond.map(
      (column): Finding => ({
        code: "FIELD_UNKNOWN",
        found: `a cell in column ${column + 1}`,
        expected: `${columns.length} columns, as the header has`,
        where: { line },
      }),
    );
    const all = [...findings, ...unknown];
    const read = columns.map((_, index) => cells.get(index) ?? textCell(""));
    yield { rowNumber, line, raw, content: all.length > 0 ? { findings: all } : { cells: read }, remarks };
  }
}
