import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  snapshotAccounts,
  snapshotAssets,
  snapshotContent,
  snapshotIdle,
  snapshotMovements,
  snapshotSize,
  snapshotSources,
} from "@tributary/queries";
import type { Store } from "@tributary/store";
import { createDetailWriter } from "./detail-writer.ts";
import { createInferredEnds } from "./inferred-ends.ts";
import { type FileEntry, type LedgerKey, noNumber, type SegmentEntry, type SegmentFile } from "./manifest.ts";
import { movementRows } from "./movement-rows.ts";
import { createMovementWriter } from "./movement-writer.ts";
import { createHoldingNumbers, type HoldingNumbers } from "./number-holdings.ts";
import { type RankedTexts, rankTexts } from "./rank-texts.ts";
import { writeRows } from "./row-text.ts";
import { sortPlaces } from "./sort-places.ts";
import { createTextWriter, writeColumns, writeEnds } from "./write-columns.ts";

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
  readonly onProgress?: (done: number, total: number) => void;
}

/** Writes the transfers after a place in ledger order as a segment. Errors: what the disk and the store say. */
export async function writeSegment(request: SegmentRequest): Promise<SegmentEntry> {
  const { store, known, after, until, name } = request;
  const folder = join(request.folder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stretch = { after: after.occurredAt, afterSequence: after.sequence, afterId: after.id, afterSource: after.source };
  const [size] = await store.query(snapshotSize, stretch);
  const accounts = await rankTexts({
    rows: store.columns(snapshotAccounts, stretch),
    key: "account",
    known: known.accountNumber,
    firstNew: known.accountCount,
    folder,
    name: "accounts",
  });
  const assets = await rankTexts({
    rows: store.columns(snapshotAssets, stretch),
    key: "asset",
    known: known.assetNumber,
    firstNew: known.assetCount,
    folder,
    name: "assets",
  });
  const sources = (await store.query(snapshotSources, stretch)).map(({ source }) => source);
  const ranks = { accounts, assets };
  const written = await writeMovements({ ...request, folder }, { ranks, placeCount: Number(size?.movementCount ?? 0n), stretch });
  const heads = await writeHeads(folder, { known, accounts, written });
  const idle = await writeIdle(store, folder, stretch);
  const ends = { until: until.occurredAt, untilSequence: until.sequence, untilId: until.id, untilSource: until.source };
  const [content] = await store.query(snapshotContent, { ...stretch, ...ends });
  return {
    name,
    places: { first: known.placeCount, count: written.payers.length },
    wide: { first: known.wideCount, count: written.wideCount },
    accounts: { first: known.accountCount, count: accounts.added },
    assets: { first: known.assetCount, count: assets.added },
    holdings: { first: known.holdingAccounts.length, count: written.holdings.count() - known.holdingAccounts.length },
    idleCount: idle.count,
    sources,
    after,
    until,
    transfers: String(content?.transferCount ?? 0n),
    mark: content?.mark ?? "",
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

type Files<Name extends SegmentFile> = Readonly<Record<Name, FileEntry>>;

interface Stretch {
  readonly after: LedgerKey["occurredAt"];
  readonly afterSequence: bigint;
  readonly afterId: string;
  readonly afterSource: string;
}

interface WrittenMovements {
  readonly payers: Uint32Array;
  readonly payees: Uint32Array;
  readonly holdings: HoldingNumbers;
  readonly wideCount: number;
  readonly files: Files<"movements" | "wide" | "details" | "ends">;
}

async function writeMovements(
  { store, folder, known, atomsLimbs, onProgress }: SegmentRequest,
  question: {
    readonly ranks: { accounts: RankedTexts; assets: RankedTexts };
    readonly placeCount: number;
    readonly stretch: Stretch;
  },
): Promise<WrittenMovements> {
  const { ranks, placeCount } = question;
  const accountOf = ranks.accounts.numbers;
  const assetOf = ranks.assets.numbers;
  const movements = await createMovementWriter(folder, { atomsLimbs, firstWide: known.wideCount });
  const details = await createDetailWriter(folder);
  const holdings = createHoldingNumbers({ accounts: known.holdingAccounts, assets: known.holdingAssets });
  const ends = createInferredEnds(known.ends);
  const payers = new Uint32Array(placeCount);
  const payees = new Uint32Array(placeCount);
  let place = 0;
  for await (const rows of movementRows(store.columns(snapshotMovements, question.stretch))) {
    for (const row of rows) {
      const asset = assetOf[row.assetRank] ?? 0;
      const payer = holdings.numberOf(accountOf[row.payerRank] ?? 0, asset);
      const payee = holdings.numberOf(accountOf[row.payeeRank] ?? 0, asset);
      payers[place] = payer;
      payees[place] = payee;
      place += 1;
      ends.move(payer, payee, row);
      if (movements.add(payer, payee, row)) await movements.flush();
      if (details.add(row)) await details.flush();
    }
    onProgress?.(place, placeCount);
  }
  if (place !== placeCount) throw new Error(`broken invariant: ${placeCount} movements are counted and ${place} read`);
  const written = await movements.close();
  const files = {
    movements: written.movements,
    wide: written.wide,
    details: await details.close(),
    ends: await writeEnds(folder, ends.words(holdings.count())),
  };
  return { payers, payees, holdings, wideCount: written.wideCount, files };
}

/**
 * Holdings, and the chain of those of an account: its head is the one that came up last, each leads to the one before. Heads of accounts that
 * earlier segments know stand apart.
 */
async function writeHeads(
  folder: string,
  { known, accounts, written }: { readonly known: Known; readonly accounts: RankedTexts; readonly written: WrittenMovements },
): Promise<Files<"holdings" | "heads" | "moved-heads">> {
  const first = known.holdingAccounts.length;
  const holdingAccounts = written.holdings.accountsFrom(first);
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
      asset: written.holdings.assetsFrom(first),
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
  store: SegmentRequest["store"],
  folder: string,
  stretch: Stretch,
): Promise<{ readonly file: FileEntry; readonly count: number }> {
  const writer = await createTextWriter(folder, "idle");
  await writeRows(writer, store.stream(snapshotIdle, stretch));
  return { count: writer.count(), file: await writer.close() };
}
