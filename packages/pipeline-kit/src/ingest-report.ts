import type { Coverage, Digest, Finding } from "@tributary/domain";

/**
 * How an ingestion ended. `complete`: every record is in the ledger. `incomplete`: some were kept apart or conflict.
 * `refused`: not one record could be taken. `interrupted`: stopped by its signal after an acknowledged batch; the same call resumes.
 */
export type IngestOutcome = "complete" | "incomplete" | "refused" | "interrupted";

/** What one file or range brought. Counts are source records: `records = added + same + rejected + conflicts`. */
export interface IngestReport {
  /** The file's name without folders, or the endpoint's chain and range. */
  readonly origin: string;
  /** Null where the file could not be opened. */
  readonly sha256: Digest | null;
  readonly byteCount: bigint;
  readonly outcome: IngestOutcome;
  readonly isComplete: boolean;
  /** Records (or, for ranges, units) acknowledged by an earlier run and not written again. */
  readonly resumedAfter: bigint;
  /** Records read, those of an earlier run included as far as they were read again; 1 for a source that cannot be opened. */
  readonly records: bigint;
  /** How many of the records only begin or end a report; none of them was kept apart. */
  readonly frames: bigint;
  readonly added: bigint;
  /** Already in the ledger with the same content, be it from another file or from an earlier part of this run. */
  readonly same: bigint;
  /** Kept apart because they cannot be read exactly. */
  readonly rejected: bigint;
  /** Kept apart because they say otherwise than a record already in the ledger. */
  readonly conflicts: bigint;
  /**
   * The first of them, in the order of the source; those that only the ledger could tell stand behind the others of their batch, and warnings
   * behind all errors.
   */
  readonly findings: readonly Finding[];
  readonly findingsTotal: bigint;
  /** Findings that are counted but not shown here. */
  readonly findingsMore: bigint;
  /** How many of the findings are warnings, which keep nothing out. */
  readonly warnings: bigint;
  /** Ledger rows newly written, by table. */
  readonly rowsByTable: Readonly<Record<string, bigint>>;
  readonly coverage: readonly Coverage[];
}

/** A sign of life. `done` and `total` count bytes of a file, or units of a range. */
export interface IngestProgress {
  readonly origin: string;
  readonly phase: "hashing" | "reading" | "finished";
  readonly done: bigint;
  readonly total: bigint;
  readonly records: bigint;
}

/** A batch that the store has made durable. */
export interface AcknowledgedBatch {
  /** Counts from 1 in each call. */
  readonly batch: number;
  readonly itemsAcknowledged: bigint;
  readonly isDone: boolean;
}
