export { type TableLimits, tableLimits } from "@tributary/pipeline-kit";
export { ingestConversions } from "./ingest-conversions.ts";
export { type IngestTransfers, ingestTransfers } from "./ingest-transfers.ts";
export type { TableRequest } from "./table-request.ts";
