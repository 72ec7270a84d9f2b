export * from "./columns.ts";
export { countBelow } from "./count-below.ts";
export { indexAmountAt } from "./index-amount.ts";
export * from "./memory.ts";
export type {
  CompactPart,
  PartOpenings,
  PartQuestion,
  PartStopped,
  WholeLedger,
  WholeOpenings,
  WholeQuestion,
} from "./reach/part.ts";
export { createReach, type Reach, type ReachOptions } from "./reach/reach.ts";
export type { ReachConversion, ReachLedger } from "./reach/reach-ledger.ts";
export * from "./reach/reach-question.ts";
export { type AtomsLimbs, none, readAtoms, writeAtoms } from "./rules/layout.ts";
export { type LogRecords, type OnRecords, recordKind, verdict } from "./rules/log-records.ts";
export { createLoneHolding, type KernelLot, type LoneHolding } from "./rules/lone-holding.ts";
export * from "./rules/rules-question.ts";
export { type EarlyEnd, type RulesRun, type RunOptions, runRules } from "./rules/run-rules.ts";
export { instantiate, type LinearMemory } from "./web-assembly.ts";
