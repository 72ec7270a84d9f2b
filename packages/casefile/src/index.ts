export type * from "./answered-request.ts";
export * from "./bag-manifest.ts";
export { findBlockedWording } from "./blocked-wording.ts";
export * from "./bundle-path.ts";
export * from "./case-contents.ts";
export { caseReadme } from "./case-readme.ts";
export { decodeInputs, type PayloadFiles } from "./decode-inputs.ts";
export { digestsOfDocuments } from "./document-digests.ts";
export { encodeInputs, listInputs, orderContents } from "./encode-inputs.ts";
export { type LineValue, writeJsonLines } from "./json-lines.ts";
export { linkedAccounts } from "./linked-accounts.ts";
export {
  methodStatement,
  methodVersion,
  ruleStatements,
  type StatementChapter,
  writeMethodStatement,
} from "./method-statement.ts";
export { type Places, type PlacesAsked, placesInReach } from "./places-in-reach.ts";
export { type Assumption, countAssumptions, listAssumptions } from "./schedules/assumptions-schedule.ts";
export {
  type AssetChain,
  amountRulesOf,
  balanceSheet,
  type ChainStep,
  chainSteps,
  resultSteps,
  type StepRow,
  sumChains,
} from "./schedules/balance-sheet.ts";
export { buildSchedules } from "./schedules/build-schedules.ts";
export { amountResults, type CaseView, joinKey, viewCase } from "./schedules/case-view.ts";
export { amountFlows, listReached, type Reach } from "./schedules/compounds-schedule.ts";
export { listPlaces, type Place, sumPlaces } from "./schedules/positions-schedule.ts";
export {
  amountRules,
  leastOf,
  mostOf,
  type RuleRecords,
  type RuleSums,
  type SummedGroup,
  sumByRule,
} from "./schedules/rule-sums.ts";
export type { Schedule, ScheduleColumn, ScheduleRow } from "./schedules/schedule.ts";
export { listSensitivity, type Sensitivity } from "./schedules/sensitivity-schedule.ts";
export { countProofs } from "./schedules/transfers-schedule.ts";
