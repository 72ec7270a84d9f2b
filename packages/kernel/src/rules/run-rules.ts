import type { Heap } from "../memory.ts";
import { accountWords, everTracedFlag, holderWord, hopWord, layoutOf, readAtoms, recordHeadBytes } from "./layout.ts";
import { type OnRecords, readLog } from "./log-records.ts";
import { borrowRules, type RulesModule, returnRules, stepEnd } from "./rules-module.ts";
import type { RulesQuestion, RunControl } from "./rules-question.ts";
import { createStretches, layRun, type RunMemory } from "./run-memory.ts";

/** Where a run ended before its last event, and why: what the caller said, or `memory`. */
export interface EarlyEnd {
  /** The events before this place were taken. */
  readonly place: number;
  readonly why: string;
}

/** What a run came to. Everything is read out of the heap: the caller releases it when it has what it wants. */
export interface RulesRun {
  readonly stoppedAt: EarlyEnd | undefined;
  /** -1: no traced value came. */
  readonly hopOf: (account: number) => number;
  /** Since when an account holds, or held, traced value: the place of its first receipt, or `labelled` by a seed or an opening. */
  readonly firstOf: (account: number) => number | "labelled" | undefined;
  readonly wasTraced: (holding: number) => boolean;
  readonly lateOf: (holding: number) => bigint;
  readonly totalOf: (holding: number) => bigint;
}

export interface RunOptions {
  /** The run allocates here and does not release: take a mark before, and release it when the run is read. */
  readonly heap: Heap;
  /** Given every record of the log, in order; at the end those of kind `hold`: what each claim has of each holding. */
  readonly onRecords: OnRecords;
  readonly control?: RunControl;
}

const eventsPerStepUsual = 1 << 17;

/**
 * Follows the claims of a question through its columns under one rule (spec, sections 2 to 6), to the last atom. Errors: `MemoryExhausted` where not even
 * the records of all holdings fit; once the run goes on, lack of memory ends it at a place, and what is held then is held.
 */
export function runRules(question: RulesQuestion, options: RunOptions): RulesRun {
  const { memory } = options.heap.memory;
  const module = borrowRules(memory, question.limbs);
  const laid = layRun(module, question, options);
  const stoppedAt = takeEvents(module, question, { ...options, log: laid.log });
  // After an error the instance is not lent again.
  returnRules(memory, question.limbs, module);
  return readRun(question, { heap: options.heap, laid, stoppedAt });
}

interface Going extends RunOptions {
  readonly log: number;
}

function takeEvents(module: RulesModule, question: RulesQuestion, going: Going): EarlyEnd | undefined {
  const { control = {}, heap } = going;
  const { eventsPerStep = eventsPerStepUsual, shouldStop, onProgress } = control;
  const moreLots = createStretches(heap, module.lotsBytesMin(question.claimCount));
  const moreBlocks = createStretches(heap, module.blocksBytesMin(question.claimCount + 1));
  let why = shouldStop?.();
  while (why === undefined) {
    const end = module.step(eventsPerStep);
    drain(module, question, going);
    if (end === stepEnd.broken)
      throw new Error("broken invariant: traced value reached a holding outside of the part that is traced");
    if (end === stepEnd.noLots && !moreLots(module.extendLots)) why = "memory";
    if (end === stepEnd.noBlocks && !moreBlocks(module.extendBlocks)) why = "memory";
    onProgress?.(module.placeReached(), question.columns.eventCount);
    if (end === stepEnd.done) break;
    why ??= shouldStop?.();
  }
  const stoppedAt = why === undefined ? undefined : { place: module.placeReached(), why };
  if (question.rule !== "poison") readHeld(module, question, going);
  return stoppedAt;
}

function readHeld(module: RulesModule, question: RulesQuestion, going: Going): void {
  let holding = 0;
  while (holding < question.columns.holdingCount) {
    holding = module.readHeld(holding);
    drain(module, question, going);
  }
}

function drain(module: RulesModule, { limbs }: RulesQuestion, { heap, log, onRecords }: Going): void {
  const count = module.recordCount();
  if (count === 0) return;
  onRecords(readLog(heap.memory, log, { count, limbs }));
  module.clearLog();
}

interface Ended {
  readonly heap: Heap;
  readonly laid: RunMemory;
  readonly stoppedAt: EarlyEnd | undefined;
}

function readRun({ rule, limbs, columns }: RulesQuestion, { heap, laid, stoppedAt }: Ended): RulesRun {
  const { memory } = heap;
  const { atomsBytes } = layoutOf(limbs);
  const recordBytes = 2 ** laid.recordShift;
  const accounts = memory.u32(laid.accountRecords, columns.accountCount * accountWords);
  const records = memory.u32(laid.records, (columns.holdingCount * recordBytes) / 4);
  const isPooled = rule === "pro-rata" || rule === "libr" || rule === "strict";
  const atomsAt = (address: number): bigint => readAtoms(memory.u64(address, limbs), 0, limbs);
  return {
    stoppedAt,
    hopOf: (account) => (accounts[account * accountWords + hopWord] ?? 0) - 1,
    firstOf: (account) => {
      const first = accounts[account * accountWords + holderWord] ?? 0;
      if (first === 0) return undefined;
      return first === 1 ? "labelled" : first - 2;
    },
    wasTraced: (holding) => ((records[(holding * recordBytes) / 4 + 1] ?? 0) & everTracedFlag) !== 0,
    lateOf: (holding) => (laid.late === 0 ? 0n : atomsAt(laid.late + holding * atomsBytes)),
    totalOf: (holding) => {
      const body = laid.records + holding * recordBytes + recordHeadBytes;
      // A pool keeps what is nobody's and what is the claims' apart.
      return isPooled ? atomsAt(body) + atomsAt(body + atomsBytes) : atomsAt(body);
    },
  };
}
