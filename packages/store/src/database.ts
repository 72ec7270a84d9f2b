import { availableParallelism, totalmem } from "node:os";
import { type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, type DuckDBResult } from "@duckdb/node-api";
import { translateEngineError } from "./engine-errors.ts";
import { engineType, fromEngine, type PlainValue, toEngine } from "./engine-values.ts";

export interface Binding {
  readonly name: string;
  readonly type: string;
  readonly value: PlainValue;
}

export interface DatabaseOptions {
  readonly path: string;
  readonly isReadOnly: boolean;
  readonly threads: number | undefined;
  readonly memoryMebibytesMax?: number | undefined;
}

export interface AppendTarget {
  /** `temp`: a table of the writing connection alone. */
  readonly catalog?: "temp";
  readonly schema: string;
  readonly table: string;
  readonly types: readonly string[];
}

const threadsMax = 8;
const memoryShare = 2;
/** The engine's own vector size: one chunk of an appender, one piece of a stream. */
const chunkRows = 2048;
/**
 * The write-ahead log is worked into the file when it has grown to this. Each time, the last part of every table is packed and written again, up
 * to 122,880 rows of it: the engine's own 16 MB would pack most rows of an import several times. A store that was killed reads it when it opens.
 */
const checkpointThreshold = "64MiB";

/**
 * The engine's file, opened once in this process: a second instance on one file loses data without an error, so only `fromCache` opens it.
 * One connection writes; another reads; each stream has its own, for a result that is still being read ends with the next statement.
 */
export class Database {
  readonly #instance: DuckDBInstance;
  readonly #writer: DuckDBConnection;
  readonly #reader: DuckDBConnection;
  #broken: Error | undefined;

  private constructor(instance: DuckDBInstance, connections: { writer: DuckDBConnection; reader: DuckDBConnection }) {
    this.#instance = instance;
    this.#writer = connections.writer;
    this.#reader = connections.reader;
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    const instance = await DuckDBInstance.fromCache(options.path, {
      access_mode: options.isReadOnly ? "READ_ONLY" : "READ_WRITE",
      threads: `${options.threads ?? Math.min(threadsMax, availableParallelism())}`,
      memory_limit: `${options.memoryMebibytesMax ?? Math.floor(totalmem() / memoryShare / 2 ** 20)}MiB`,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      allow_community_extensions: "false",
      allow_persistent_secrets: "false",
      checkpoint_threshold: checkpointThreshold,
    }).catch((error: unknown) => {
      throw translateEngineError(error, { path: options.path, isOpening: true });
    });
    const writer = await instance.connect();
    return new Database(instance, { writer, reader: await instance.connect() });
  }

  /** Nothing outside the file can be reached from here on, and no setting can be changed. Readers of one process share these settings. */
  async harden(): Promise<void> {
    const settings = [
      "SET GLOBAL timezone = 'UTC'",
      "SET GLOBAL enable_external_access = false",
      "SET GLOBAL lock_configuration = true",
    ];
    try {
      for (const setting of settings) await this.run(setting);
    } catch (error) {
      const rows = await this.select(
        "SELECT current_setting('TimeZone'), current_setting('enable_external_access'), current_setting('lock_configuration')",
      );
      const [zone, canReachOut, isLocked] = rows[0] ?? [];
      if (zone !== "UTC" || canReachOut !== false || isLocked !== true) throw error;
    }
  }

  /** Runs statements on the writing connection. */
  async run(sql: string, bindings: readonly Binding[] = []): Promise<void> {
    await this.#guard(() => this.#writer.run(sql, bindValues(bindings), bindTypes(bindings)));
  }

  /** Rows as the writing connection sees them, inside its transaction. */
  async selectAsWriter(sql: string, bindings: readonly Binding[] = []): Promise<PlainValue[][]> {
    return this.#guard(async () => readAll(await this.#writer.run(sql, bindValues(bindings), bindTypes(bindings))));
  }

  async select(sql: string, bindings: readonly Binding[] = []): Promise<PlainValue[][]> {
    return this.#guard(async () => readAll(await this.#reader.run(sql, bindValues(bindings), bindTypes(bindings))));
  }

  /** Rows in pieces, on a connection of their own. */
  async *stream(sql: string, bindings: readonly Binding[] = []): AsyncGenerator<PlainValue[][], void> {
    for await (const chunk of this.streamChunks(sql, bindings)) yield readChunk(chunk);
  }

