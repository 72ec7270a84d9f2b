export { ingestConversions } from "./ingest-conversions.ts";
export { type IngestTransfers, ingestTransfers } from "./ingest-transfers.ts";
export { type TableLimits, tableLimits } from "./table-limits.ts";
export type { TableRequest } from "./table-request.ts";
