export { buildReport, draftStatus } from "./build-report.ts";
export { type AmountWriter, amountWriter, groupDigits } from "./display-amount.ts";
export type * from "./report-document.ts";
export { displayWidth } from "./terminal/display-width.ts";
export { flowsText } from "./terminal/flows-text.ts";
export { type TerminalColumn, type TerminalTable, terminalTable } from "./terminal/terminal-table.ts";
export { type ScreenOptions, traceText } from "./terminal/trace-text.ts";
export { wrapText } from "./terminal/wrap-text.ts";
export { visibleText } from "./visible-text.ts";
