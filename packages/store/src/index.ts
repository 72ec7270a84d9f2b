export type * from "./ledger-rows.ts";
