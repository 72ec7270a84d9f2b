import { type FlatMemory, type Heap, MemoryExhausted } from "../memory.ts";
import { accountWords, layoutOf, none } from "./layout.ts";
import type { RulesModule } from "./rules-module.ts";
import type { KernelRule, RulesQuestion } from "./rules-question.ts";

/** Where the parts of a run lie. */
export interface RunMemory {
  readonly log: number;
  readonly records: number;
  readonly accountRecords: number;
  /** Records of holdings stand 2 to this power apart. */
  readonly recordShift: number;
  /** 0: not counted. */
  readonly late: number;
}

const ruleNumbers: Readonly<Record<KernelRule, number>> = {
  fifo: 0,
  lifo: 1,
  "pro-rata": 2,
  libr: 3,
  pifo: 4,
  strict: 5,
  poison: 6,
};

const logBytesUsual = 1 << 17;
const fieldCount = 38;

export interface RunRoom {
  readonly heap: Heap;
  /** Records that the log must hold at once. */
  readonly recordsMin?: number;
}

/** Allocates what a run needs for certain, and has the module lay it out. Errors: `MemoryExhausted`. */
export function layRun(module: RulesModule, question: RulesQuestion, { heap, recordsMin = 0 }: RunRoom): RunMemory {
  const { claimCount, limbs, columns, conversionAccounts } = question;
  const { atomsBytes, lotBytes, logBytes: logRecordBytes } = layoutOf(limbs);
  const { memory } = heap;
  const block = heap.allocate(fieldCount * 4);
  const conversions = heap.allocate(conversionAccounts.length * 12);
  const logBytes = Math.max(module.logBytesMin(claimCount), logBytesUsual, recordsMin * logRecordBytes);
  const recordShift = module.recordShift(ruleNumbers[question.rule]);
  const laid: RunMemory = {
    log: heap.allocate(logBytes),
    records: heap.allocate(columns.holdingCount * 2 ** recordShift),
    accountRecords: heap.allocateZeroed(columns.accountCount * accountWords * 4),
    recordShift,
    late: question.countsLate ? heap.allocateZeroed(columns.holdingCount * atomsBytes) : 0,
  };
  const settled = needsSettled(memory, question) ? heap.allocateZeroed(columns.holdingCount * atomsBytes) : 0;
  const scratch = heap.allocateZeroed(module.scratchBytes(claimCount));
  writeConversions(memory, conversions, conversionAccounts);
  memory.u32(block, fieldCount).set(listFields(question, { ...laid, settled, scratch, conversions }));
  module.prepare(block, laid.log, laid.log + logBytes);
  const openingLots = heap.allocate(question.openingSeeds.count * lotBytes + module.lotsBytesMin(claimCount));
  module.extendLots(openingLots, openingLots + question.openingSeeds.count * lotBytes + module.lotsBytesMin(claimCount));
  module.layOpenings();
  return laid;
}

interface RunAddresses extends RunMemory {
  readonly settled: number;
  readonly scratch: number;
  readonly conversions: number;
}

/** The block of fields, in the order of assembly/question.ts. */
function listFields(question: RulesQuestion, run: RunAddresses): number[] {
  const { columns, stops, transferSeeds, accountSeeds, openingSeeds, legs } = question;
  return [
    ruleNumbers[question.rule],
    columns.eventCount,
    columns.payer,
    columns.payee,
    columns.atoms,
    columns.atomsLimbs,
    columns.wide,
    columns.holdingCount,
    columns.holdingAccount,
    columns.holdingAsset,
    columns.accountCount,
    question.openings,
    question.accountFlags,
    question.tracked,
    stops.at,
    stops.count,
    transferSeeds.at,
    transferSeeds.count,
    accountSeeds.at,
    accountSeeds.count,
    question.firstHolding,
    question.nextHolding,
    openingSeeds.at,
    openingSeeds.count,
    legs.at,
    legs.count,
    run.conversions,
    Math.min(question.hopsMax ?? none, none),
    Math.min(question.accountsMax, none),
    // Marks know no dust.
    question.rule === "poison" ? 0 : question.dust,
    question.claimCount,
    question.logsMoves ? 1 : 0,
    run.late,
    run.settled,
    run.records,
    run.accountRecords,
    run.scratch,
    run.recordShift,
  ];
}

function writeConversions(memory: FlatMemory, at: number, accounts: readonly number[]): void {
  const fields = memory.u32(at, accounts.length * 3);
  fields.fill(0);
  for (const [conversion, account] of accounts.entries()) fields[conversion * 3] = account;
}

/** What is final at a stop is asked for only by account seeds that start at one. */
function needsSettled(memory: FlatMemory, { accountSeeds: { at, count }, rule }: RulesQuestion): boolean {
  if (rule === "poison") return false;
  const fields = memory.u32(at, count * 4);
  for (let seed = 0; seed < count; seed += 1) if ((fields[seed * 4 + 3] ?? 0) !== 0) return true;
  return false;
}

const stretchMax = 1 << 25;

/** Gives a run stretches of memory as it asks for them, each twice as long as the one before. */
export function createStretches(heap: Heap, bytesMin: number): (extend: (from: number, limit: number) => void) => boolean {
  let bytes = Math.max(bytesMin, 1 << 14);
  const take = (length: number): number | undefined => {
    try {
      return heap.allocate(length);
    } catch (error) {
      if (error instanceof MemoryExhausted) return undefined;
      throw error;
    }
  };
  return (extend) => {
    let from = take(bytes);
    if (from === undefined) {
      bytes = bytesMin;
      from = take(bytes);
    }
    if (from === undefined) return false;
    extend(from, from + bytes);
    bytes = Math.max(bytesMin, Math.min(bytes * 2, stretchMax));
    return true;
  };
}
