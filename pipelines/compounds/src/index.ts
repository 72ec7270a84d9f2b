export { type CompoundsFile, decodeCompounds } from "./decode-compounds.ts";
export { ingestCompounds } from "./ingest-compounds.ts";