  /** The engine's own chunks, likewise. */
  async *streamChunks(sql: string, bindings: readonly Binding[] = []): AsyncGenerator<DuckDBDataChunk, void> {
    const connection = await this.#guard(() => this.#instance.connect());
    try {
      const result = await this.#guard(() => connection.stream(sql, bindValues(bindings), bindTypes(bindings)));
      // The engine makes the next chunk while this one is worked on.
      let next = this.#guard(() => result.fetchChunk());
      let isRead = false;
      try {
        for (;;) {
          const chunk = await next;
          isRead = chunk === null || chunk.rowCount === 0;
          if (chunk === null || isRead) return;
          next = this.#guard(() => result.fetchChunk());
          // Told when it is asked for.
          next.catch(() => undefined);
          yield chunk;
        }
      } finally {
        if (!isRead) await abandon(connection, { result, fetching: next });
      }
    } finally {
      connection.closeSync();
    }
  }

  /** Runs work inside one transaction; anything thrown takes all of it back. */
  async transaction<Value>(work: () => Promise<Value>): Promise<Value> {
    await this.run("BEGIN TRANSACTION");
    try {
      const value = await work();
      await this.run("COMMIT");
      return value;
    } catch (error) {
      // A broken engine has no transaction left to take back; its first error is the one to tell.
      await this.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }

  /** Appends rows inside the writing connection's transaction. */
  async appendRows(target: AppendTarget, rows: readonly (readonly PlainValue[])[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#guard(async () => {
      const appender = await this.#writer.createAppender(target.table, target.schema, target.catalog);
      try {
        for (let start = 0; start < rows.length; start += chunkRows) {
          const chunk = buildChunk(target.types, rows.slice(start, start + chunkRows));
          appender.appendDataChunk(chunk);
          // The appender has copied it. Its texts lie outside of the heap that is watched here, and would wait there for a collection of garbage.
          chunk.reset();
        }
        appender.flushSync();
      } finally {
        appender.closeSync();
      }
    });
  }

  close(): void {
    this.#reader.closeSync();
    this.#writer.closeSync();
    this.#instance.closeSync();
  }

  /** After a fatal error of the engine every later call would fail with a riddle: say the first cause again instead. */
  async #guard<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#broken !== undefined) throw this.#broken;
    try {
      return await work();
    } catch (error) {
      const translated = translateEngineError(error, { path: "the store", isOpening: false });
      if (translated !== error && translated instanceof Error) this.#broken = translated;
      throw translated;
    }
  }
}

/** A result that is not read to its end holds the file open until it is collected as garbage: it is ended here. */
async function abandon(
  connection: DuckDBConnection,
  { result, fetching }: { readonly result: DuckDBResult; readonly fetching: Promise<unknown> },
): Promise<void> {
  connection.interrupt();
  try {
    await fetching;
    while (((await result.fetchChunk())?.rowCount ?? 0) > 0);
  } catch {
    // Interrupted, as asked.
  }
}

function bindValues(bindings: readonly Binding[]): Record<string, ReturnType<typeof toEngine>> {
  return Object.fromEntries(bindings.map(({ name, value, type }) => [name, toEngine(value, type)]));
}

function bindTypes(bindings: readonly Binding[]): Record<string, ReturnType<typeof engineType>> {
  return Object.fromEntries(bindings.map(({ name, type }) => [name, engineType(type)]));
}

function buildChunk(types: readonly string[], rows: readonly (readonly PlainValue[])[]): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(types.map(engineType), rows.length);
  types.forEach((type, column) => {
    chunk.setColumnValues(
      column,
      rows.map((row) => toEngine(row[column] ?? null, type)),
    );
  });
  return chunk;
}

async function readAll(result: DuckDBResult): Promise<PlainValue[][]> {
  const rows: PlainValue[][] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return rows;
    for (const row of readChunk(chunk)) rows.push(row);
  }
}

function readChunk(chunk: DuckDBDataChunk): PlainValue[][] {
  const columns = Array.from({ length: chunk.columnCount }, (_, column) => chunk.getColumnValues(column));
  return Array.from({ length: chunk.rowCount }, (_, row) => columns.map((column) => fromEngine(column[row])));
}
