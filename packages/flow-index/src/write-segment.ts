import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type SnapshotContentRow, snapshotIdle } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { afterKey, type FileEntry, type LedgerKey, noNumber, type SegmentEntry, type SegmentFile } from "./manifest.ts";
import { writeRows } from "./row-text.ts";
import { sortPlaces } from "./sort-places.ts";
import { createTextWriter, writeColumns } from "./write-columns.ts";
import { type WrittenMovements, writeMovements } from "./write-movements.ts";

/** What the earlier segments hold. */
export interface Known {
  readonly placeCount: number;
  readonly wideCount: number;
  readonly accountCount: number;
  readonly assetCount: number;
  readonly accountNumber: (account: string) => number | undefined;
  readonly assetNumber: (asset: string) => number | undefined;
  readonly holdingAccounts: Uint32Array;
  readonly holdingAssets: Uint32Array;
  /** u32 per account: its holding that came up last. */
  readonly heads: Uint32Array;
  /** Four u32 per holding: what it ends with, of `createInferredEnds`. */
  readonly ends: Uint32Array;
}

export interface SegmentRequest {
  readonly store: Pick<Store, "query" | "columns" | "stream">;
  readonly folder: string;
  readonly name: string;
  readonly atomsLimbs: 1 | 2;
  readonly known: Known;
  readonly after: LedgerKey;
  readonly until: LedgerKey;
  /** What stands between them. */
  readonly content: SnapshotContentRow;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Writes the transfers after a place in ledger order as a segment. Errors: what the disk and the store say. */
export async function writeSegment(request: SegmentRequest): Promise<SegmentEntry> {
  const { known, after, until, name, content } = request;
  const folder = join(request.folder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const written = await writeMovements({ ...request, folder });
  const { accounts, assets } = written;
  const heads = await writeHeads(folder, { known, written });
  const idle = await writeIdle(folder, request);
  return {
    name,
    places: { first: known.placeCount, count: written.payers.length },
    wide: { first: known.wideCount, count: written.wideCount },
    accounts: { first: known.accountCount, count: accounts.added },
    assets: { first: known.assetCount, count: assets.added },
    holdings: { first: known.holdingAccounts.length, count: written.holdings.count() - known.holdingAccounts.length },
    idleCount: idle.count,
    sources: written.sources,
    after,
    until,
    transfers: String(content.transferCount),
    mark: content.mark,
    files: {
      ...written.files,
      ...heads,
      ...(await writeAdjacency(folder, { known, written })),
      accounts: accounts.file,
      assets: assets.file,
      idle: idle.file,
    },
  };
}

export type Files<Name extends SegmentFile> = Readonly<Record<Name, FileEntry>>;

/**
 * Holdings, and the chain of those of an account: its head is the one that came up last, each leads to the one before. Heads of accounts that
 * earlier segments know stand apart.
 */
async function writeHeads(
  folder: string,
  { known, written }: { readonly known: Known; readonly written: WrittenMovements },
): Promise<Files<"holdings" | "heads" | "moved-heads">> {
  const first = known.holdingAccounts.length;
  const { holdings, accounts, assets } = written;
  const holdingAccounts = accounts.renumber(holdings.accountsFrom(first));
  const heads = new Uint32Array(known.accountCount + accounts.added).fill(noNumber);
  heads.set(known.heads.subarray(0, known.accountCount));
  const next = new Uint32Array(holdingAccounts.length);
  const moved = new Set<number>();
  holdingAccounts.forEach((account, index) => {
    next[index] = heads[account] ?? noNumber;
    heads[account] = first + index;
    if (account < known.accountCount) moved.add(account);
  });
  const movedAccounts = Uint32Array.from(moved);
  return {
    holdings: await writeColumns(join(folder, "holdings.arrow"), {
      account: holdingAccounts,
      asset: assets.renumber(holdings.assetsFrom(first)),
      next,
    }),
    heads: await writeColumns(join(folder, "heads.arrow"), { holding: heads.slice(known.accountCount) }),
    "moved-heads": await writeColumns(join(folder, "moved-heads.arrow"), {
      account: movedAccounts,
      holding: movedAccounts.map((account) => heads[account] ?? noNumber),
    }),
  };
}

async function writeAdjacency(
  folder: string,
  { known, written }: { readonly known: Known; readonly written: WrittenMovements },
): Promise<Files<"out-offsets" | "out-places" | "in-offsets" | "in-places">> {
  const part = { firstPlace: known.placeCount, holdingCount: written.holdings.count() };
  const write = async (side: "out" | "in", holdings: Uint32Array) => {
    const { offsets, places } = sortPlaces(holdings, part);
    return {
      offsets: await writeColumns(join(folder, `${side}-offsets.arrow`), { offset: offsets }),
      places: await writeColumns(join(folder, `${side}-places.arrow`), { place: places }),
    };
  };
  const out = await write("out", written.payers);
  const into = await write("in", written.payees);
  return { "out-offsets": out.offsets, "out-places": out.places, "in-offsets": into.offsets, "in-places": into.places };
}

async function writeIdle(
  folder: string,
  { store, after, content }: SegmentRequest,
): Promise<{ readonly file: FileEntry; readonly count: number }> {
  const writer = await createTextWriter(folder, "idle");
  // Where all move something, the ledger need not be read again.
  if (content.transferCount !== content.movementCount) await writeRows(writer, store.stream(snapshotIdle, afterKey(after)));
  return { count: writer.count(), file: await writer.close() };
}
