export { type CompoundsFile, decodeCompounds } from "./decode-compounds.ts";
export { type IngestCompounds, ingestCompounds } from "./ingest-compounds.ts";
