import { openRecord, recordBytes } from "./fields.ts";
import { makePart, openWhole } from "./make-part.ts";
import type { CompactPart, PartQuestion, PartStopped, WholeLedger, WholeOpenings, WholeQuestion } from "./part.ts";
import { type ReachConversion, type ReachLedger, writeConversions, writeSegments, writeU32 } from "./reach-ledger.ts";
import { instantiateReach } from "./reach-module.ts";
import {
  type BackwardQuestion,
  type Reached,
  type ReachQuestion,
  type ReachStatus,
  type ReachStop,
  unlimited,
  type WalkedBack,
  type WalkQuestion,
  type WorkControl,
} from "./reach-question.ts";
import type { ReachState } from "./reach-state.ts";

/**
 * Goes over one view of a ledger, question after question. Its state lies in the ledger's heap and is as large as the ledger's holdings and places are many;
 * a question costs what it touches. One at a time: what a question found is gone when the next is asked.
 */
export interface Reach {
  /** The plain walk: who can be reached in time, in so many hops. */
  readonly walk: (question: WalkQuestion, control?: WorkControl) => Reached;
  /** All holdings that any rule can bring traced value to. */
  readonly reach: (question: ReachQuestion, control?: WorkControl) => Reached;
  /** The mirror: who can have paid towards some transfers, and by when. */
  readonly backward: (question: BackwardQuestion, control?: WorkControl) => WalkedBack;
  /**
   * Copies the part of the ledger that the last reach found, or says that it is not worth while. After a reach that ended early the part ends at its `place`, with
   * openings that look at all movements: a run over it says what a run over the whole says up to there. Lies in the heap until the next question.
   */
  readonly part: (question: PartQuestion, control?: WorkControl) => CompactPart | WholeLedger | PartStopped;
  /** The openings of all holdings, for a run over the ledger's own columns. Lies in the heap until the next question. */
  readonly wholeOpenings: (question: WholeQuestion, control?: WorkControl) => WholeOpenings | PartStopped;
  /** Names the conversions that act in the questions from here on, in the place of those before. */
  readonly convert: (conversions: readonly ReachConversion[]) => void;
  /** Leaves nothing of the last question behind; called by the next one by itself. */
  readonly leave: () => void;
}

export interface ReachOptions {
  /** Where so many times the places marked are more than the places left, every place is looked at in turn, which then costs less. 0: never. Default: 32. */
  readonly scanShare?: number;
}

/** Errors: `MemoryExhausted` where the heap has no room for the state. */
export function createReach(ledger: ReachLedger, { scanShare = 32 }: ReachOptions = {}): Reach {
  const state = layOut(ledger, scanShare);
  return {
    walk: (question, control) => runWalk(state, question, control),
    reach: (question, control) => runReach(state, question, control),
    backward: (question, control) => runBackward(state, question, control),
    part: (question, control) => makePart(state, question, control),
    wholeOpenings: (question, control) => openWhole(state, question, control),
    convert: (conversions) => {
      leave(state);
      writeActing(state, conversions);
    },
    leave: () => leave(state),
  };
}

function layOut(ledger: ReachLedger, scanShare: number): ReachState {
  const { heap, columns, segments } = ledger;
  const { eventCount, holdingCount, accountCount } = columns;
  const nodes = Math.max(holdingCount, accountCount, 1);
  const address = heap.allocateZeroed(recordBytes);
  const record = openRecord(() => heap.memory.u32(address, recordBytes / 4), address);
  const words = Math.ceil((eventCount + 1) / 64);
  const blocks = Math.ceil(words / 64);
  record.set({
    payer: columns.payer,
    payee: columns.payee,
    atoms: columns.atoms,
    atomsLimbs: columns.atomsLimbs,
    wide: columns.wide,
    holdingCount,
    holdingAccount: columns.holdingAccount,
    holdingAsset: columns.holdingAsset,
    accountMarks: copyFlags(ledger),
    firstHolding: ledger.firstHolding,
    nextHolding: ledger.nextHolding,
    ends: ledger.ends ?? 0,
    segments: writeSegments(heap, segments),
    segmentCount: segments.length,
    bits: heap.allocateZeroed(8 * words),
    bitWords: heap.allocateZeroed(8 * blocks),
    bitBlocks: heap.allocateZeroed(8 * Math.ceil(blocks / 64)),
    states: heap.allocateZeroed(nodes),
    firsts: heap.allocate(4 * nodes),
    touched: heap.allocate(4 * nodes),
    nears: heap.allocateZeroed(Math.max(accountCount, 1)),
    localHoldings: heap.allocateZeroed(4 * Math.max(holdingCount, 1)),
    localAccounts: heap.allocate(4 * Math.max(accountCount, 1)),
    nearTouched: heap.allocate(4 * Math.max(accountCount, 1)),
  });
  const partBits = ledger.ends === undefined || ledger.ends === 0 ? 0 : heap.allocate(8 * words);
  const base = heap.mark();
  const module = instantiateReach(heap.memory.memory, 2);
  const state = { ledger, record, module, partBits, scanShare, base, mark: base };
  writeActing(state, ledger.conversions);
  return state;
}

