import { existsSync, mkdirSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { boundInstant, type Digest, type Finding, fail, unwrap } from "@tributary/domain";
import { type Query, quarantinedRecords } from "@tributary/queries";
import { appendBatch } from "./append-batch.ts";
import type { CaseRegister } from "./case-register.ts";
import { openCases } from "./cases.ts";
import type { ColumnChunk } from "./column-chunk.ts";
import { type CommitEntry, CommitLog } from "./commit-log.ts";
import { hashContent } from "./content-hash.ts";
import { Database } from "./database.ts";
import { translateEngineError } from "./engine-errors.ts";
import { exportTransferTable } from "./export-transfers.ts";
import type { AppendOutcome, Clock, IngestBatch, IngestRun, QuarantinedRecord, RunState } from "./ingest-run.ts";
import { KnownKeys } from "./known-keys.ts";
import { acquireLockFile, assertLockFree, type LockFile } from "./lock-file.ts";
import { assertMigrated, migrate } from "./migrate.ts";
import { openPendingBlocks, type PendingBlocks } from "./pending-blocks.ts";
import { registerRun } from "./register-run.ts";
import { runQuery, streamColumns, streamQuery } from "./run-query.ts";
import { openSealing } from "./sealing/open-sealing.ts";
import type { KeyStatus, Sealing } from "./sealing/sealing.ts";
import type { ExportTarget, Store, StoreOptions } from "./store.ts";

/**
 * Opens the store in a directory. Errors: USAGE where no directory is named, or something else stands there; STORE_MISSING; STORE_OUTDATED; STORE_BUSY
 * while another process has it open; STORE_DAMAGED where it breaks an invariant, or was made by a newer version; KEY_MISSING or KEY_WRONG where a new
 * store cannot be given a key. A store whose key is missing or wrong opens: what is sealed fails when it is asked for.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  if (options.directory === "") fail("USAGE", { found: "a store without a name", expected: "the folder of a store" });
  const directory = resolve(options.directory);
  const path = join(directory, "tributary.duckdb");
  const lockPath = join(directory, "store.lock");
  const isReadOnly = options.mode === "read";
  const keyPath = placeOfKey(options.keyFile, directory);
  if (!existsSync(path) && (isReadOnly || options.create !== true))
    fail("STORE_MISSING", { found: `no store in ${directory}`, expected: "a store; make one with `tributary init`" });
  if (!isReadOnly) makeDirectory(directory);
  const lock = isReadOnly ? assertLockFree(lockPath) : acquireLockFile(lockPath);
  let database: Database | undefined;
  try {
    database = await Database.open({
      path,
      isReadOnly,
      threads: options.threads,
      memoryMebibytesMax: options.memoryMebibytesMax,
    });
    await database.harden();
    await (isReadOnly ? assertMigrated(database) : migrate(database));
    const sealing = await openSealing(database, { path: keyPath, isReadOnly });
    const commits = await openCommitLog(database, { path: join(directory, "commits.log"), isReadOnly });
    const sources = await database.select("SELECT DISTINCT t.source FROM ledger.transfer_stated AS t");
    return new DuckDbStore({
      directory,
      database,
      commits,
      sealing,
      lock: lock ?? undefined,
      clock: options.clock ?? machineClock,
      isReadOnly,
      sources: new Set(sources.map(([source]) => String(source))),
      keys: new KnownKeys(),
    });
  } catch (error) {
    database?.close();
    lock?.release();
    throw error;
  }
}

/** Who copies the store must not copy its key along with it. */
function placeOfKey(keyFile: string | undefined, directory: string): string {
  const path = resolve(keyFile ?? `${directory}.key`);
  const expected = "a file outside the store's folder";
  return path.startsWith(directory + sep) ? fail("USAGE", { found: `key file ${path}, inside the store`, expected }) : path;
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST" || code === "ENOTDIR")
      fail("USAGE", { found: `${directory}, which is no folder`, expected: "the folder of a store" });
    throw translateEngineError(error, { path: directory, isOpening: false });
  }
}

const machineClock: Clock = () => unwrap(boundInstant(BigInt(Date.now()) * 1000n, "the machine's clock"));

