import type { SourceName, TransferId, UtcMicros } from "@tributary/domain";
import type { SnapshotMovementsParameters } from "@tributary/queries";

/** The form of the files. Another number, and the index is built anew. */
export const indexFormat = 3;

/** A place in ledger order: after this transfer, or up to it. */
export interface LedgerKey {
  readonly occurredAt: UtcMicros;
  readonly sequence: bigint;
  readonly id: TransferId;
  readonly source: SourceName;
}

/** As the ledger's queries ask for what comes after a place. */
export function afterKey({ occurredAt, sequence, id, source }: LedgerKey): SnapshotMovementsParameters {
  return { after: occurredAt, afterSequence: sequence, afterId: id, afterSource: source };
}

/** Where the values of one column of one batch lie in a file. */
export interface ColumnPlace {
  readonly offset: number;
  readonly bytes: number;
  readonly crc32: number;
  /** Of text: where the offsets (i32, one more than rows) lie; `offset` is that of the bytes. */
  readonly offsetsAt?: number;
}

export interface BatchEntry {
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnPlace>>;
}

/** An Arrow IPC file of an index: its digest, and where its columns lie. */
export interface FileEntry {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** CRC-32 of each block, base64; empty where the file is read whole. */
  readonly blocks: string;
  readonly batches: readonly BatchEntry[];
}

/** A stretch of dense numbers. */
export interface Stretch {
  readonly first: number;
  readonly count: number;
}

/** The files of a segment by what they hold. */
export type SegmentFile =
  | "movements"
  | "wide"
  | "details"
  | "idle"
  | "holdings"
  | "heads"
  | "moved-heads"
  | "out-offsets"
  | "out-places"
  | "in-offsets"
  | "in-places"
  | "ends"
  | "accounts"
  | "assets";

/** A stretch of the ledger, and the accounts, assets and holdings that come up in it first. */
export interface SegmentEntry {
  /** What the folder is called; the same segment has the same name in every snapshot. */
  readonly name: string;
  readonly places: Stretch;
  readonly wide: Stretch;
  readonly accounts: Stretch;
  readonly assets: Stretch;
  readonly holdings: Stretch;
  readonly idleCount: number;
  /** Sources by number. */
  readonly sources: readonly SourceName[];
  /** The first of the ledger's transfers that stand in no earlier segment comes after `after`, the last one is `until`. */
  readonly after: LedgerKey;
  readonly until: LedgerKey;
  /** Transfers of that stretch, and a mark of what they say. */
  readonly transfers: string;
  readonly mark: string;
  readonly files: Readonly<Record<SegmentFile, FileEntry>>;
}

/** The files of what is known beside transfers. */
export const sideFiles = ["accounts", "tags", "balances", "coverage", "conversions", "legs", "outpoints", "shared-ids"] as const;
export type SideFile = (typeof sideFiles)[number];

export interface SideEntry {
  readonly name: string;
  /** Accounts that no movement names: their numbers follow those of the segments. */
  readonly accounts: Stretch;
  readonly files: Readonly<Record<SideFile, FileEntry>>;
}

export interface IndexManifest {
  readonly format: typeof indexFormat;
  readonly software: string;
  /** What the ledger was when this was made of it. */
  readonly state: string;
  readonly atomsLimbs: 1 | 2;
  readonly placeCount: number;
  readonly wideCount: number;
  readonly accountCount: number;
  readonly assetCount: number;
  readonly holdingCount: number;
  readonly segments: readonly SegmentEntry[];
  readonly sides: SideEntry;
}

/** No holding, no place, no account. */
export const noNumber = 0xffff_ffff;

/** The place before every transfer. */
export const ledgerStart: LedgerKey = {
  occurredAt: -62_135_596_800_000_001n as UtcMicros,
  sequence: -(2n ** 63n),
  id: "" as TransferId,
  source: "" as SourceName,
};

/** Does the ledger know anything of this kind? */
export function hasSide({ sides }: Pick<IndexManifest, "sides">, name: SideFile): boolean {
  return sides.files[name].batches.some(({ rows }) => rows > 0);
}
