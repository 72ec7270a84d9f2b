export { findConversions } from "./find-conversions.ts";
export type { Transaction } from "./transaction.ts";
