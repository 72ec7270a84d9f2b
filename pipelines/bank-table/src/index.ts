export { bankTableFormat, ingestBankTables, loadBankTableMap } from "./bank-table-format.ts";
export { type BankTableLimits, bankTableLimits } from "./bank-table-limits.ts";
