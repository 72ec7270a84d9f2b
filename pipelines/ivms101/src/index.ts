export { type IngestIvms101, ingestIvms101, ivms101Format } from "./ingest-ivms101.ts";
export { type Ivms101Limits, ivms101Limits } from "./ivms101-limits.ts";
export { type Ivms101Source, readIvms101 } from "./read-ivms101.ts";
