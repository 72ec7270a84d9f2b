import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Digest, fail } from "@tributary/domain";
import { hashFile } from "./hash-file.ts";
import { quoteIdentifier, quoteText } from "./sql-text.ts";
import { openTableEngine, type TableEngine } from "./table-engine.ts";
import { groupRows } from "./table-to-write.ts";
import { jsonLineWriter, type TwinCell, type TwinColumn, type TwinTable, twinTypes } from "./twin-table.ts";

interface WrittenFile {
  readonly byteCount: number;
  readonly sha256: Digest;
}

interface WrittenTwins {
  readonly rowCount: number;
  readonly parquet: WrittenFile;
  readonly jsonLines: WrittenFile;
}

/** Mebibytes of rows that the engine holds before it puts them on the disk. */
const memoryMebibytesMax = 512;
/** Characters of lines that are kept before they are written. */
const linesLengthMax = 2 ** 20;

/** Writes tables, one after the other, by one engine. */
export interface TwinWriter {
  /**
   * Writes a table in both forms in one pass over the rows; equal rows give equal bytes. Neither form is ever in memory as a whole. The files must not
   * exist, and are under the writer's folder. Errors: VALUE_UNREADABLE for a text with half a character, which Parquet cannot carry.
   */
  write(table: TwinTable, rows: Iterable<readonly TwinCell[]> | AsyncIterable<readonly TwinCell[]>): Promise<WrittenTwins>;
  /** Must be called, whatever happened. */
  close(): void;
}

/** `folder` takes what the engine cannot hold while it writes. */
export async function openTwinWriter(folder: string): Promise<TwinWriter> {
  const spool = mkdtempSync(join(folder, ".spool-"));
  const removeSpool = (): void => rmSync(spool, { recursive: true, force: true });
  const engine = await openTableEngine(spool, { memoryMebibytesMax }).catch((error: unknown) => {
    removeSpool();
    throw error;
  });
  return {
    write: (table, rows) => writeTwins(table, rows, { engine, spooled: join(spool, "written.parquet") }),
    close: () => {
      engine.close();
      removeSpool();
    },
  };
}

async function writeTwins(
  table: TwinTable,
  rows: Iterable<readonly TwinCell[]> | AsyncIterable<readonly TwinCell[]>,
  { engine, spooled }: { readonly engine: TableEngine; readonly spooled: string },
): Promise<WrittenTwins> {
  const lines = await LineFile.create(table.jsonLinesPath);
  try {
    const rowCount = await writeRows(table, rows, { engine, lines });
    const jsonLines = await lines.finish();
    await engine.run(
      `COPY written TO ${quoteText(spooled)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${groupRows}, PARQUET_VERSION v1)`,
    );
    await engine.run("DROP TABLE written");
    await syncFile(spooled);
    await rename(spooled, table.parquetPath);
    return { rowCount, jsonLines, parquet: await hashFile(table.parquetPath) };
  } finally {
    await lines.close();
  }
}

interface Twins {
  readonly engine: TableEngine;
  readonly lines: LineFile;
}

async function writeRows(
  { columns, jsonLinesPath }: TwinTable,
  rows: Iterable<readonly TwinCell[]> | AsyncIterable<readonly TwinCell[]>,
  { engine, lines }: Twins,
): Promise<number> {
  const types = columns.map(({ type }) => twinTypes[type]);
  const definitions = columns.map(({ name }, index) => `${quoteIdentifier(name)} ${types[index]}`);
  await engine.run(`CREATE OR REPLACE TABLE written (${definitions.join(", ")})`);
  const writeLine = jsonLineWriter(columns);
  let rowCount = 0;
  let group: (readonly TwinCell[])[] = [];
  const passOn = async (): Promise<void> => {
    await engine.append("written", types, group.map(toEngineRow));
    group = [];
  };
  for await (const row of rows) {
    rowCount += 1;
    assertWhole(columns, row, { file: basename(jsonLinesPath), line: rowCount });
    await lines.add(writeLine(row));
    group.push(row);
    if (group.length === groupRows) await passOn();
  }
  if (group.length > 0) await passOn();
  return rowCount;
}

function toEngineRow(row: readonly TwinCell[]): (string | bigint | readonly string[] | null)[] {
  return row.map((cell) => (typeof cell === "number" ? BigInt(cell) : cell));
}

function assertWhole(
  columns: readonly TwinColumn[],
  row: readonly TwinCell[],
  where: { readonly file: string; readonly line: number },
): void {
  for (const [index, cell] of row.entries()) {
    const texts = typeof cell === "string" ? [cell] : typeof cell === "object" && cell !== null ? cell : [];
    const broken = texts.find((text) => /\p{Cs}/u.test(text));
    if (broken === undefined) continue;
    const path = columns[index]?.name ?? "";
    fail("VALUE_UNREADABLE", {
      found: `${JSON.stringify(broken)}, a text with half a character`,
      expected: "a text that UTF-8 can carry",
      where: { ...where, path },
    });
  }
}

/** A file of lines that is hashed as it is written. */
class LineFile {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  #byteCount = 0;
  #pending = "";
  #isOpen = true;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<LineFile> {
    return new LineFile(await open(path, "wx", 0o644));
  }

  async add(line: string): Promise<void> {
    this.#pending += line;
    if (this.#pending.length >= linesLengthMax) await this.#write();
  }

  async finish(): Promise<WrittenFile> {
    await this.#write();
    await this.#file.sync();
    return { byteCount: this.#byteCount, sha256: this.#hash.digest("hex") as Digest };
  }

  async close(): Promise<void> {
    if (this.#isOpen) await this.#file.close();
    this.#isOpen = false;
  }

  async #write(): Promise<void> {
    const bytes = Buffer.from(this.#pending);
    this.#pending = "";
    this.#hash.update(bytes);
    this.#byteCount += bytes.length;
    await this.#file.appendFile(bytes);
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
