import type { Digest, Finding, SourceFile, UtcMicros } from "@tributary/domain";
import type { IngestItem } from "./ledger-rows.ts";

/** One reading of one file with one set of options: what an import resumes by. */
export interface IngestRun {
  readonly file: SourceFile;
  /** Canonical text of all that changes what the reading yields: map, profile, source name. */
  readonly options: string;
}

/** Where an earlier run of the same input stopped. */
export interface RunState {
  /** Items of the run, in the order read, that need not come again. */
  readonly itemsAcknowledged: bigint;
  readonly isDone: boolean;
  /** Where the same bytes came first under another name, from the same submitter: that name. */
  readonly earlierOrigin?: string;
}

export interface IngestBatch {
  readonly items: readonly IngestItem[];
  /** The run's cursor after this batch: items acknowledged since the run's start. */
  readonly itemsAcknowledged: bigint;
  readonly isDone: boolean;
}

/** What became of a batch, in source records: `added + same + quarantined` is the number of its items. */
export interface AppendOutcome {
  /** Records that brought a row that the store did not have; and records without rows, when first seen. */
  readonly added: bigint;
  /** Records all of whose rows the store had, from this file or another. */
  readonly same: bigint;
  /** Records kept apart: unreadable ones and conflicts. */
  readonly quarantined: bigint;
  /** `RECORD_CONFLICT`, one per record whose key is known with other content. */
  readonly conflicts: readonly Finding[];
  /** One per record that its reader took for good and that holds text which cannot be stored. */
  readonly unstorable: readonly Finding[];
  /** New rows by table, `ledger.transfer`. */
  readonly rowsByTable: Readonly<Record<string, bigint>>;
}

/** A record that could not be taken in, with the reasons. */
export interface QuarantinedRecord {
  readonly fileSha256: Digest;
  readonly fileOrigin: string;
  readonly locator: string;
  readonly rawSha256: Digest;
  readonly findings: readonly Finding[];
  readonly raw: string;
}

/** How the store tells the time that a file was received. Never part of what is compared or sealed. */
export type Clock = () => UtcMicros;
