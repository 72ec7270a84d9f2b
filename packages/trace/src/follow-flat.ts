import { type Heap, type KernelRule, type OnRecords, type RulesQuestion, type RulesRun, runRules } from "@tributary/kernel";
import { putDust } from "./flat-dust.ts";
import { withHeap } from "./flat-heap.ts";
import { type FlatPlan, flattenPlan } from "./flat-plan.ts";
import { type FlatSeeds, flattenSeeds } from "./flat-seeds.ts";
import { type FlatStops, flattenStops } from "./flat-stops.ts";
import type { TracePlan } from "./plan.ts";
import { putRecords, putU32 } from "./put-columns.ts";
import { dustOf, type Question } from "./question.ts";
import type { Stop } from "./stop-index.ts";

export interface FlatReader<Books> {
  readonly onRecords: OnRecords;
  /** Called once, at the end, while the run's memory still stands. */
  readonly finish: (run: RulesRun) => Books;
}

/** Has the kernel follow a question in this thread's flat memory. */
export function followFlat<Books>(
  question: Question,
  rule: KernelRule,
  open: (reasons: readonly Stop[]) => FlatReader<Books>,
): Books {
  return withHeap((heap) => {
    const flat = flattenPlan(question.plan, question.events);
    const stops = flattenStops(question.plan, question.events);
    const seeds = flattenSeeds(question, stops);
    const reader = open(stops.reasons);
    const run = runRules(writeQuestion(heap, question, { rule, flat, stops, seeds }), {
      heap,
      onRecords: reader.onRecords,
      ...(question.control === undefined ? {} : { control: question.control }),
    });
    return reader.finish(run);
  });
}

interface FlatQuestion {
  readonly rule: KernelRule;
  readonly flat: FlatPlan;
  readonly stops: FlatStops;
  readonly seeds: FlatSeeds;
}

function writeQuestion(heap: Heap, { plan, limits }: Question, { rule, flat, stops, seeds }: FlatQuestion): RulesQuestion {
  const { limbs } = flat;
  return {
    rule,
    limbs,
    columns: writeColumns(heap, plan, flat),
    openings: flat.hasOpenings ? putWide(heap, flat.openings) : 0,
    accountFlags: putBytes(heap, flat.isSpecial),
    tracked: 0,
    stops: putRecords(heap, stops.records, 4),
    transferSeeds: putRecords(heap, seeds.transfers, 2),
    accountSeeds: putRecords(heap, seeds.accounts, 4),
    firstHolding: putU32(heap, flat.firstHolding),
    nextHolding: putU32(heap, flat.nextHolding),
    openingSeeds: putRecords(heap, seeds.openings, 2),
    legs: putRecords(heap, flat.legs, 3),
    conversionAccounts: plan.conversions.map(({ account }) => account),
    hopsMax: limits.hopsMax,
    accountsMax: limits.accountsMax,
    dust: putDust(
      heap,
      limbs,
      flat.assets.map((asset) => dustOf(limits, asset)),
    ),
    claimCount: seeds.claimCount,
    logsMoves: true,
    countsLate: true,
  };
}

function writeColumns(heap: Heap, plan: TracePlan, flat: FlatPlan): RulesQuestion["columns"] {
  return {
    eventCount: flat.payer.length,
    payer: putU32(heap, flat.payer),
    payee: putU32(heap, flat.payee),
    atoms: putWide(heap, flat.atoms),
    // Whole amounts, without the mark of a wide row: below 2^126 no highest bit is set.
    atomsLimbs: flat.limbs,
    wide: 0,
    wideCount: 0,
    holdingCount: flat.holdingAccount.length,
    holdingAccount: putU32(heap, flat.holdingAccount),
    holdingAsset: putU32(heap, flat.holdingAsset),
    accountCount: plan.accounts.length,
    assetCount: flat.assets.length,
  };
}

function putWide(heap: Heap, column: BigUint64Array<ArrayBuffer>): number {
  const at = heap.allocate(column.byteLength);
  heap.memory.u64(at, column.length).set(column);
  return at;
}

function putBytes(heap: Heap, column: Uint8Array<ArrayBuffer>): number {
  const at = heap.allocate(column.byteLength);
  heap.memory.u8(at, column.length).set(column);
  return at;
}
