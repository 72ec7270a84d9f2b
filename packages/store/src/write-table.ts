import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { copyFile, open, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { csvLine, type Digest } from "@tributary/domain";
import { quoteIdentifier, quoteText } from "./sql-text.ts";
import { openTableEngine } from "./table-engine.ts";
import { groupRows, rowGroups, type TableToWrite } from "./table-to-write.ts";

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

/** The library of Arrow takes a tenth of a second to load; only those who write Arrow wait for it. */
async function writeArrow(table: TableToWrite, path: string): Promise<bigint> {
  const { writeArrowFile } = await import("./write-arrow-file.ts");
  return writeArrowFile(table, path);
}

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
    for await (const rows of rowGroups(table.rows)) {
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
    for await (const rows of rowGroups(table.rows)) {
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
