export {
  type CompoundAccount,
  type CompoundAccounts,
  type CompoundFlows,
  compoundFlows,
  type OmittedPathsRow,
  type PathRow,
  type ReachedRow,
  type RuleFlows,
  type ServiceOnPath,
} from "./compound-flows.ts";
export { type Lot, unattributed } from "./lot-queue.ts";
export { type AmountRule, type Spend, spend } from "./spend.ts";
export { type TraceAnswer, trace } from "./trace.ts";
export { traceBackward } from "./trace-backward.ts";
export { type ResultsByRule, traceForward } from "./trace-forward.ts";
export * from "./trace-request.ts";
export * from "./trace-result.ts";
export { checkRequest, validateRequest } from "./validate-request.ts";
