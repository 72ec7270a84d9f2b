import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { copyFile, type FileHandle, open, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { csvLine, type Digest } from "@tributary/domain";
import { Field, Int64, makeData, RecordBatch, RecordBatchFileWriter, Schema, Struct, Utf8 } from "apache-arrow";
import { buildIntegers, buildTexts } from "./arrow-columns.ts";
import { quoteIdentifier, quoteText } from "./sql-text.ts";
import { openTableEngine } from "./table-engine.ts";

export interface WrittenColumn {
  readonly name: string;
  /** `integer` is a 64-bit integer and for counts and sequences alone; amounts are text. */
  readonly type: "text" | "integer";
}

export interface TableToWrite {
  readonly path: string;
  readonly format: "csv" | "parquet" | "arrow";
  readonly columns: readonly WrittenColumn[];
  /** Cells as text, integers as decimal text. */
  readonly rows: Iterable<readonly (string | null)[]> | AsyncIterable<readonly (string | null)[]>;
}

/** Rows of one Parquet row group and of one Arrow record batch: fixed, so that equal rows give equal bytes. */
const groupRows = 16_384;

/**
 * Writes a table whole or not at all, replacing the file at `path`; equal rows give equal bytes. Amounts stand as decimal text, for no
 * column type of Parquet or Arrow is wide enough in every reader.
 */
export async function writeTable(table: TableToWrite): Promise<{ readonly rows: bigint; readonly sha256: Digest }> {
  const part = join(dirname(table.path), `.${basename(table.path)}.part`);
  try {
    const rows = await writers[table.format](table, part);
    const sha256 = await syncAndHash(part);
    await rename(part, table.path);
    return { rows, sha256 };
  } finally {
    rmSync(part, { force: true });
  }
}

const writers: Readonly<Record<TableToWrite["format"], (table: TableToWrite, path: string) => Promise<bigint>>> = {
  csv: writeCsv,
  parquet: writeParquet,
  arrow: writeArrow,
};

async function writeCsv(table: TableToWrite, path: string): Promise<bigint> {
  const file = await open(path, "w");
  try {
    await file.write(
      csvLine(
        table.columns.map(({ name }) => name),
        "\n",
      ),
    );
    let count = 0n;
    for await (const rows of groups(table.rows)) {
      await file.write(rows.map((row) => csvLine(row, "\n")).join(""));
      count += BigInt(rows.length);
    }
    return count;
  } finally {
    await file.close();
  }
}

async function writeParquet(table: TableToWrite, path: string): Promise<bigint> {
  const spool = mkdtempSync(join(tmpdir(), "tributary-table-"));
  const engine = await openTableEngine(spool);
  try {
    const types = table.columns.map(({ type }) => (type === "integer" ? "BIGINT" : "VARCHAR"));
    const columns = table.columns.map(({ name }, index) => `${quoteIdentifier(name)} ${types[index]}`);
    await engine.run(`CREATE TABLE written (${columns.join(", ")})`);
    let count = 0n;
    for await (const rows of groups(table.rows)) {
      await engine.append(
        "written",
        types,
        rows.map((row) => row.map((cell, index) => readCell(cell, types[index]))),
      );
      count += BigInt(rows.length);
    }
    const spooled = join(spool, "written.parquet");
    await engine.run(
      `COPY written TO ${quoteText(spooled)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${groupRows}, PARQUET_VERSION v1)`,
    );
    await copyFile(spooled, path);
    return count;
  } finally {
    engine.close();
    rmSync(spool, { recursive: true, force: true });
  }
}

function readCell(cell: string | null, type: string | undefined): string | bigint | null {
  return cell !== null && type === "BIGINT" ? BigInt(cell) : cell;
}

async function writeArrow(table: TableToWrite, path: string): Promise<bigint> {
  const schema = new Schema(
    table.columns.map(({ name, type }) => new Field(name, type === "integer" ? new Int64() : new Utf8(), true)),
  );
  const writer = new RecordBatchFileWriter();
  const file = await open(path, "w");
  try {
    const drained = drain(writer, file);
    let count = 0n;
    writer.reset(undefined, schema);
    for await (const rows of groups(table.rows)) {
      writer.write(buildBatch(schema, table, rows));
      count += BigInt(rows.length);
    }
    writer.finish();
    await drained;
    return count;
  } finally {
    await file.close();
  }
}

async function drain(writer: AsyncIterable<Uint8Array>, file: FileHandle): Promise<void> {
  for await (const bytes of writer) await file.write(bytes);
}

function buildBatch(schema: Schema, table: TableToWrite, rows: readonly (readonly (string | null)[])[]): RecordBatch {
  const children = table.columns.map(({ type }, column) => {
    const cells = rows.map((row) => row[column] ?? null);
    return type === "integer" ? buildIntegers(cells) : buildTexts(cells);
  });
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children }));
}

async function* groups(rows: TableToWrite["rows"]): AsyncGenerator<readonly (readonly (string | null)[])[], void> {
  let group: (readonly (string | null)[])[] = [];
  for await (const row of rows) {
    group.push(row);
    if (group.length === groupRows) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}

async function syncAndHash(path: string): Promise<Digest> {
  const file = await open(path, "r+");
  try {
    await file.sync();
    const hash = createHash("sha256");
    for await (const bytes of file.createReadStream({ autoClose: false })) hash.update(bytes);
    return hash.digest("hex") as Digest;
  } finally {
    await file.close();
  }
}
