import { mkdtempSync, rmSync } from "node:fs";
import { copyFile, type FileHandle, link, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fail } from "@tributary/domain";
import type { PlainValue } from "./engine-values.ts";
import { quoteText } from "./sql-text.ts";
import { openTableEngine, type TableEngine } from "./table-engine.ts";
import { jsonLineWriter, type TwinCell, type TwinColumn, type TwinTable, twinTypes } from "./twin-table.ts";
import { failUnreadable } from "./unreadable-file.ts";

const expectedFile = "a Parquet file as this program wrote it";
/** Characters of lines that are compared at once. */
const linesLengthMax = 2 ** 20;

/** Reads tables, one after the other, by one engine that sees nothing but them. */
export interface TwinReader {
  /**
   * The rows of a table in two forms, in order, after it was seen that both forms tell them alike, byte by byte. `rowCount` is what the table says to
   * have. Errors: BUNDLE_CHANGED with the line where the two part, or where there are other columns or another number of rows; FILE_UNREADABLE.
   */
  rows(table: TwinTable, rowCount: number): AsyncGenerator<readonly TwinCell[], void>;
  /** Must be called, whatever happened. */
  close(): void;
}

export async function openTwinReader(): Promise<TwinReader> {
  const spool = mkdtempSync(join(tmpdir(), "tributary-table-"));
  const removeSpool = (): void => rmSync(spool, { recursive: true, force: true });
  const engine = await openTableEngine(spool).catch((error: unknown) => {
    removeSpool();
    throw error;
  });
  let count = 0;
  // Every file has a name of its own: the engine may keep parts of a file that it has read.
  const nextName = (): string => {
    count += 1;
    return join(spool, `table-${count}.parquet`);
  };
  return {
    rows: (table, rowCount) => readTwins(table, rowCount, { engine, spooled: nextName() }),
    close: () => {
      engine.close();
      removeSpool();
    },
  };
}

async function* readTwins(
  table: TwinTable,
  rowCount: number,
  { engine, spooled }: { readonly engine: TableEngine; readonly spooled: string },
): AsyncGenerator<readonly TwinCell[], void> {
  await link(table.parquetPath, spooled).catch(() => copyFile(table.parquetPath, spooled));
  const lines = await open(table.jsonLinesPath, "r");
  try {
    yield* readAlike(table, rowCount, {
      engine,
      lines,
      source: `read_parquet(${quoteText(spooled)}, hive_partitioning = false)`,
    });
  } catch (error) {
    failUnreadable(error, { file: basename(table.parquetPath), expected: expectedFile });
  } finally {
    await lines.close();
    rmSync(spooled, { force: true });
  }
}

interface Sources {
  readonly engine: TableEngine;
  readonly lines: FileHandle;
  readonly source: string;
}

async function* readAlike(
  table: TwinTable,
  rowCount: number,
  { engine, lines, source }: Sources,
): AsyncGenerator<readonly TwinCell[], void> {
  const file = basename(table.parquetPath);
  const found = await engine.describe(`SELECT * FROM ${source}`);
  const [is, should] = [found.map(({ name, type }) => `${name} ${type}`), table.columns.map(columnText)];
  if (is.join(", ") !== should.join(", ")) changed({ file }, `the columns ${is.join(", ")}`, `the columns ${should.join(", ")}`);
  const writeLine = jsonLineWriter(table.columns);
  let block: Block = { first: 1, rows: [], text: "" };
  for await (const rows of engine.stream(`SELECT * FROM ${source}`)) {
    for (const values of rows) {
      const row = values.map(fromEngineCell);
      block.text += writeLine(row);
      block.rows.push(row);
      if (block.first + block.rows.length - 1 > rowCount) changed({ file }, `more than ${rowCount} rows`, `${rowCount} rows`);
      if (block.text.length < linesLengthMax) continue;
      await assertAlike(table, lines, block);
      yield* block.rows;
      block = { first: block.first + block.rows.length, rows: [], text: "" };
    }
  }
  await assertAlike(table, lines, block);
  yield* block.rows;
  const total = block.first + block.rows.length - 1;
  if (total !== rowCount) changed({ file }, `${total} rows`, `${rowCount} rows`);
  const { bytesRead } = await lines.read(Buffer.alloc(1), 0, 1);
  if (bytesRead > 0)
    changed({ file: basename(table.jsonLinesPath), line: total + 1 }, "more lines", `${total} lines, as ${file} has rows`);
}

/** Rows that wait for their lines. */
interface Block {
  readonly first: number;
  readonly rows: (readonly TwinCell[])[];
  text: string;
}

function columnText({ name, type }: TwinColumn): string {
  return `${name} ${twinTypes[type]}`;
}

/** The engine gives back what `twinTypes` can hold. */
function fromEngineCell(value: PlainValue): TwinCell {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "object" && value !== null) return value.map(String);
  return typeof value === "boolean" ? null : value;
}

async function assertAlike(table: TwinTable, lines: FileHandle, { first, text }: Block): Promise<void> {
  const should = Buffer.from(text);
  const is = Buffer.alloc(should.length);
  let filled = 0;
  while (filled < is.length) {
    const { bytesRead } = await lines.read(is, filled, is.length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  if (filled === should.length && is.equals(should)) return;
  const at = is.subarray(0, filled).findIndex((byte, index) => byte !== should[index]);
  const before = should.subarray(0, at < 0 ? filled : at);
  const line = first + before.reduce((count, byte) => count + (byte === lineFeed ? 1 : 0), 0);
  const start = before.lastIndexOf(lineFeed) + 1;
  changed(
    { file: basename(table.jsonLinesPath), line },
    lineFrom(is.subarray(start, filled)),
    `what ${basename(table.parquetPath)} says: ${lineFrom(should.subarray(start))}`,
  );
}

const lineFeed = 10;
const shownMax = 200;

function lineFrom(bytes: Buffer): string {
  const end = bytes.indexOf(lineFeed);
  const text = bytes.subarray(0, end < 0 ? bytes.length : end).toString();
  return text === "" ? "no line" : text.slice(0, shownMax);
}

function changed(where: { readonly file: string; readonly line?: number }, found: string, expected: string): never {
  fail("BUNDLE_CHANGED", { found, expected, where });
}
