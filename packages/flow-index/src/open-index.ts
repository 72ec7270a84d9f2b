import { type AccountId, type AssetId, fail, type Precision, type UtcMicros } from "@tributary/domain";
import {
  type AdjacencySegment,
  createHeap,
  createMemory,
  type FlatMemory,
  type LinearMemory,
  MemoryExhausted,
  memoryLimit,
  type TransferColumns,
} from "@tributary/kernel";
import type { NamedTransfer } from "@tributary/ledger";
import { findNames } from "./find-names.ts";
import { findPlace } from "./find-place.ts";
import { type IndexLayout, layOut } from "./lay-out.ts";
import type { IndexedConversion } from "./leg-rows.ts";
import { type IndexManifest, noNumber } from "./manifest.ts";
import { readIdle } from "./read-idle.ts";
import { readManifest } from "./read-manifest.ts";
import { openPlaceReader } from "./read-transfers.ts";
import { openSides, type Sides } from "./sides.ts";
import { accountParts, assetParts, openTextNumbers } from "./text-numbers.ts";

/** A snapshot of the ledger: what traces read lies in flat memory, names are read from the files as they are asked for. */
export interface FlowIndex {
  readonly directory: string;
  readonly manifest: IndexManifest;
  readonly memory: FlatMemory;
  /** The first free address of the memory: questions allocate from there on. */
  readonly heapFrom: number;
  /** In ledger order; movements alone. */
  readonly columns: TransferColumns;
  readonly segments: readonly AdjacencySegment[];
  /** Address, u32 per account: its holding that came up last; `noNumber` where it has none. Further ones by `nextHolding`. */
  readonly firstHolding: number;
  /** Address, u32 per holding. */
  readonly nextHolding: number;
  /** Address, 2 u64 per holding: what it has at the end where its opening is inferred; the highest bit is set where that is not kept. */
  readonly ends: number;
  readonly accountNumber: (account: string) => number | undefined;
  readonly accountName: (number: number) => AccountId;
  readonly assetNumber: (asset: string) => number | undefined;
  readonly assetName: (number: number) => AssetId;
  /** In the order of their numbers. */
  readonly holdingsOf: (account: number) => readonly number[];
  readonly holdingNumber: (account: number, asset: number) => number | undefined;
  /** Accounts that never hold: fees, what is made and what is destroyed. */
  readonly specialAccounts: () => readonly number[];
  readonly transferAt: (place: number) => NamedTransfer;
  /** What says in which order a transfer stands: cheaper than all of it. */
  readonly orderAt: (place: number) => TransferOrder;
  readonly transfersAt: (places: readonly number[]) => readonly NamedTransfer[];
  readonly timeAt: (place: number) => UtcMicros;
  readonly precisionAt: (place: number) => Precision;
  /** The first place whose time is not before; the number of places where there is none. */
  readonly firstPlaceFrom: (time: UtcMicros) => number;
  /** The place of a transfer that moves something. */
  readonly placeOf: (transfer: TransferPlace) => number | undefined;
  /** Transfers by name, whether they move anything or not. Reads all ids once. */
  readonly transfersNamed: (names: readonly string[]) => readonly NamedTransfer[];
  /** Transfers that move nothing, in ledger order. */
  readonly idle: () => readonly NamedTransfer[];
  /** By id bytewise. */
  readonly conversions: () => readonly IndexedConversion[];
  readonly conversionAt: (number: number) => { readonly id: string; readonly account: AccountId };
  readonly sides: Sides;
  /** What another thread needs to open the same index in the same memory: it can be sent as a message. */
  readonly share: () => SharedIndex;
  readonly close: () => void;
}

export type TransferOrder = Pick<NamedTransfer, "occurredAt" | "precision" | "source" | "sequence">;

/** What says where a transfer stands in ledger order. */
export type TransferPlace = Pick<NamedTransfer, "occurredAt" | "sequence" | "id" | "source">;

export interface SharedIndex {
  readonly directory: string;
  readonly manifest: IndexManifest;
  readonly memory: LinearMemory;
  readonly layout: IndexLayout;
}

/** Opens a snapshot by its folder. Errors: STORE_DAMAGED where anything in it is not as it was built; LIMIT_REACHED where it is larger than 4 GiB. */
export async function openIndex(directory: string): Promise<FlowIndex> {
  const manifest = readManifest(directory);
  const memory = createMemory();
  const heap = createHeap(memory, { from: 0, limit: memoryLimit });
  const layout = await layOut(directory, manifest, heap).catch((error: unknown) => failTooLarge(error, manifest));
  return openShared({ directory, manifest, memory: memory.memory, layout });
}

function failTooLarge(error: unknown, { placeCount }: IndexManifest): never {
  if (!(error instanceof MemoryExhausted)) throw error;
  return fail("LIMIT_REACHED", {
    found: `an index of ${placeCount} movements, which do not fit in one memory of 4 GiB`,
    expected: "the store to be asked: `tributary trace` does so by itself",
  });
}

/** Every account of which `isSpecialAccount` is true begins so. */
const specialBeginnings: readonly string[] = ["destroyed:", "fee:", "mint:"];

/** Opens an index that lies in memory already. */
export function openShared(shared: SharedIndex): FlowIndex {
  const { directory, manifest, layout } = shared;
  const { columns, segments, firstHolding, nextHolding, ends } = layout;
  const memory = createMemory(shared.memory);
  const accounts = openTextNumbers(accountParts(directory, manifest));
  const assets = openTextNumbers(assetParts(directory, manifest));
  const sides = openSides(directory, manifest);
  const places = openPlaceReader({ directory, manifest, memory, columns, accounts, assets, isSharedId: sides.isSharedId });
  const holdingsOf = (account: number): number[] => {
    const holdings: number[] = [];
    let holding = memory.u32(firstHolding + account * 4, 1)[0] ?? noNumber;
    while (holding !== noNumber) {
      holdings.push(holding);
      holding = memory.u32(nextHolding + holding * 4, 1)[0] ?? noNumber;
    }
    return holdings.reverse();
  };
  const idle = (): readonly NamedTransfer[] => readIdle(directory, manifest, sides);
  return {
    directory,
    manifest,
    memory,
    heapFrom: layout.end,
    columns,
    segments,
    firstHolding,
    nextHolding,
    ends,
    accountNumber: accounts.numberOf,
    accountName: (number) => accounts.textOf(number) as AccountId,
    assetNumber: assets.numberOf,
    assetName: (number) => assets.textOf(number) as AssetId,
    holdingsOf,
    holdingNumber: (account, asset) =>
      holdingsOf(account).find((holding) => memory.u32(columns.holdingAsset + holding * 4, 1)[0] === asset),
    specialAccounts: () => specialBeginnings.flatMap(accounts.numbersFrom).sort((a, b) => a - b),
    transferAt: places.transferAt,
    orderAt: places.orderAt,
    transfersAt: (list) => list.map(places.transferAt),
    timeAt: places.timeAt,
    precisionAt: places.precisionAt,
    firstPlaceFrom: places.firstPlaceFrom,
    placeOf: (transfer) => findPlace(places, manifest.placeCount, transfer),
    transfersNamed: (names) => findNames({ directory, manifest, transferAt: places.transferAt, idle }, names),
    idle,
    conversions: sides.legs,
    conversionAt: sides.conversionAt,
    sides,
    share: () => shared,
    close: () => {
      accounts.close();
      assets.close();
      places.close();
      sides.close();
    },
  };
}
