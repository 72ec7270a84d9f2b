import type { AdjacencySegment, TransferColumns } from "../columns.ts";
import { createHeap, createMemory, type Heap, memoryLimit } from "../memory.ts";
import type { ReachConversion, ReachLedger } from "../reach/reach-ledger.ts";

interface PlainEvent {
  readonly payer: number;
  readonly payee: number;
  readonly atoms: bigint;
}

/** A small ledger as plain objects. */
export interface PlainLedger {
  readonly events: readonly PlainEvent[];
  /** By holding. */
  readonly accountOf: readonly number[];
  readonly assetOf: readonly number[];
  /** Special accounts. */
  readonly special: readonly number[];
  /** First places of segments after the first. */
  readonly cuts: readonly number[];
  readonly conversions: readonly ReachConversion[];
  /** Limbs of an amount's column. Default: 2. */
  readonly atomsLimbs?: 1 | 2;
}

/** Writes a small ledger into flat memory, as an index would have it. */
export function flatten(plain: PlainLedger, heap: Heap = newHeap()): ReachLedger {
  const { events, accountOf, assetOf, special, conversions } = plain;
  const accountCount = Math.max(-1, ...accountOf) + 1;
  const atoms = writeAmounts(
    heap,
    events.map((event) => event.atoms),
    plain.atomsLimbs ?? 2,
  );
  const columns: TransferColumns = {
    eventCount: events.length,
    payer: write(
      heap,
      events.map((event) => event.payer),
    ),
    payee: write(
      heap,
      events.map((event) => event.payee),
    ),
    ...atoms,
    holdingCount: accountOf.length,
    holdingAccount: write(heap, accountOf),
    holdingAsset: write(heap, assetOf),
    accountCount,
    assetCount: Math.max(-1, ...assetOf) + 1,
  };
  const accountFlags = heap.allocateZeroed(accountCount + 1);
  for (const account of special) heap.memory.u8(accountFlags, accountCount)[account] = 1;
  const ends = writeEnds(heap, plain);
  return {
    heap,
    columns,
    segments: writeSegments(heap, plain),
    accountFlags,
    ...writeChains(heap, accountOf),
    ends,
    conversions,
  };
}

export function newHeap(): Heap {
  return createHeap(createMemory(), { from: 64, limit: memoryLimit });
}

/** What each holding has at the end, after the least opening that keeps it from going negative. */
function writeEnds(heap: Heap, { events, accountOf }: PlainLedger): number {
  const at = heap.allocate(16 * accountOf.length + 16);
  const words = heap.memory.u64(at, 2 * accountOf.length);
  for (const holding of accountOf.keys()) {
    let end = 0n;
    let isLarge = false;
    for (const { payer, payee, atoms } of events) {
      if (payer === holding) end = end < atoms ? 0n : end - atoms;
      if (payee === holding) end += atoms;
      isLarge ||= end >> 126n !== 0n;
    }
    words[2 * holding] = BigInt.asUintN(64, end);
    words[2 * holding + 1] = isLarge ? 1n << 63n : end >> 64n;
  }
  return at;
}

function writeSegments(heap: Heap, { events, accountOf, cuts }: PlainLedger): AdjacencySegment[] {
  const bounds = [0, ...[...cuts].sort((a, b) => a - b), events.length];
  return bounds.slice(1).map((end, index) => {
    const begin = bounds[index] ?? 0;
    const upTo = events.slice(0, end);
    // A segment knows the holdings that there were when it was made.
    const known = upTo.reduce((most, { payer, payee }) => Math.max(most, payer, payee), -1) + 1;
    const holdingCount = Math.min(known, accountOf.length);
    const payments = writeSide(heap, { rows: upTo, begin, holdingCount, side: "payer" });
    const receipts = writeSide(heap, { rows: upTo, begin, holdingCount, side: "payee" });
    return {
      holdingCount,
      outOffsets: payments.offsets,
      outPlaces: payments.places,
      inOffsets: receipts.offsets,
      inPlaces: receipts.places,
    };
  });
}

interface Side {
  readonly rows: readonly PlainEvent[];
  readonly begin: number;
  readonly holdingCount: number;
  readonly side: "payer" | "payee";
}

function writeSide(heap: Heap, { rows, begin, holdingCount, side }: Side): { readonly offsets: number; readonly places: number } {
  const lists = Array.from({ length: holdingCount }, (): number[] => []);
  for (let place = begin; place < rows.length; place += 1) lists[rows[place]?.[side] ?? -1]?.push(place);
  const offsets = [0];
  for (const list of lists) offsets.push((offsets.at(-1) ?? 0) + list.length);
  return { offsets: write(heap, offsets), places: write(heap, lists.flat()) };
}

/** Amounts of one or two limbs; what needs more goes to the wide table. */
function writeAmounts(
  heap: Heap,
  amounts: readonly bigint[],
  limbs: 1 | 2,
): Pick<TransferColumns, "atoms" | "atomsLimbs" | "wide" | "wideCount"> {
  const top = BigInt(64 * limbs - 1);
  const wideRows = amounts.filter((amount) => amount >> top !== 0n);
  const atoms = heap.allocate(8 * limbs * amounts.length + 16);
  const words = heap.memory.u64(atoms, limbs * amounts.length);
  let row = 0n;
  for (const [index, amount] of amounts.entries()) {
    const isWide = amount >> top !== 0n;
    const kept = isWide ? (1n << top) | row : amount;
    for (let limb = 0; limb < limbs; limb += 1) words[limbs * index + limb] = BigInt.asUintN(64, kept >> BigInt(64 * limb));
    if (isWide) row += 1n;
  }
  const wide = heap.allocate(32 * wideRows.length + 32);
  const wideWords = heap.memory.u64(wide, 4 * wideRows.length);
  for (const [index, amount] of wideRows.entries()) {
    for (let limb = 0; limb < 4; limb += 1) wideWords[4 * index + limb] = BigInt.asUintN(64, amount >> BigInt(64 * limb));
  }
  return { atoms, atomsLimbs: limbs, wide, wideCount: wideRows.length };
}

function writeChains(heap: Heap, accountOf: readonly number[]): { readonly firstHolding: number; readonly nextHolding: number } {
  const first = new Array<number>(Math.max(-1, ...accountOf) + 1).fill(0xffff_ffff);
  const next = accountOf.map(() => 0xffff_ffff);
  for (let holding = accountOf.length - 1; holding >= 0; holding -= 1) {
    const account = accountOf[holding] ?? 0;
    next[holding] = first[account] ?? 0xffff_ffff;
    first[account] = holding;
  }
  return { firstHolding: write(heap, first), nextHolding: write(heap, next) };
}

function write(heap: Heap, values: readonly number[]): number {
  const address = heap.allocate(4 * values.length + 4);
  heap.memory.u32(address, values.length).set(values);
  return address;
}
