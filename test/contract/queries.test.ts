import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import * as queriesModule from "@tributary/queries";
import { format } from "sql-formatter";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const queriesFolder = join(root, "queries");
const formatting = JSON.parse(readFileSync(join(queriesFolder, ".sql-formatter.json"), "utf8"));

/** A layer reads itself and what stands before it. */
const layers = ["source", "ledger", "pending", "str", "party", "attribution", "graph", "place", "ingest", "casefile", "snapshot"];

const files = readdirSync(queriesFolder, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".sql") && !path.includes("node_modules"))
  .sort();
const questions = files.filter((path) => !path.startsWith("schema"));

interface Described {
  readonly name: string;
  readonly sql: string;
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

function isQuery(value: unknown): value is Described {
  return typeof value === "object" && value !== null && "sql" in value && "columns" in value;
}
const exported: readonly unknown[] = Object.values(queriesModule);
const queries = exported.filter(isQuery);

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:");
  connection = await instance.connect();
  for (const { sql } of queriesModule.migrations) await connection.run(sql);
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

test("every file is a query, and every query a file", () => {
  expect(queries.map(({ name }) => `${name}.sql`).sort()).toEqual(questions);
});

test("the generated types are those of the engine (node packages/store/generate-queries.mjs)", () => {
  execFileSync(process.execPath, [join(root, "packages/store/generate-queries.mjs"), "--check"], { stdio: "pipe" });
});

test.each(files)("%s is formatted", (path) => {
  const text = readFileSync(join(queriesFolder, path), "utf8");
  expect(text).toBe(`${format(text, formatting)}\n`);
});

describe.each(queries.map((query) => [query.name, query] as const))("%s", (name, query) => {
  test("binds, and no column can lose a digit", async () => {
    const prepared = await connection.prepare(query.sql);
    const columns = query.columns.map((_, index) => ({
      name: prepared.columnName(index),
      type: prepared.columnType(index).toString(),
    }));
    expect(columns).toEqual(query.columns.map(({ name, type }) => ({ name, type })));
    expect(columns.filter(({ type }) => /DOUBLE|FLOAT|HUGEINT|DECIMAL|TIME ZONE/.test(type))).toEqual([]);
    expect(columns.filter(({ name }) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
    expect(columns.filter(({ name, type }) => type.startsWith("BIGNUM") && !name.endsWith("atoms"))).toEqual([]);
    prepared.destroySync();
  });

  test("casts each parameter, selects no star, orders its rows, and reads no later layer", async () => {
    const parameters = [...query.sql.matchAll(/\$([a-z_]+)(::[A-Z]+(?:\[\])?)?/g)];
    expect(parameters.filter(([, , cast]) => cast === undefined)).toEqual([]);
    const tree = await readTree(query.sql);
    // Matching is given what was decrypted, and must never touch the store's file.
    expect(tree.tables.length === 0).toBe(name.startsWith("matching/"));
    expect(tree.hasStar).toBe(false);
    expect(tree.isOrdered).toBe(true);
    if (name.startsWith("checks/")) return;
    const own = layers.indexOf(name.split("/")[0] ?? "");
    expect(tree.schemas.filter((schema) => layers.indexOf(schema) > own || !layers.includes(schema))).toEqual([]);
  });
});

/** The engine's own syntax tree: what is not one SELECT has none. */
async function readTree(sql: string) {
  const bare = sql.replace(/^--.*\n/gm, "");
  const result = await connection.run("SELECT json_serialize_sql($sql::VARCHAR)", { sql: bare });
  const tree: unknown = JSON.parse(String((await result.getRows())[0]?.[0]));
  const nodes = [...walk(tree)];
  const named = new Set(nodes.flatMap((node) => cteNames(node["cte_map"])));
  // A common table expression has no schema; `recurring` is what a recursive one has found so far.
  const isOwn = (node: Readonly<Record<string, unknown>>): boolean =>
    ["", "recurring"].includes(String(node["schema_name"])) && named.has(String(node["table_name"]));
  const tables = nodes.filter((node) => node["type"] === "BASE_TABLE" && !isOwn(node));
  return {
    tables,
    schemas: tables.map((node) => String(node["schema_name"])),
    hasStar: nodes.some((node) => node["class"] === "STAR"),
    isOrdered: nodes.some((node) => node["type"] === "ORDER_MODIFIER"),
  };
}

function cteNames(map: unknown): string[] {
  return [...walk(map)].flatMap((node) => (typeof node["key"] === "string" ? [node["key"]] : []));
}

function* walk(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== "object" || value === null) return;
  const entries = Object.entries(value);
  if (!Array.isArray(value)) yield Object.fromEntries(entries);
  for (const [, child] of entries) yield* walk(child);
}
