export { type Lot, unattributed } from "./lot-queue.ts";
export { type AmountRule, type Spend, spend } from "./spend.ts";
export { type ResultsByRule, traceForward } from "./trace-forward.ts";
export * from "./trace-request.ts";
export * from "./trace-result.ts";
export { checkRequest, validateRequest } from "./validate-request.ts";