function writeActing(state: ReachState, conversions: readonly ReachConversion[]): void {
  const { heap, columns } = state.ledger;
  heap.release(state.base);
  // Where there is no room for them, none act.
  state.mark = state.base;
  state.record.set({ legCount: 0, legBits: 0 });
  state.record.set({ ...writeConversions(heap, conversions, columns.eventCount) });
  state.mark = heap.mark();
}

function copyFlags({ heap, columns, accountFlags }: ReachLedger): number {
  const marks = heap.allocateZeroed(Math.max(columns.accountCount, 1));
  if (accountFlags === 0) return marks;
  heap.memory
    .u8(marks, columns.accountCount)
    .set(heap.memory.u8(accountFlags, columns.accountCount).map((flag) => (flag === 0 ? 0 : 1)));
  return marks;
}

function runWalk(state: ReachState, question: WalkQuestion, control: WorkControl | undefined): Reached {
  const { module, record } = state;
  begin(state, question);
  const stops = question.stops.map((account) => ({ account, fromPlace: 0, toPlace: unlimited, reason: 0 }));
  writeStops(state, stops);
  record.set({
    byAccount: question.by === "account" ? 1 : 0,
    nearFloor: nearFloor(question.hopsMax, 1),
    degreeMax: question.degreeMax ?? unlimited,
  });
  for (const node of question.from) module.startNode(record.address, node);
  return finish(state, run(state, module.walk, control));
}

function runReach(state: ReachState, question: ReachQuestion, control: WorkControl | undefined): Reached {
  const { module, record, ledger } = state;
  begin(state, question);
  writeStops(state, question.stops);
  const starts = [...question.starts].sort((a, b) => a.place - b.place || a.holding - b.holding);
  const seeds = [...question.seeds].sort((a, b) => a - b);
  const notesPart = question.isForPart === true && record.get("legCount") === 0;
  record.set({
    byAccount: 0,
    nearFloor: nearFloor(question.hopsMax, 0),
    partBits: notesPart ? state.partBits : 0,
    // What is noted on the way need not be marked either: looking at every place saves twice as much.
    scanShare: notesPart ? 2 * state.scanShare : state.scanShare,
    starts: writeU32(
      ledger.heap,
      starts.flatMap(({ place, holding }) => [place, holding]),
    ),
    startCount: starts.length,
    seeds: writeU32(ledger.heap, seeds),
    seedCount: seeds.length,
  });
  for (const account of question.hopZero) module.setHopZero(record.address, account);
  module.beginForward(record.address);
  return finish(state, endForward(state, run(state, module.forward, control)));
}

function runBackward(state: ReachState, question: BackwardQuestion, control: WorkControl | undefined): WalkedBack {
  const { module, record, ledger } = state;
  const { heap } = ledger;
  begin(state, question);
  writeStops(state, question.stops);
  const targets = [...question.targets].sort((a, b) => a - b);
  record.set({
    byAccount: 0,
    hopsMax: question.hopsMax === null || question.hopsMax > 250 ? unlimited : question.hopsMax,
    seeds: writeU32(heap, targets),
    seedCount: targets.length,
    seenBits: heap.allocateZeroed(8 * Math.ceil((ledger.columns.eventCount + 1) / 64)),
  });
  module.beginBackward(record.address);
  const found = finish(state, run(state, module.backward, control));
  const lists = (count: number): readonly [number, number] => [heap.allocate(4 * count + 4), heap.allocate(4 * count + 4)];
  return {
    ...found,
    places: () => {
      const mark = heap.mark();
      const [places] = lists(found.placesVisited);
      const count = module.listSeen(record.address, places);
      heap.release(mark);
      return heap.memory.u32(places, count).slice();
    },
    hops: () => {
      const mark = heap.mark();
      const [accounts, hops] = lists(record.get("nearCount"));
      const count = module.listHops(record.address, accounts, hops);
      heap.release(mark);
      return { accounts: heap.memory.u32(accounts, count).slice(), hops: heap.memory.u32(hops, count).slice() };
    },
  };
}

