import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestText, type Finding, fail, type Locator } from "@tributary/domain";
import {
  type ReceivedFile,
  readTable,
  type SourceColumn,
  type Table,
  type TableColumn,
  type TableLimits,
  type TableReader,
  type TableRecord,
} from "@tributary/pipeline-kit";

const forms: Readonly<Record<TableColumn["kind"], SourceColumn["form"]>> = {
  text: "text",
  integer: "text",
  decimal: "text",
  boolean: "text",
  instant: "text",
  "local-time": "local-time",
  float: "float",
  other: "other",
};

/**
 * Opens a Parquet or Arrow file. It is read from a copy of the very bytes that were hashed, which is gone when the table is closed.
 * Cells are exact text; the columns say which types are not exact.
 */
export async function openColumnarTable(
  received: ReceivedFile,
  options: { readonly format: "parquet" | "arrow"; readonly limits: TableLimits },
): Promise<Table> {
  const folder = await mkdtemp(join(tmpdir(), "tributary-table-"));
  const discard = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const path = await received.copyInto(folder);
    const reader = await readTable(path, options.format, { columnCountMax: options.limits.columnCountMax });
    await checkNamed(reader, received.origin);
    return {
      isGuarded: false,
      columns: reader.columns.map(({ name, kind, type }) => ({ name, form: forms[kind], type })),
      headerWhere: {},
      records: readRecords(reader, options.limits),
      close: async () => {
        await reader.close();
        await discard();
      },
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** A damaged Arrow file can give a column that has no name at all, whatever the types say. */
async function checkNamed(reader: TableReader, file: string): Promise<void> {
  if (reader.columns.every(({ name }) => typeof name === "string")) return;
  await reader.close();
  fail("FILE_UNREADABLE", { found: "a column without a name", expected: "a name for each column", where: { file } });
}

async function* readRecords(reader: TableReader, limits: TableLimits): AsyncGenerator<TableRecord, void, undefined> {
  const names = reader.columns.map(({ name }) => name);
  for await (const { row, values } of reader.rows) {
    const raw = JSON.stringify(Object.fromEntries(names.map((name) => [name, values[name] ?? null])));
    const where: Locator = { record: `row ${row}` };
    const cells = names.map((name) => values[name] ?? "");
    yield {
      rowNumber: row,
      locator: `row ${row}`,
      where,
      rawSha256: digestText(raw),
      raw: () => raw,
      content: checkCells(cells, { names, where, limits }),
    };
  }
}

function checkCells(
  cells: readonly string[],
  { names, where, limits }: { readonly names: readonly string[]; readonly where: Locator; readonly limits: TableLimits },
): TableRecord["content"] {
  const findings = cells.flatMap((cell, index): readonly Finding[] => {
    const place = { ...where, path: names[index] ?? "" };
    if (cell.length > limits.cellLengthMax) {
      const expected = `at most ${limits.cellLengthMax} characters (cellLengthMax)`;
      return [{ code: "FILE_TOO_LARGE", found: `a cell of ${cell.length} characters`, expected, where: place }];
    }
    if (!cell.includes("\0")) return [];
    return [{ code: "VALUE_UNREADABLE", found: "a NUL byte", expected: "text without NUL bytes", where: place }];
  });
  return findings.length === 0 ? { cells } : { findings };
}
