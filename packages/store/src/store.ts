import type { Digest } from "@tributary/domain";
import type { Query } from "@tributary/queries";
import type { CaseRegister } from "./case-register.ts";
import type { ColumnChunk } from "./column-chunk.ts";
import type { AppendOutcome, Clock, IngestBatch, IngestRun, QuarantinedRecord, RunState } from "./ingest-run.ts";
import type { PendingBlocks } from "./pending-blocks.ts";
import type { KeyStatus } from "./sealing/sealing.ts";

export interface StoreOptions {
  readonly directory: string;
  readonly mode: "write" | "read";
  /** Threads of the engine; every answer has the same bytes with 1 and with many. Default: what the machine has, at most 8. */
  readonly threads?: number;
  /** Mebibytes that the engine may hold, its cache included; what does not fit goes to the disk. Default: half of the machine's. */
  readonly memoryMebibytesMax?: number;
  /** Make the store where there is none. Only with mode `write`. */
  readonly create?: boolean;
  /**
   * The key of the sealed values, one for the store and never inside its folder; made when a store without a key is opened for writing and the file
   * is not there. Default: `<directory>.key`.
   */
  readonly keyFile?: string | undefined;
  /** Tells when a file was received. Default: the machine's clock. */
  readonly clock?: Clock;
}

/** The one owner of the ledger's database file. */
export interface Store {
  readonly directory: string;
  readonly key: KeyStatus;
  /** Registers a reading of a file and says where an earlier one stopped. */
  beginRun(run: IngestRun): Promise<RunState>;
  /**
   * Writes a batch and the run's cursor in one transaction; acknowledged when it returns. Records are taken in the order given, each whole or not
   * at all: one that repeats a known key with other content is kept apart as RECORD_CONFLICT, and the rest loads.
   * Errors: STORE_DAMAGED where the engine can no longer write, STORE_FULL where the disk is full.
   */
  append(run: IngestRun, batch: IngestBatch): Promise<AppendOutcome>;
  /** All rows of a named query. Errors: KEY_MISSING, KEY_WRONG where the answer holds sealed values. */
  query<Parameters, Row>(query: Query<Parameters, Row>, parameters: Parameters): Promise<readonly Row[]>;
  /** The rows of a named query in pieces of some thousand, for results that are large. */
  stream<Parameters, Row>(query: Query<Parameters, Row>, parameters: Parameters): AsyncIterable<readonly Row[]>;
  /** The same by column, for results of millions of rows. */
  columns<Parameters, Row>(query: Query<Parameters, Row>, parameters: Parameters): AsyncIterable<ColumnChunk>;
  /**
   * SHA-256 over all that was ingested, in a total order: equal for equal content however it was batched, shuffled, repeated, killed or resumed, and under
   * whatever key. Errors: KEY_MISSING, KEY_WRONG where there are sealed values.
   */
  contentHash(): Promise<Digest>;
  /** Records that are kept apart, of one file or of all, by file and locator. A later good reading of the same record takes it off the list. */
  quarantine(file?: Digest): Promise<readonly QuarantinedRecord[]>;
  /** Writes the transfer table (spec, section 9) in ledger order; the same ledger gives the same bytes. Replaces the file at `path`. */
  exportTransfers(target: ExportTarget): Promise<{ readonly rows: bigint; readonly sha256: Digest }>;
  readonly cases: CaseRegister;
  readonly pending: PendingBlocks;
  close(): Promise<void>;
}

export interface ExportTarget {
  readonly path: string;
  readonly format: "csv" | "parquet" | "arrow";
}
