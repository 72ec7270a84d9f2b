import { DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api";
import { engineType, fromEngine, type PlainValue, toEngine } from "./engine-values.ts";
import { quoteText } from "./sql-text.ts";

/** An engine of its own in memory, with one thread so that bytes never depend on the machine, and no way out of one folder. */
export interface TableEngine {
  run(sql: string): Promise<void>;
  append(table: string, types: readonly string[], rows: readonly (readonly PlainValue[])[]): Promise<void>;
  /** Names and types of a statement's result. */
  describe(sql: string): Promise<readonly { readonly name: string; readonly type: string }[]>;
  stream(sql: string): AsyncIterable<PlainValue[][]>;
  close(): void;
}

const chunkRows = 2048;

export interface TableEngineOptions {
  /** Mebibytes that it may hold; what does not fit goes to the folder. Default: the engine's own choice. */
  readonly memoryMebibytesMax?: number;
}

export async function openTableEngine(directory: string, { memoryMebibytesMax }: TableEngineOptions = {}): Promise<TableEngine> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "1",
    ...(memoryMebibytesMax === undefined ? {} : { memory_limit: `${memoryMebibytesMax}MiB` }),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    allow_persistent_secrets: "false",
    temp_directory: directory,
  });
  const connection = await instance.connect();
  await connection.run("SET GLOBAL timezone = 'UTC'");
  await connection.run(`SET allowed_directories = [${quoteText(directory)}]`);
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
  return {
    run: async (sql) => {
      await connection.run(sql);
    },
    append: async (table, types, rows) => {
      const appender = await connection.createAppender(table);
      for (let start = 0; start < rows.length; start += chunkRows) {
        const part = rows.slice(start, start + chunkRows);
        const chunk = DuckDBDataChunk.create(types.map(engineType), part.length);
        types.forEach((type, column) => {
          chunk.setColumnValues(
            column,
            part.map((row) => toEngine(row[column] ?? null, type)),
          );
        });
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    },
    describe: async (sql) => {
      const prepared = await connection.prepare(sql);
      const columns = Array.from({ length: prepared.columnCount }, (_, index) => ({
        name: prepared.columnName(index),
        type: prepared.columnType(index).toString(),
      }));
      prepared.destroySync();
      return columns;
    },
    stream: async function* (sql) {
      const result = await connection.stream(sql);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return;
        const columns = Array.from({ length: chunk.columnCount }, (_, column) => chunk.getColumnValues(column));
        yield Array.from({ length: chunk.rowCount }, (_, row) => columns.map((column) => fromEngine(column[row])));
      }
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
