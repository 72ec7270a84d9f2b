import type { Heap } from "../memory.ts";
import { type AtomsLimbs, layoutOf, writeAtoms } from "./layout.ts";
import { readLog } from "./log-records.ts";
import { borrowRules } from "./rules-module.ts";
import { type KernelRule, noRecords, type RulesQuestion } from "./rules-question.ts";
import { layRun } from "./run-memory.ts";

/** A quantity under one label; -1 is unattributed. */
export interface KernelLot {
  readonly label: number;
  readonly atoms: bigint;
}

/** One holding outside of any ledger: how a rule keeps and pays out lots. Its memory is the heap's, until the caller releases that. */
export interface LoneHolding {
  readonly receive: (lot: KernelLot) => void;
  /** The parts, in the order consumed. The holding covers the atoms. */
  readonly spend: (atoms: bigint) => KernelLot[];
  /** Labels all that is unattributed, each lot in its place. */
  readonly relabel: (claim: number) => void;
  /** Oldest first; pools by claim, and what is unattributed last. */
  readonly held: () => KernelLot[];
}

export interface LoneHoldingOptions {
  readonly heap: Heap;
  readonly claimCount: number;
  /** How many lots are put in, at most. */
  readonly lotsMax: number;
  readonly limbs: AtomsLimbs;
}

export function createLoneHolding(rule: Exclude<KernelRule, "poison">, options: LoneHoldingOptions): LoneHolding {
  const { heap, claimCount, lotsMax, limbs } = options;
  const { memory } = heap;
  const module = borrowRules(memory.memory, limbs);
  const partsMax = 2 * (lotsMax + claimCount) + 8;
  const { log } = layRun(module, writeQuestion(rule, options), { heap, recordsMin: partsMax });
  const lotBytes = partsMax * layoutOf(limbs).lotBytes;
  const lots = heap.allocate(lotBytes);
  module.extendLots(lots, lots + lotBytes);
  const amount = heap.allocate(limbs * 8);
  const write = (atoms: bigint): number => {
    writeAtoms(memory.u64(amount, limbs), 0, { atoms, limbs });
    return amount;
  };
  const readParts = (): KernelLot[] => {
    const count = module.recordCount();
    const records = readLog(memory, log, { count, limbs });
    module.clearLog();
    return Array.from({ length: count }, (_, index) => ({ label: records.claim(index), atoms: records.atoms(index) }));
  };
  return {
    receive: ({ label, atoms }) => module.put(0, label, write(atoms)),
    spend: (atoms) => {
      module.pay(0, write(atoms));
      return readParts();
    },
    relabel: (claim) => module.label(0, claim),
    held: () => {
      module.list(0);
      return rule === "lifo" ? readParts().reverse() : readParts();
    },
  };
}

/** A ledger of one holding and no event. Where a seed is to start the order of arrival counts, so one that never starts stands in it. */
function writeQuestion(rule: KernelRule, { heap, claimCount, limbs }: LoneHoldingOptions): RulesQuestion {
  const zero = heap.allocateZeroed(16);
  const never = heap.allocate(16);
  heap.memory.u32(never, 4).set([0xffff_ffff, 0, 0, 0]);
  const last = heap.allocate(4);
  heap.memory.u32(last, 1).fill(0xffff_ffff);
  return {
    rule,
    limbs,
    columns: {
      eventCount: 0,
      payer: zero,
      payee: zero,
      atoms: zero,
      atomsLimbs: limbs,
      wide: 0,
      wideCount: 0,
      holdingCount: 1,
      holdingAccount: zero,
      holdingAsset: zero,
      accountCount: 1,
      assetCount: 1,
    },
    openings: 0,
    accountFlags: 0,
    tracked: 0,
    stops: noRecords,
    transferSeeds: noRecords,
    accountSeeds: { at: never, count: 1 },
    firstHolding: zero,
    nextHolding: last,
    openingSeeds: noRecords,
    legs: noRecords,
    conversionAccounts: [],
    hopsMax: null,
    accountsMax: 0xffff_ffff,
    dust: 0,
    claimCount,
    logsMoves: false,
    countsLate: false,
  };
}
