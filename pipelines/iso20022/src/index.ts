export { type IngestIso20022, ingestIso20022, iso20022Format } from "./ingest-iso20022.ts";
export { type IsoLimits, isoLimits } from "./iso-limits.ts";
export { type Iso20022Source, readIso20022 } from "./read-iso20022.ts";
