import { mkdtempSync, rmSync } from "node:fs";
import { copyFile, link } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { boundInstant, formatInstant } from "@tributary/domain";
import type { PlainValue } from "./engine-values.ts";
import { quoteIdentifier, quoteText } from "./sql-text.ts";
import { openTableEngine, type TableEngine } from "./table-engine.ts";
import type { TableColumn, TableColumnKind, TableReader, TableRow } from "./table-file.ts";
import { failUnreadable } from "./unreadable-file.ts";

const expected = "a Parquet file that can be read whole";

/** Reads Parquet by an engine that can see nothing but this file, which stands alone in a folder under a name of ours. */
export async function readParquet(path: string): Promise<TableReader> {
  const spool = mkdtempSync(join(tmpdir(), "tributary-table-"));
  const file = join(spool, "table.parquet");
  await link(path, file).catch(() => copyFile(path, file));
  const engine = await openTableEngine(spool);
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    engine.close();
    rmSync(spool, { recursive: true, force: true });
  };
  try {
    const source = `read_parquet(${quoteText(file)}, hive_partitioning = false)`;
    const described = await engine.describe(`SELECT * FROM ${source}`);
    const columns = described.map(({ name, type }): TableColumn => ({ name, type, kind: readKind(type) }));
    return { columns, rows: readRows({ engine, source, columns, close, name: basename(path) }), close };
  } catch (error) {
    await close();
    return failUnreadable(error, { file: basename(path), expected });
  }
}

interface RowSource {
  readonly engine: TableEngine;
  readonly source: string;
  readonly columns: readonly TableColumn[];
  readonly close: () => Promise<void>;
  readonly name: string;
}

async function* readRows({ engine, source, columns, close, name }: RowSource): AsyncGenerator<TableRow, void> {
  let row = 0n;
  const cells = columns.map((column) => cellExpression(column)).join(", ");
  try {
    for await (const rows of engine.stream(`SELECT ${cells} FROM ${source}`))
      for (const values of rows) {
        row += 1n;
        yield { row, values: Object.fromEntries(columns.map((column, index) => [column.name, readCell(column, values[index])])) };
      }
  } catch (error) {
    failUnreadable(error, { file: name, expected });
  } finally {
    await close();
  }
}

/** Names of the engine's types; a time zone makes a time an instant. */
function readKind(type: string): TableColumnKind {
  if (type === "VARCHAR") return "text";
  if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(type) || type === "BIGNUM") return "integer";
  if (type.startsWith("DECIMAL")) return "decimal";
  if (type === "FLOAT" || type === "DOUBLE") return "float";
  if (type === "TIMESTAMP WITH TIME ZONE") return "instant";
  if (type === "TIMESTAMP" || type === "TIMESTAMP_NS" || type === "TIMESTAMP_MS" || type === "TIMESTAMP_S" || type === "DATE")
    return "local-time";
  return type === "BOOLEAN" ? "boolean" : "other";
}

function cellExpression({ name, kind, type }: TableColumn): string {
  const column = quoteIdentifier(name);
  if (kind === "instant") return `CASE WHEN isfinite(${column}) THEN epoch_us(${column}) END`;
  if (kind === "local-time") return `replace(${column}::VARCHAR, ' ', 'T')`;
  return type === "BLOB" ? `lower(hex(${column}))` : `${column}::VARCHAR`;
}

function readCell(column: TableColumn, value: PlainValue | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (column.kind !== "instant") return String(value);
  const instant = boundInstant(BigInt(String(value)), "");
  return instant.ok ? formatInstant(instant.value) : `${value} microseconds`;
}
