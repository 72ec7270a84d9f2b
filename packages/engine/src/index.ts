export { openMatcher, openStore, type Store } from "@tributary/store";
export type { Answer } from "./answer.ts";
export {
  type AnswerSide,
  answerAt,
  type Changes,
  type ComparedAnswers,
  compareAnswers,
  type SideName,
  type SideQuestion,
} from "./answer-sides.ts";
export type { SealedBundle } from "./bundle/seal-bundle.ts";
export { type Verdict, type VerifyOptions, verifyBundle } from "./bundle/verify-bundle.ts";
export { addToCase, createCase } from "./case-register.ts";
export { type ChainStatus, chainStatus } from "./chain-status.ts";
export { examineStore } from "./examine-store.ts";
export {
  buildFlowIndex,
  flowIndexStatus,
  type IndexBuilt,
  type IndexReport,
  type IndexStanding,
  type IndexVerdict,
  verifyFlowIndex,
} from "./flow-index.ts";
export { listReports, openStoredReport, type ReportLife, type StoredReport } from "./list-reports.ts";
export { loadTraceLedger } from "./load-trace-ledger.ts";
export { type BridgePairingReport, type PairBridges, pairBridges } from "./pair-bridges.ts";
export { pairRails, type RailPairingReport } from "./pair-rails.ts";
export { type LeadOptions, layersQuestion, leadsQuestion, type PathOptions, pathsQuestion } from "./path-questions.ts";
export { flowsQuestion, type TraceSource, traceQuestion } from "./questions.ts";
export { readTraceRequest } from "./read-trace-request.ts";
export { digestRequest, type ListedFile, type ResultToWrite } from "./result-folder-layout.ts";
export { readResultFolder, type SavedResult } from "./result-folder-read.ts";
export {
  assertResultFolderFree,
  type ResultFolderOptions,
  type WrittenResult,
  writeResultFolder,
} from "./result-folder-write.ts";
export { assertOneDifference, assertOneDocument, assertOneJson, type DocumentLimits } from "./result-size.ts";
export { type SealRequest, sealCase } from "./seal-case.ts";
export { readSensitivityOptions, type SensitivityWords } from "./sensitivity-options.ts";
export { sensitivityQuestion } from "./sensitivity-question.ts";
export { type BoundsOptions, type TraceBounds, traceBounds } from "./trace-bounds.ts";
