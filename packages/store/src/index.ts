export type * from "./case-register.ts";
export type * from "./ingest-run.ts";
export type * from "./ledger-rows.ts";
export { openStore } from "./open-store.ts";
export { readTable } from "./read-table.ts";
export type * from "./store.ts";
export type * from "./table-file.ts";
export type { TableToWrite, WrittenColumn } from "./table-to-write.ts";
export { writeTable } from "./write-table.ts";
