export { type OpenTronSource, openTronSource, type TronSource } from "./open-tron-source.ts";
export type { Seen } from "./seen.ts";
export type { TronIngestReport } from "./tron-report.ts";
