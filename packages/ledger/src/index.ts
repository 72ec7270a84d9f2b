export * from "./find-coverage-gaps.ts";
export * from "./find-order-assumptions.ts";
export * from "./index-outpoints.ts";
export * from "./name-transfers.ts";
export * from "./order-same-time.ts";
export * from "./solve-openings.ts";
export * from "./sort-movements.ts";
export * from "./trace-ledger.ts";
