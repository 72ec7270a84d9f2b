import { countBelow } from "../count-below.ts";
import type { Heap } from "../memory.ts";
import { type AtomsLimbs, readAtoms, writeAtoms } from "../rules/layout.ts";
import type { ReachField } from "./fields.ts";
import type {
  CompactPart,
  PartLegs,
  PartOpenings,
  PartQuestion,
  PartStopped,
  WholeLedger,
  WholeOpenings,
  WholeQuestion,
} from "./part.ts";
import { instantiateReach, type ReachModule } from "./reach-module.ts";
import { unlimited, type WorkControl } from "./reach-question.ts";
import type { ReachState } from "./reach-state.ts";

const openingModes: Record<PartOpenings, number> = { inferred: 0, late: 1, unbounded: 2 };
const tooWide = 3;
const unknownEnd = 4;
const holdingsPerStep = 50_000;

/** Copies the part that the last reach found. Errors: `MemoryExhausted`. */
export function makePart(
  state: ReachState,
  question: PartQuestion,
  control?: WorkControl,
): CompactPart | WholeLedger | PartStopped {
  const { record, ledger } = state;
  const partMax = Math.floor(ledger.columns.eventCount * (question.wholeShare ?? 0.25));
  if (record.get("visited") > partMax) return { kind: "whole" };
  const mark = ledger.heap.mark();
  const ways = knowsEnds(state, question) ? endWays : wholeWays;
  for (let way = 0; way < ways.length; way += 1) {
    const { limbs, isFromEnds } = ways[way] ?? widest;
    const made = attempt(state, { ...question, partMax, limbs, isFromEnds }, control);
    if (typeof made !== "string") return made;
    state.module.clearPlaces(record.address);
    state.module.leavePart(record.address);
    ledger.heap.release(mark);
    if (made === "end unknown") way = 1;
  }
  throw new Error("five limbs hold every sum of amounts");
}

interface Way {
  readonly limbs: AtomsLimbs;
  /** Balances are told from the ends, and no event before a first place is looked at. */
  readonly isFromEnds: boolean;
}

const widest: Way = { limbs: 5, isFromEnds: false };
const wholeWays: readonly Way[] = [{ limbs: 2, isFromEnds: false }, widest];
const endWays: readonly Way[] = [{ limbs: 2, isFromEnds: true }, { limbs: 5, isFromEnds: true }, ...wholeWays];

/** Ends are those of the whole ledger, of inferred openings and of a ledger whose legs act as all other transfers. */
function knowsEnds({ record, ledger }: ReachState, { openings, known }: PartQuestion): boolean {
  const hasAll = record.get("partEnd") === ledger.columns.eventCount;
  const isPlain = openings === "inferred" && record.get("legCount") === 0;
  if (record.get("ends") === 0 || !hasAll || !isPlain) return false;
  const states = ledger.heap.memory.u8(record.get("states"), ledger.columns.holdingCount);
  return [...(known?.keys() ?? [])].every((holding) => states[holding] === 0);
}

interface Attempt extends PartQuestion, Way {
  readonly partMax: number;
}

function attempt(
  state: ReachState,
  question: Attempt,
  control: WorkControl | undefined,
): CompactPart | WholeLedger | PartStopped | "too wide" | "end unknown" {
  const { record, ledger } = state;
  const { heap } = ledger;
  const { limbs, isFromEnds } = question;
  const module = instantiateReach(heap.memory.memory, limbs);
  const tracked = record.get("reached");
  // A reach that ended early has left marks.
  state.module.clearPlaces(record.address);
  record.set({
    partTracked: tracked,
    partEvents: 0,
    partMax: question.partMax,
    partCursor: 0,
    partAccountCount: 0,
    partHoldingCount: 0,
    partLegCount: 0,
    seedCursor: 0,
    // A reach that was not asked to note the part has seen nothing of it.
    scanFrom: record.get("partBits") === 0 ? unlimited : record.get("scanFrom"),
    openingMode: openingModes[question.openings],
    scratch: heap.allocate(6 * 8 * limbs),
  });
  const lists = { nodes: heap.allocate(4 * tracked + 4), firsts: heap.allocate(4 * tracked + 4) };
  module.listReached(record.address, lists.nodes, lists.firsts);
  record.set({ partHoldings: lists.nodes, partFirsts: lists.firsts });
  const mark = isFromEnds ? module.markSince : module.markPart;
  const marked = inSteps(tracked, control, (from, to) => (mark(record.address, from, to) ? 0 : 1));
  if (typeof marked === "string") return stopped(state, marked);
  if (marked !== 0) {
    module.clearPlaces(record.address);
    return { kind: "whole" };
  }
  layOutPart(state, question, lists.nodes);
  if (isFromEnds && module.beginEnds(record.address) === unknownEnd) return "end unknown";
  if (!isFromEnds) module.beginPart(record.address);
  const copied = copy(state, isFromEnds ? module.copyEnds : module.copyPart, control);
  if (typeof copied === "string") return stopped(state, copied);
  const closed = copied === tooWide ? tooWide : (isFromEnds ? module.closeEnds : module.closePart)(record.address);
  if (closed === tooWide || (!isFromEnds && !coverKnown(state, question))) return "too wide";
  module.chainPart(record.address);
  return describe(state, question);
}

