import { existsSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { fail } from "@tributary/domain";
import { readParquet } from "./read-parquet.ts";
import type { TableLimits, TableReader, TableRow } from "./table-file.ts";

const defaultLimits: Required<TableLimits> = {
  byteCountMax: 8n * 2n ** 30n,
  rowCountMax: 200_000_000n,
  columnCountMax: 1000,
};

const magic: Readonly<Record<"parquet" | "arrow", string>> = { parquet: "PAR1", arrow: "ARROW1" };

/**
 * Opens a Parquet or Arrow IPC file for reading, every cell as exact text. Nothing inside the file is followed to another file.
 * Errors: FILE_UNREADABLE, FILE_TRUNCATED, FILE_TOO_LARGE; the last may also come while rows are read.
 */
export async function readTable(path: string, format: "parquet" | "arrow", limits: TableLimits = {}): Promise<TableReader> {
  const bounds = { ...defaultLimits, ...limits };
  const name = basename(path);
  if (!existsSync(path)) fail("FILE_UNREADABLE", { found: "no such file", expected: `a ${format} file`, where: { file: name } });
  const byteCount = BigInt(statSync(path).size);
  if (byteCount > bounds.byteCountMax)
    fail("FILE_TOO_LARGE", {
      found: `${byteCount} bytes`,
      expected: `at most ${bounds.byteCountMax} bytes`,
      where: { file: name },
    });
  await checkMarks(path, format);
  const reader = await (format === "parquet" ? readParquet(path) : openArrow(path));
  if (reader.columns.length > bounds.columnCountMax) {
    await reader.close();
    fail("FILE_TOO_LARGE", {
      found: `${reader.columns.length} columns`,
      expected: `at most ${bounds.columnCountMax}`,
      where: { file: name },
    });
  }
  await checkNames(reader, name);
  return { ...reader, rows: boundRows(reader.rows, { name, rowCountMax: bounds.rowCountMax }) };
}

/** The library of Arrow takes a tenth of a second to load; only those who read Arrow wait for it. */
async function openArrow(path: string): Promise<TableReader> {
  const { readArrow } = await import("./read-arrow.ts");
  return readArrow(path);
}

/** Both formats begin and end with their mark; an Arrow stream has none, and its messages are checked as they are. */
async function checkMarks(path: string, format: "parquet" | "arrow"): Promise<void> {
  const mark = Buffer.from(magic[format]);
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const start = (await file.read(Buffer.alloc(8), 0, 8, 0)).buffer;
    const end = (await file.read(Buffer.alloc(mark.length), 0, mark.length, Math.max(0, size - mark.length))).buffer;
    const where = { file: basename(path) };
    if (format === "arrow" && start.readUInt32LE(0) === 0xffffffff) return;
    if (!start.subarray(0, mark.length).equals(mark))
      fail("FILE_UNREADABLE", { found: `a file that begins with ${start.toString("hex")}`, expected: `a ${format} file`, where });
    if (size < mark.length * 2 || !end.equals(mark))
      fail("FILE_TRUNCATED", { found: `${size} bytes without the end mark`, expected: `a whole ${format} file`, where });
  } finally {
    await file.close();
  }
}

async function checkNames(reader: TableReader, file: string): Promise<void> {
  const names = reader.columns.map((column) => column.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  await reader.close();
  fail("FILE_UNREADABLE", { found: `two columns named "${twice}"`, expected: "columns with different names", where: { file } });
}

async function* boundRows(
  rows: AsyncIterable<TableRow>,
  { name, rowCountMax }: { name: string; rowCountMax: bigint },
): AsyncGenerator<TableRow, void> {
  for await (const row of rows) {
    if (row.row > rowCountMax)
      fail("FILE_TOO_LARGE", {
        found: `more than ${rowCountMax} rows`,
        expected: `at most ${rowCountMax} rows`,
        where: { file: name },
      });
    yield row;
  }
}
