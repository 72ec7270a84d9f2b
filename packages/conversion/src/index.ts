export type { BridgeEnd } from "./bridge-end.ts";
export { findConversions } from "./find-conversions.ts";
export { type InferenceLimits, inferBridgePairs, inferenceLimits } from "./infer-bridge-pairs.ts";
export { pairBridgeEvents } from "./pair-bridge-events.ts";
export type { Transaction } from "./transaction.ts";
