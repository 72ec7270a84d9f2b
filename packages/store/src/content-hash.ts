import { createHash } from "node:crypto";
import type { Digest } from "@tributary/domain";
import type { Database } from "./database.ts";
import { type FactColumn, type FactTable, keyExpression, tableName } from "./fact-table.ts";
import { factTables } from "./fact-tables.ts";

/**
 * SHA-256 over all that was ingested. Each table gives one text a row, its fields preceded by their length so that no two rows look alike, in
 * the order of those texts. Which record states which row is hashed as a set: the order in which files came in does not matter.
 */
export async function hashContent(database: Database): Promise<Digest> {
  const hash = createHash("sha256").update("tributary store content 1\n");
  for (const { name, sql, isOptional } of sections()) {
    if (isOptional !== true || (await database.select(`${sql} LIMIT 1`)).length > 0) hash.update(`${name}\n`);
    for await (const rows of database.stream(sql)) for (const [line] of rows) hash.update(`${line}\n`);
  }
  return hash.digest("hex") as Digest;
}

interface Section {
  readonly name: string;
  readonly sql: string;
  /** Stores that hold none of it hash as they did before it was known. */
  readonly isOptional?: boolean;
}

function sections(): Section[] {
  const plain = (name: string, columns: readonly string[]) => ({
    name,
    sql: selectLines(
      name,
      columns.map((column) => fieldExpression({ name: column, type: "VARCHAR", care: "plain" })),
    ),
  });
  return [
    { name: "source.file", sql: selectLines("source.file", [field("t.sha256"), field("t.byte_count::VARCHAR")]) },
    plain("source.receipt", ["file_sha256", "kind", "origin", "submitter", "licence"]),
    plain("source.record", ["file_sha256", "locator", "raw_sha256"]),
    ...factTables.map((table) => ({
      name: tableName(table),
      sql: selectLines(tableName(table), hashedFields(table)),
    })),
    ...factTables.map((table) => ({ name: `${tableName(table)} records`, sql: selectStatements(table) })),
    plain("ingest.quarantine", ["file_sha256", "locator", "raw_sha256", "findings", "raw"]),
    ...factTables.filter(({ settled }) => settled.size > 0).map(asideSection),
  ];
}

/** Rows that no standing version of a report states. Their place is that of no version. */
function asideSection(table: FactTable): Section {
  const fields = hashedFields({ ...table, incidental: new Set([...table.incidental, ...table.settled]) });
  return { name: `${tableName(table)} aside`, sql: selectLines(`${tableName(table)}_superseded`, fields), isOptional: true };
}

function hashedFields({ columns, incidental, later }: FactTable): readonly string[] {
  return columns
    .filter(({ name }) => !incidental.has(name))
    .map((column) => {
      const before = later.get(column.name);
      const expression = fieldExpression(column);
      return before === undefined ? expression : `CASE WHEN t."${column.name}" = '${before}' THEN '' ELSE ${expression} END`;
    });
}

function selectLines(table: string, fields: readonly string[]): string {
  return `SELECT ${fields.join(" || ")} AS line FROM ${table} AS t ORDER BY line`;
}

function selectStatements(table: FactTable): string {
  const fields = [field("t.row_key"), field("t.file_sha256"), field("t.locator")].join(" || ");
  return `SELECT ${fields} AS line FROM (
    SELECT ${keyExpression(table, "f")} AS row_key, f.file_sha256, f.locator FROM ${table.known} AS f
    UNION ALL
    SELECT r.row_key, r.file_sha256, r.locator FROM source.repeat AS r WHERE r.table_name = '${tableName(table)}'
  ) AS t ORDER BY line`;
}

function fieldExpression({ name, type }: FactColumn): string {
  if (type === "TIMESTAMP") return field(`epoch_us(t."${name}")::VARCHAR`);
  if (type === "VARCHAR[]")
    return field(`array_to_string(list_transform(t."${name}", lambda x: strlen(x)::VARCHAR || ':' || x), ',')`);
  return field(`t."${name}"::VARCHAR`);
}

/** A field that cannot run into the next: its length in bytes, then itself; "-" for none. */
function field(expression: string): string {
  return `coalesce(strlen(${expression})::VARCHAR || ':' || ${expression} || ',', '-,')`;
}
