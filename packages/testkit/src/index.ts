export * from "./ledger-of.ts";
export * from "./naive-consume.ts";
export * from "./naive-trace.ts";
