export * from "./arbitrary-ledger.ts";
export * from "./arbitrary-trace.ts";
export * from "./arbitrary-utxo.ts";
export * from "./crowd-ledger.ts";
export * from "./ledger-of.ts";
export * from "./naive-consume.ts";
export * from "./naive-trace.ts";
export * from "./snapshot-of.ts";
