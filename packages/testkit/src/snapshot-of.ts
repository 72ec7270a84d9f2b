import { type AccountId, type Conversion, compareBytewise, isSpecialAccount, type UtcMicros } from "@tributary/domain";
import { type AdjacencySegment, createHeap, createMemory, type FlatMemory, type Heap, memoryLimit } from "@tributary/kernel";
import { isMovement, type NamedTransfer, sortMovements, type TraceLedger } from "@tributary/ledger";
import type { LedgerSnapshot, ListedConversion } from "@tributary/trace";

const none = 0xffff_ffff;

/** A ledger's transfers as an index lays them out, in as many segments as asked for. One limb where all amounts leave its highest bit free, else two. */
export function snapshotOf(
  ledger: TraceLedger,
  { segments = 1, memory = createMemory() }: { readonly segments?: number; readonly memory?: FlatMemory } = {},
): LedgerSnapshot {
  const transfers = sortMovements(ledger.transfers, null);
  const accounts = [...new Set(transfers.flatMap(({ from, to }) => [from, to]))].sort(compareBytewise);
  const assets = [...new Set(transfers.map(({ asset }) => asset))].sort(compareBytewise);
  const accountNumbers = new Map(accounts.map((account, number) => [account, number]));
  const assetNumbers = new Map(assets.map((asset, number) => [asset, number]));
  const holdings = new Map<string, { readonly number: number; readonly account: number; readonly asset: number }>();
  const numberOf = (account: string, asset: string): number => {
    const key = `${account} ${asset}`;
    const known = holdings.get(key);
    if (known !== undefined) return known.number;
    const number = holdings.size;
    holdings.set(key, {
      number,
      account: accountNumbers.get(account as never) ?? 0,
      asset: assetNumbers.get(asset as never) ?? 0,
    });
    return number;
  };
  const payer = transfers.map(({ from, asset }) => numberOf(from, asset));
  const payee = transfers.map(({ to, asset }) => numberOf(to, asset));
  const rows = [...holdings.values()];
  const holdingsOf = accounts.map((_, account) => rows.filter((row) => row.account === account).map(({ number }) => number));
  const heap = createHeap(memory, { from: 64, limit: memoryLimit });
  const put = (values: readonly number[]): number => {
    const at = heap.allocate(4 * values.length + 4);
    memory.u32(at, values.length).set(values);
    return at;
  };
  const chains = chainHoldings(holdingsOf, rows.length);
  const columns = {
    eventCount: transfers.length,
    payer: put(payer),
    payee: put(payee),
    ...putAmounts(heap, transfers),
    holdingCount: rows.length,
    holdingAccount: put(rows.map(({ account }) => account)),
    holdingAsset: put(rows.map(({ asset }) => asset)),
    accountCount: accounts.length,
    assetCount: assets.length,
  };
  const firstPlaceFrom = (time: UtcMicros): number => {
    const place = transfers.findIndex((transfer) => transfer.occurredAt >= time);
    return place < 0 ? transfers.length : place;
  };
  const at = <Row>(list: readonly Row[], index: number): Row => {
    const row = list[index];
    if (row === undefined) throw new Error(`broken invariant: no row ${index}`);
    return row;
  };
  const placeByName = new Map(transfers.map(({ name }, place) => [name, place]));
  return {
    memory,
    columns,
    segments: cutSegments({ payer, payee, holdingCount: rows.length, segments, put }),
    firstHolding: put(chains.first),
    nextHolding: put(chains.next),
    ends: putEnds(heap, { transfers, payer, payee, holdingCount: rows.length }),
    heapFrom: heap.mark(),
    specialAccounts: () => accounts.flatMap((account, number) => (isSpecialAccount(account) ? [number] : [])),
    accountNumber: (account) => accountNumbers.get(account as never),
    accountName: (account) => at(accounts, account),
    assetNumber: (asset) => assetNumbers.get(asset as never),
    assetName: (asset) => at(assets, asset),
    holdingsOf: (account) => at(holdingsOf, account),
    transferAt: (place) => at(transfers, place),
    orderAt: (place) => at(transfers, place),
    precisionAt: (place) => at(transfers, place).precision,
    timeAt: (place) => at(transfers, place).occurredAt,
    firstPlaceFrom,
    placeOf: (transfer) => (isMovement(transfer) ? placeByName.get(transfer.name) : undefined),
    ...listConversions(
      ledger,
      (transfer) => placeByName.get(transfer.name),
      (account) => accountNumbers.get(account),
    ),
  };
}

