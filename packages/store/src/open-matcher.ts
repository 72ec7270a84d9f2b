import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { Query } from "@tributary/queries";
import type { Binding } from "./database.ts";
import { engineType, fromEngine, type PlainValue, toEngine } from "./engine-values.ts";
import { runQuery } from "./run-query.ts";

/** An engine that holds nothing but what a query is given, for comparing what was decrypted. */
export interface Matcher {
  /** All rows of a named query that reads no table. */
  query<Parameters, Row>(query: Query<Parameters, Row>, parameters: Parameters): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export interface MatcherOptions {
  /** Mebibytes that the engine may hold; a query that needs more fails. Default: 256. */
  readonly memoryMebibytesMax?: number;
}

const memoryMebibytes = 256;

/**
 * Opens an engine in memory that has no file, no temporary folder and no way out: what it is given is never written anywhere. A query that does not fit
 * into its memory fails rather than spills.
 */
export async function openMatcher(options: MatcherOptions = {}): Promise<Matcher> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "1",
    memory_limit: `${options.memoryMebibytesMax ?? memoryMebibytes}MiB`,
    temp_directory: "",
    max_temp_directory_size: "0B",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    allow_persistent_secrets: "false",
  });
  const connection = await instance.connect();
  await connection.run("SET GLOBAL timezone = 'UTC'");
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
  return {
    query: (query, parameters) =>
      runQuery({ select: (sql, bindings) => select(connection, sql, bindings ?? []) }, query, parameters),
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function select(connection: DuckDBConnection, sql: string, bindings: readonly Binding[]): Promise<PlainValue[][]> {
  const values = Object.fromEntries(bindings.map(({ name, value, type }) => [name, toEngine(value, type)]));
  const types = Object.fromEntries(bindings.map(({ name, type }) => [name, engineType(type)]));
  const rows = await (await connection.run(sql, values, types)).getRows();
  return rows.map((row) => row.map(fromEngine));
}