/** The nearness at which an account is at the limit: 254 is that of hop 0. */
function nearFloor(hopsMax: number | null, none: number): number {
  return hopsMax === null || hopsMax > 250 ? none : 254 - hopsMax;
}

function begin(state: ReachState, question: ReachQuestion | WalkQuestion | BackwardQuestion): void {
  leave(state);
  const { record, ledger, scanShare } = state;
  const { eventCount } = ledger.columns;
  record.set({
    scanShare,
    scanFrom: unlimited,
    partBits: 0,
    partNoted: 0,
    epoch: record.get("epoch") + 2,
    placeEnd: Math.min(question.placeEnd ?? eventCount, eventCount),
    placesMax: question.placesMax ?? unlimited,
    reachedMax: question.reachedMax ?? unlimited,
    position: 0,
    startCount: 0,
    startCursor: 0,
    seedCount: 0,
    seedCursor: 0,
    legCursor: 0,
    nextSpecial: 0,
    visited: 0,
    reached: 0,
    pending: 0,
    isScan: 0,
    placeSumLow: 0,
    placeSumHigh: 0,
  });
}

function writeStops({ record, ledger, module }: ReachState, stops: readonly ReachStop[]): void {
  const sorted = [...stops].sort((a, b) => a.account - b.account || a.fromPlace - b.fromPlace);
  const rows = new Uint32Array(4 * sorted.length);
  for (const [index, { account, fromPlace, toPlace, reason }] of sorted.entries()) {
    rows.set([account, fromPlace, toPlace, reason], 4 * index);
  }
  record.set({ stops: writeU32(ledger.heap, rows), stopCount: sorted.length });
  module.markStops(record.address, true);
}

interface Ended {
  readonly status: ReachStatus;
  readonly why: string | undefined;
}

function run(
  { record }: ReachState,
  step: (record: number, eventsMax: number) => number,
  control: WorkControl | undefined,
): Ended {
  const total = record.get("placeEnd");
  for (;;) {
    const why = control?.shouldStop?.();
    if (why !== undefined) return { status: "stopped", why };
    const code = step(record.address, control?.eventsPerStep ?? 1_000_000);
    if (code === 0) {
      control?.onProgress?.(total, total);
      return { status: "done", why: undefined };
    }
    if (code === 2) return { status: "budget", why: undefined };
    control?.onProgress?.(Math.min(record.get("position"), total), total);
  }
}

/** Where every place is done, what starts after the last one is reached too: little work, and without it less would be reached than up to the end. */
function endForward({ module, record }: ReachState, ended: Ended): Ended {
  const isThrough = ended.status === "stopped" && record.get("position") >= record.get("placeEnd");
  return isThrough && module.forward(record.address, 1) === 0 ? { status: "done", why: undefined } : ended;
}

function finish(state: ReachState, { status, why }: Ended): Reached {
  const { record, ledger, module } = state;
  const reachedCount = record.get("reached");
  const place = status === "done" ? record.get("placeEnd") : Math.min(record.get("position"), record.get("placeEnd"));
  record.set({ partEnd: place });
  return {
    status,
    why,
    place,
    placesVisited: record.get("visited"),
    placeSum: (BigInt(record.get("placeSumHigh")) << 32n) | BigInt(record.get("placeSumLow")),
    reachedCount,
    list: () => {
      const { heap } = ledger;
      const mark = heap.mark();
      const nodes = heap.allocate(4 * reachedCount + 4);
      const firsts = heap.allocate(4 * reachedCount + 4);
      const count = module.listReached(record.address, nodes, firsts);
      heap.release(mark);
      return { nodes: heap.memory.u32(nodes, count).slice(), firsts: heap.memory.u32(firsts, count).slice() };
    },
  };
}

function leave({ record, module, ledger, mark }: ReachState): void {
  module.leavePart(record.address);
  module.leaveReach(record.address);
  ledger.heap.release(mark);
}