function stopped({ module, record }: ReachState, why: string): PartStopped {
  module.clearPlaces(record.address);
  return { kind: "stopped", why };
}

/** The last code of the steps, the first that is not 0, or why to end. */
function inSteps(count: number, control: WorkControl | undefined, step: (from: number, to: number) => number): number | string {
  for (let from = 0; from === 0 || from < count; from += holdingsPerStep) {
    const why = control?.shouldStop?.();
    if (why !== undefined) return why;
    const code = step(from, Math.min(from + holdingsPerStep, count));
    if (code !== 0) return code;
  }
  return 0;
}

function copy({ record }: ReachState, step: ReachModule["copyPart"], control: WorkControl | undefined): number | string {
  for (;;) {
    const why = control?.shouldStop?.();
    if (why !== undefined) return why;
    const code = step(record.address, control?.eventsPerStep ?? 1_000_000);
    control?.onProgress?.(record.get("partCursor"), record.get("partEvents"));
    if (code !== 1) return code;
  }
}

/** Room for the part: every event can name two holdings that were not reached, a tracked one can stand twice, and one can stand for all that are not asked for. */
function layOutPart({ record, ledger }: ReachState, { limbs, isFromEnds }: Way, reached: number): void {
  const { heap, columns } = ledger;
  const events = record.get("partEvents");
  const tracked = record.get("partTracked");
  const holdings = 2 * tracked + Math.min(2 * events, columns.holdingCount) + 1;
  const accounts = Math.min(holdings, columns.accountCount + 1);
  const list = (count: number): number => heap.allocate(4 * count + 4);
  const partHoldings = list(holdings);
  heap.memory.u32(partHoldings, tracked).set(heap.memory.u32(reached, tracked));
  record.set({
    partHoldings,
    partAccount: list(holdings),
    partAsset: list(holdings),
    partNextHolding: list(holdings),
    partAccounts: list(accounts),
    partFirstHolding: list(accounts),
    partBooks: heap.allocate((isFromEnds ? 8 : 8 + 16 * limbs) * tracked + 8),
    partPayer: list(events),
    partPayee: list(events),
    partPlaces: list(events),
    partAtoms: heap.allocate(8 * limbs * events + 8),
    partLegs: heap.allocate(12 * Math.min(events, record.get("legCount")) + 12),
    partOpenings: isFromEnds ? 0 : heap.allocate(8 * limbs * tracked + 8),
    partLates: heap.allocateZeroed(8 * limbs * tracked + 8),
    partBalances: heap.allocateZeroed(8 * limbs * tracked + 8),
  });
}

/** Puts solved openings in the place of inferred ones. False where two limbs do not hold them. */
function coverKnown({ record, ledger }: ReachState, { known, limbs, openings }: Attempt): boolean {
  if (known === undefined || known.size === 0 || openings !== "inferred") return true;
  const tracked = record.get("partTracked");
  const numbers = ledger.heap.memory.u32(record.get("partHoldings"), tracked);
  const openingsFound = ledger.heap.memory.u64(record.get("partOpenings"), tracked * limbs);
  const balances = ledger.heap.memory.u64(record.get("partBalances"), tracked * limbs);
  // Beside all that was summed until here, which stays below 2^125 then too.
  let added = 0n;
  for (const [index, holding] of numbers.entries()) {
    const opening = known.get(holding);
    if (opening === undefined) continue;
    const balance = readAtoms(balances, index * limbs, limbs) - readAtoms(openingsFound, index * limbs, limbs) + opening;
    added += opening + balance;
    if (limbs === 2 && added >> 125n !== 0n) return false;
    writeAtoms(openingsFound, index * limbs, { limbs, atoms: opening });
    writeAtoms(balances, index * limbs, { limbs, atoms: balance });
  }
  return true;
}

/** The column of balances: those of the tracked holdings, and nothing for the others. */
function widenBalances({ record, ledger }: ReachState, limbs: AtomsLimbs): number {
  const { heap } = ledger;
  const all = heap.allocate(8 * limbs * record.get("partHoldingCount") + 8);
  const words = heap.memory.u64(all, limbs * record.get("partHoldingCount"));
  const own = limbs * record.get("partTracked");
  words.set(heap.memory.u64(record.get("partBalances"), own));
  words.fill(0n, own);
  return all;
}

