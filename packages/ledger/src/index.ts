export * from "./trace-ledger.ts";
