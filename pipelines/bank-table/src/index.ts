export { bankTableFormat, ingestBankTables, loadBankTableMap } from "./bank-table-format.ts";
export { type BankTableLimits, bankTableLimits } from "./bank-table-limits.ts";
export type { Alternative, Certainty, Choice } from "./suggest/choice.ts";
export { type MapSuggestion, suggestMap } from "./suggest/suggest-map.ts";
export type { TableSample } from "./suggest/table-sample.ts";
export { suggestMapOfFile } from "./suggest/take-sample.ts";