async function openCommitLog(database: Database, options: { path: string; isReadOnly: boolean }): Promise<CommitLog> {
  const rows = await database.select("SELECT number, digest FROM ingest.commit ORDER BY number DESC LIMIT 2");
  const [last, before] = rows.map(
    ([number, digest]): CommitEntry => ({ number: BigInt(String(number)), digest: String(digest) as Digest }),
  );
  const commits = new CommitLog(options.path);
  commits.check({ last, before });
  if (!options.isReadOnly) commits.repair(last);
  return commits;
}

interface StoreParts {
  readonly directory: string;
  readonly database: Database;
  readonly commits: CommitLog;
  readonly sealing: Sealing;
  readonly lock: LockFile | undefined;
  readonly clock: Clock;
  readonly isReadOnly: boolean;
  readonly sources: Set<string>;
  readonly keys: KnownKeys;
}

class DuckDbStore implements Store {
  readonly directory: string;
  readonly key: KeyStatus;
  readonly cases: CaseRegister;
  readonly pending: PendingBlocks;
  readonly #parts: StoreParts;
  /** Writes stand in line: one transaction at a time on the one writing connection. */
  #lastWrite: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(parts: StoreParts) {
    this.directory = parts.directory;
    this.key = parts.sealing.status;
    this.#parts = parts;
    this.cases = openCases({
      database: parts.database,
      objectsDirectory: join(parts.directory, "objects"),
      write: (content, work) => this.#writeLogged(content, work),
    });
    this.pending = openPendingBlocks({
      database: parts.database,
      write: (work) => this.#inLine(() => parts.database.transaction(work)),
    });
  }

  beginRun(run: IngestRun): Promise<RunState> {
    return this.#inLine(async () => {
      const { database, sealing, clock } = this.#parts;
      return database.transaction(() => registerRun({ database, sealing }, { run, receivedAt: clock() }));
    });
  }

  append(run: IngestRun, batch: IngestBatch): Promise<AppendOutcome> {
    return this.#inLine(() => appendBatch(this.#parts, run, batch));
  }

  query<Parameters, Row>(query: Query<Parameters, Row>, parameters: Parameters): Promise<readonly Row[]> {
    const { database, sealing } = this.#parts;
    return runQuery({ select: (sql, bindings) => database.select(sql, bindings), sealing }, query, parameters);
  }

  stream<Parameters, Row>(query: Query<Parameters, Row>, parameters: Parameters): AsyncIterable<readonly Row[]> {
    return streamQuery(this.#parts, query, parameters);
  }

  columns<Parameters, Row>(query: Query<Parameters, Row>, parameters: Parameters): AsyncIterable<ColumnChunk> {
    return streamColumns(this.#parts.database, query, parameters);
  }

  contentHash(): Promise<Digest> {
    const hash = () => hashContent(this.#parts);
    return this.#parts.isReadOnly ? hash() : this.#inLine(hash);
  }

  async quarantine(file?: Digest): Promise<readonly QuarantinedRecord[]> {
    const rows = await this.query(quarantinedRecords, { file: file ?? null });
    return rows.map(({ rowId: _, ...row }) => ({
      ...row,
      findings: readFindings(row.findings),
      raw: String(JSON.parse(row.raw)),
    }));
  }

  exportTransfers(target: ExportTarget): Promise<{ readonly rows: bigint; readonly sha256: Digest }> {
    return exportTransferTable(this, target);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#lastWrite.catch(() => undefined);
    this.#parts.database.close();
    this.#parts.lock?.release();
  }

  async #inLine<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#parts.isReadOnly) fail("USAGE", { found: "a write to a store opened for reading", expected: "mode write" });
    if (this.#isClosed) throw new Error("broken invariant: nothing is written to a closed store");
    const next = this.#lastWrite.catch(() => undefined).then(work);
    this.#lastWrite = next;
    return next;
  }

  #writeLogged(content: readonly string[], work: () => Promise<void>): Promise<void> {
    return this.#inLine(async () => {
      const { database, commits } = this.#parts;
      const entry = commits.next(content);
      await database.transaction(async () => {
        await work();
        await database.run("INSERT INTO ingest.commit VALUES ($number, $digest)", [
          { name: "number", type: "BIGINT", value: entry.number },
          { name: "digest", type: "VARCHAR", value: entry.digest },
        ]);
      });
      commits.append(entry);
    });
  }
}

function readFindings(text: string): readonly Finding[] {
  const list: readonly Finding[] = JSON.parse(text);
  return list;
}
