import type { Digest } from "./digest.ts";

/** The kinds of source that the project reads. */
export type SourceKind =
  | "transfer-table"
  | "conversion-table"
  | "evm-rpc"
  | "tron-rpc"
  | "bitcoin-rpc"
  | "bitcoin-files"
  | "bridge-pairing"
  | "rail-pairing"
  | "goaml"
  | "iso20022"
  | "swift-mt"
  | "fincen"
  | "fintrac"
  | "ivms101"
  | "bank-table"
  | "statement"
  | "tagpack"
  | "compounds";

/** A file or response as received. */
export interface SourceFile {
  readonly sha256: Digest;
  readonly byteCount: bigint;
  readonly kind: SourceKind;
  /** The name it came under, without folders; or the endpoint's chain and range, never its URL. */
  readonly origin: string;
  readonly submitter: string | null;
  readonly licence: string | null;
}

/** A record inside a source file: what a ledger row rests on. */
export interface SourceRecord {
  readonly fileSha256: Digest;
  /** CSV row, XML path and line, or block/transaction/log index, as one text. Unique within its file. */
  readonly locator: string;
  /** SHA-256 of the record's own bytes. */
  readonly rawSha256: Digest;
}

/**
 * What banks and partners submit, and what is said of it: that such a file exists, and its name, are not told outside. Tables, tags and
 * chains are named in every bundle.
 */
export const confidentialKinds: ReadonlySet<string> = new Set<SourceKind>([
  "goaml",
  "iso20022",
  "swift-mt",
  "fincen",
  "fintrac",
  "ivms101",
  "bank-table",
  "statement",
]);
