export type * from "@tributary/store";
export { fileFindingItem } from "./file-finding.ts";
export { type IngestFile, type IngestStore, ingestFile } from "./ingest-file.ts";
export { type IngestLimits, ingestLimits } from "./ingest-limits.ts";
export type { AcknowledgedBatch, IngestOutcome, IngestProgress, IngestReport } from "./ingest-report.ts";
export { type IngestUnits, ingestUnits } from "./ingest-units.ts";
export { openReceivedFile, type ReceivedFile } from "./received-file.ts";
