export { actingConversions } from "./acting-conversions.ts";
export { compareResults, type ResultDifference, type RuleDifference, resultsOf, type TotalRow } from "./compare-results.ts";
export type { ChangedRow, PlacedRow, RowRun, TableDifference } from "./compare-rows.ts";
export {
  type CompoundAccount,
  type CompoundAccounts,
  type CompoundFlows,
  compoundFlows,
  type ReachedRow,
  type RuleFlows,
} from "./compound-flows.ts";
export type { DriverEffect, DriverRow } from "./interval-drivers.ts";
export { type IntervalRow, type Intervals, intervals } from "./intervals.ts";
export { type LayerRow, type LayerTable, type LayerTotalRow, layerTable, type RuleLayers } from "./layer-table.ts";
export type { LeadReason } from "./lead-reasons.ts";
export type { OmittedPathsRow, PathRow, ServiceOnPath } from "./list-paths.ts";
export { type Lot, unattributed } from "./lot.ts";
export { notesOf } from "./notes-of.ts";
export { type ParsedTraceRequest, parseTraceRequest } from "./parse-trace-request.ts";
export { type ParsedTraceResult, parseTraceResult } from "./parse-trace-result.ts";
export {
  type PathLeg,
  type PathQuestion,
  type PositionPath,
  type PositionPaths,
  type PositionsLeftRow,
  type PositionWithPaths,
  pathDefaults,
  positionPaths,
  type RulePaths,
} from "./position-paths.ts";
export { type LeadQuestion, type LeadRow, type Leads, leadDefaults, rankLeads } from "./rank-leads.ts";
export { type ClaimColumns, type ReportColumnRow, type ReportColumns, reportColumns } from "./report-columns.ts";
export {
  backwardTables,
  cellOf,
  forwardTables,
  type ResultCell,
  type ResultColumn,
  type ResultRows,
  type ResultTable,
  type ResultTableName,
  resultTables,
  tablesOf,
} from "./result-tables.ts";
export { sensitivity } from "./sensitivity.ts";
export { answerRuns, type PlanAnswer, type RunAnswer } from "./sensitivity-answers.ts";
export type * from "./sensitivity-document.ts";
export type { FigureStep } from "./sensitivity-figures.ts";
export {
  listRuns,
  nameRun,
  type OpeningsChoice,
  type Run,
  requestOfRun,
  type SensitivityOptions,
  sensitivityDefaults,
} from "./sensitivity-run.ts";
export type { FollowControl } from "./snapshot/early-look.ts";
export type { SnapshotQuestion } from "./snapshot/follow-snapshot.ts";
export type { LedgerSnapshot, ListedConversion } from "./snapshot/ledger-snapshot.ts";
export { placesOfAccounts, reachSnapshot } from "./snapshot/reach-snapshot.ts";
export { openSnapshotView, type SnapshotView } from "./snapshot/snapshot-view.ts";
export { type SnapshotTrace, traceSnapshot } from "./snapshot/trace-snapshot.ts";
export { type AmountRule, type Spend, spend } from "./spend.ts";
export { type TraceDocument, trace } from "./trace.ts";
export { traceBackward } from "./trace-backward.ts";
export { type ResultsByRule, traceForward } from "./trace-forward.ts";
export * from "./trace-request.ts";
export * from "./trace-result.ts";
export { assertRequest, checkRequest, type NamedRows, validateRequest } from "./validate-request.ts";
export { writeTraceRequest } from "./write-trace-request.ts";
