export { type FintracLimits, fintracLimits } from "./fintrac-limits.ts";
export { fintracFormat, type IngestFintrac, ingestFintrac } from "./ingest-fintrac.ts";
export { type FintracSource, readFintrac } from "./read-fintrac.ts";