function listConversions(
  ledger: TraceLedger,
  placeOf: (transfer: NamedTransfer) => number | undefined,
  accountNumber: (account: AccountId) => number | undefined,
): Pick<LedgerSnapshot, "conversions" | "conversionAt"> {
  const transfers = new Map(ledger.transfers.map((transfer) => [transfer.name, transfer]));
  const sorted = [...ledger.conversions].sort((a, b) => compareBytewise(a.id, b.id));
  const list = ({ account, basis, outTransfers, inTransfers }: Conversion): ListedConversion => {
    const names = [...outTransfers, ...inTransfers];
    const legs = names.flatMap((name) => transfers.get(name) ?? []);
    const idle = legs.filter((leg) => !isMovement(leg)).map((leg) => leg.occurredAt);
    const [first, ...others] = legs.filter(isMovement);
    const placesOf = (side: readonly string[]): number[] =>
      side.flatMap((name) => transfers.get(name) ?? []).flatMap((leg) => placeOf(leg) ?? []);
    return {
      account: accountNumber(account),
      basis,
      outPlaces: placesOf(outTransfers),
      inPlaces: placesOf(inTransfers),
      isWhole: legs.length === names.length,
      idleUntil: idle.reduce<UtcMicros | null>((last, time) => (last === null || time > last ? time : last), null),
      isOneAct:
        first !== undefined &&
        first.reference !== null &&
        others.every(
          (leg) => leg.source === first.source && leg.reference === first.reference && leg.occurredAt === first.occurredAt,
        ),
    };
  };
  return {
    conversions: () => sorted.map(list),
    conversionAt: (listed) => {
      const conversion = sorted[listed];
      if (conversion === undefined) throw new Error(`broken invariant: no conversion ${listed}`);
      return { id: conversion.id, account: conversion.account };
    },
  };
}

function chainHoldings(
  holdingsOf: readonly (readonly number[])[],
  count: number,
): { readonly first: number[]; readonly next: number[] } {
  const next = new Array<number>(count).fill(none);
  const first = holdingsOf.map((holdings) => {
    for (const [index, holding] of holdings.entries()) next[holding] = holdings[index + 1] ?? none;
    return holdings[0] ?? none;
  });
  return { first, next };
}

interface Movements extends Pick<Cut, "payer" | "payee" | "holdingCount"> {
  readonly transfers: readonly NamedTransfer[];
}

/** What each holding has at the end: the least that it must have had before, and all its movements. Sums from 2^126 on are left out. */
function putEnds(heap: Heap, { transfers, payer, payee, holdingCount }: Movements): number {
  const at = heap.allocate(16 * holdingCount + 16);
  const column = heap.memory.u64(at, 2 * holdingCount);
  const books = Array.from({ length: holdingCount }, () => ({ sum: 0n, least: 0n, most: 0n }));
  const move = (book: { sum: bigint; least: bigint; most: bigint } | undefined, change: bigint, atoms: bigint): void => {
    if (book === undefined) return;
    book.sum += change;
    if (book.sum < book.least) book.least = book.sum;
    if (atoms > book.most) book.most = atoms;
  };
  for (const [place, { atoms }] of transfers.entries()) {
    move(books[payer[place] ?? none], -atoms, atoms);
    move(books[payee[place] ?? none], atoms, atoms);
  }
  for (const [holding, { sum, least, most }] of books.entries()) {
    const end = sum - least;
    column[2 * holding] = end;
    column[2 * holding + 1] = end >> 126n !== 0n || most >> 126n !== 0n ? wideBit : end >> 64n;
  }
  return at;
}

const wideBit = 1n << 63n;

function putAmounts(
  heap: Heap,
  transfers: readonly NamedTransfer[],
): { readonly atoms: number; readonly atomsLimbs: 1 | 2; readonly wide: number; readonly wideCount: number } {
  const atomsLimbs = transfers.every(({ atoms }) => atoms < wideBit) ? 1 : 2;
  const bound = atomsLimbs === 1 ? wideBit : 1n << 127n;
  const atoms = heap.allocate(8 * atomsLimbs * transfers.length + 8);
  const column = heap.memory.u64(atoms, atomsLimbs * transfers.length);
  const wideRows = transfers.filter((transfer) => transfer.atoms >= bound);
  const wide = wideRows.length === 0 ? 0 : heap.allocate(32 * wideRows.length);
  let row = 0n;
  for (const [place, transfer] of transfers.entries()) {
    if (transfer.atoms < bound) {
      for (let limb = 0; limb < atomsLimbs; limb += 1) column[place * atomsLimbs + limb] = transfer.atoms >> BigInt(64 * limb);
      continue;
    }
    column[place * atomsLimbs] = row;
    column[place * atomsLimbs + 1] = wideBit;
    const limbs = heap.memory.u64(wide + 32 * Number(row), 4);
    for (let limb = 0; limb < 4; limb += 1) limbs[limb] = transfer.atoms >> BigInt(64 * limb);
    row += 1n;
  }
  return { atoms, atomsLimbs, wide, wideCount: wideRows.length };
}

interface Cut {
  readonly payer: readonly number[];
  readonly payee: readonly number[];
  readonly holdingCount: number;
  readonly segments: number;
  readonly put: (values: readonly number[]) => number;
}

function cutSegments({ payer, payee, holdingCount, segments, put }: Cut): AdjacencySegment[] {
  const size = Math.ceil(payer.length / segments);
  return Array.from({ length: segments }, (_, index) => {
    const from = Math.min(index * size, payer.length);
    const to = Math.min(from + size, payer.length);
    const side = (column: readonly number[]): { readonly offsets: number; readonly places: number } => {
      const lists = Array.from({ length: holdingCount }, (): number[] => []);
      for (let place = from; place < to; place += 1) lists[column[place] ?? 0]?.push(place);
      const offsets = [0];
      for (const list of lists) offsets.push((offsets.at(-1) ?? 0) + list.length);
      return { offsets: put(offsets), places: put(lists.flat()) };
    };
    const out = side(payer);
    const into = side(payee);
    return { holdingCount, outOffsets: out.offsets, outPlaces: out.places, inOffsets: into.offsets, inPlaces: into.places };
  });
}
