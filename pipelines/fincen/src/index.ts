export { type FincenLimits, fincenLimits } from "./fincen-limits.ts";
export { fincenFormat, ingestFincen } from "./ingest-fincen.ts";
export { type FincenSource, readFincen } from "./read-fincen.ts";