function describe(state: ReachState, { limbs }: Way): CompactPart {
  const { record, ledger } = state;
  const { heap, columns } = ledger;
  const get = (field: ReachField): number => record.get(field);
  const holdingCount = get("partHoldingCount");
  const accountCount = get("partAccountCount");
  const eventCount = get("partCursor");
  const trackedCount = get("partTracked");
  const tracked = heap.allocateZeroed(holdingCount + 1);
  heap.memory.u8(tracked, trackedCount).fill(1);
  const accounts = heap.memory.u32(get("partAccounts"), accountCount);
  const accountFlags = heap.allocateZeroed(accountCount + 1);
  const flags = heap.memory.u8(accountFlags, accountCount);
  const marks = heap.memory.u8(get("accountMarks"), columns.accountCount);
  for (let local = 0; local < accountCount; local += 1) flags[local] = (marks[accounts[local] ?? 0] ?? 0) & 1;
  const localAccount = findAccount(heap, { locals: get("localAccounts"), back: get("partAccounts"), count: accountCount });
  const { legs, conversions } = numberConversions(heap, { at: get("partLegs"), count: get("partLegCount") });
  const actorOf = (one: number): number => heap.memory.u32(get("conversionAccounts") + 4 * one, 1)[0] ?? 0;
  const placesAt = get("partPlaces");
  return {
    kind: "part",
    limbs,
    columns: {
      eventCount,
      payer: get("partPayer"),
      payee: get("partPayee"),
      atoms: get("partAtoms"),
      atomsLimbs: limbs,
      wide: 0,
      wideCount: 0,
      holdingCount,
      holdingAccount: get("partAccount"),
      holdingAsset: get("partAsset"),
      accountCount,
      assetCount: columns.assetCount,
    },
    trackedCount,
    tracked,
    balances: widenBalances(state, limbs),
    openings: get("partOpenings"),
    lates: get("partLates"),
    places: placesAt,
    holdings: get("partHoldings"),
    accounts: get("partAccounts"),
    accountFlags,
    firstHolding: get("partFirstHolding"),
    nextHolding: get("partNextHolding"),
    legs,
    conversions,
    conversionAccounts: conversions.map((one) => localAccount(actorOf(one)) ?? 0xffff_ffff),
    placeFrom: (place) => countBelow(heap.memory.u32(placesAt, eventCount), place),
    localHolding: (holding) => {
      const local = heap.memory.u32(get("localHoldings") + 4 * holding, 1)[0] ?? 0;
      return local === 0 ? undefined : local - 1;
    },
    localAccount,
  };
}

/** An account of the whole is known where its local number says the same: nothing has to be cleared between questions. */
function findAccount(
  { memory }: Heap,
  { locals, back, count }: { readonly locals: number; readonly back: number; readonly count: number },
): (account: number) => number | undefined {
  return (account) => {
    const local = memory.u32(locals + 4 * account, 1)[0] ?? count;
    return local < count && memory.u32(back + 4 * local, 1)[0] === account ? local : undefined;
  };
}

/** Gives the conversions of the legs numbers of their own, in the order in which they come. */
function numberConversions(
  { memory }: Heap,
  legs: PartLegs,
): { readonly legs: PartLegs; readonly conversions: readonly number[] } {
  const rows = memory.u32(legs.at, 3 * legs.count);
  const locals = new Map<number, number>();
  for (let row = 2; row < rows.length; row += 3) {
    const conversion = rows[row] ?? 0;
    const local = locals.get(conversion) ?? locals.size;
    locals.set(conversion, local);
    rows[row] = local;
  }
  return { legs, conversions: [...locals.keys()] };
}

/** The openings of all holdings in one pass over the whole ledger, for a run that does not go over a part. The places that count are those of the last reach. */
export function openWhole(
  state: ReachState,
  { openings, isWide = false }: WholeQuestion,
  control?: WorkControl,
): WholeOpenings | PartStopped {
  const { heap } = state.ledger;
  const mark = heap.mark();
  for (const limbs of isWide ? ([5] as const) : ([2, 5] as const)) {
    const made = openAll(state, { openings, limbs }, control);
    if (made !== "too wide") return made;
    heap.release(mark);
  }
  throw new Error("five limbs hold every sum of amounts");
}

function openAll(
  { record, ledger }: ReachState,
  { openings, limbs }: { readonly openings: PartOpenings; readonly limbs: AtomsLimbs },
  control: WorkControl | undefined,
): WholeOpenings | PartStopped | "too wide" {
  const { heap, columns } = ledger;
  const module = instantiateReach(heap.memory.memory, limbs);
  const scratch = heap.allocateZeroed(6 * 8 * limbs);
  const found = openings === "late" ? 0 : heap.allocate(8 * limbs * columns.holdingCount + 8);
  const mark = heap.mark();
  record.set({
    openingMode: openingModes[openings],
    position: 0,
    legCursor: 0,
    scratch,
    partOpenings: found,
    partBalances: openings === "late" ? 0 : heap.allocateZeroed(16 * limbs * columns.holdingCount + 8),
  });
  for (let code = 1; code === 1; ) {
    const why = control?.shouldStop?.();
    if (why !== undefined) return { kind: "stopped", why };
    code = module.openAll(record.address, control?.eventsPerStep ?? 1_000_000);
    if (code === tooWide) return "too wide";
  }
  if (openings !== "late" && !module.closeBooks(record.address)) return "too wide";
  heap.release(mark);
  return { limbs, openings: found };
}
