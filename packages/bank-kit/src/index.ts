export {
  type Answer,
  type AnswerFinding,
  type AnswerStatus,
  answerCheck,
  answerFinding,
  answerIngest,
  type SchemaOpinion,
} from "./answer/answer.ts";
export { answersCsv } from "./answer/answer-csv.ts";
export { answersPage } from "./answer/answer-page.ts";
export { type ArchiveBytes, archiveBytesOf, archiveBytesOfMemory } from "./archive/archive-bytes.ts";
export { type ArchiveLimits, archiveLimits } from "./archive/archive-limits.ts";
export { type ArchiveEntry, type ArchiveReading, type OpenArchive, openArchive } from "./archive/open-archive.ts";
export { type FileToPack, packArchive } from "./archive/pack-archive.ts";
export { type ReportArchive, splitReportArchive } from "./archive/split-report-archive.ts";
export { type EncodingName, encodingNames, encodingOfLabel } from "./encoding/encoding-name.ts";
export { type EncodingCandidate, type EncodingHints, suspectEncoding } from "./encoding/suspect-encoding.ts";
export { createTextDecoder, type DecodedText, type StrictTextDecoder, type TextFault } from "./encoding/text-decoder.ts";
export { type JsonArray, type JsonLeaf, type JsonNode, type JsonObject, type JsonScalar, jsonLeaves } from "./json/json-node.ts";
export { checkKeys, flagAt, itemsAt, memberOf, textAt } from "./json/node-values.ts";
export { type JsonFileLimits, type JsonFileReading, readJsonFile } from "./json/read-json-file.ts";
export { findMentions, type Mention, type MentionKind, type MentionNote, type MentionOptions } from "./mentions/find-mentions.ts";
export { type CheckFiles, checkSubmissions, type SubmissionCheck } from "./submission/check-submissions.ts";
export {
  ingestSubmissions,
  type SubmissionFormat,
  type SubmissionOptions,
} from "./submission/ingest-submissions.ts";
export { addKnownBalance, type KnownBalances } from "./submission/known-balance.ts";
export { contentOfLeaves } from "./submission/leaf-content.ts";
export {
  addError,
  addMissing,
  addWarning,
  type RecordCheck,
  type RecordPlace,
  type Remark,
  startCheck,
} from "./submission/record-check.ts";
export { type ReportHeading, ReportScope, SubmissionScope } from "./submission/report-scope.ts";
export {
  bankRecordSource,
  type RecordLeaf,
  type RecordSource,
  ReportedRecord,
  type StatedPart,
  type StatedTransfer,
} from "./submission/reported-record.ts";
export { readSubmitter, reportIdOf, type SubmissionContext, versionIdOf } from "./submission/submission.ts";
export { isUnstatedNumber } from "./submission/unstated-number.ts";
export { lastVersionReceived, type Withdrawal, type WithdrawalOutcome, withdrawReport } from "./submission/withdraw-report.ts";
export { isBic, shortBic } from "./values/bic.ts";
export { checkZoneOffset, isZoneOffset } from "./values/zone-offset.ts";
export { plainDecimal } from "./xml/xml-decimal.ts";
export {
  childOf,
  childrenOf,
  childText,
  hasWords,
  leavesOf,
  statedText,
  type XmlAttribute,
  type XmlElement,
  type XmlLeaf,
} from "./xml/xml-element.ts";
export { type XmlLimits, xmlLimits } from "./xml/xml-limits.ts";
export { readXmlRecords, type XmlRecord, type XmlRecordSource } from "./xml/xml-records.ts";
