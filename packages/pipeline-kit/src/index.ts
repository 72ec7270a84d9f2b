export type * from "@tributary/store";
export { openStore, readTable } from "@tributary/store";
export { type YamlLimits, yamlFinding } from "./check-yaml-tokens.ts";
export { digestFields, digestText } from "./digest.ts";
export { fileFindingItem } from "./file-finding.ts";
export { type IngestFile, type IngestStore, ingestFile } from "./ingest-file.ts";
export { type FileSource, type IngestFiles, ingestFiles } from "./ingest-files.ts";
export { type IngestLimits, ingestLimits } from "./ingest-limits.ts";
export type { AcknowledgedBatch, IngestOutcome, IngestProgress, IngestReport } from "./ingest-report.ts";
export { refusedReport } from "./ingest-tally.ts";
export { type IngestUnits, ingestUnits } from "./ingest-units.ts";
export { readReceivedText } from "./read-received-text.ts";
export { readStrictYaml, type YamlReading, yamlLimits } from "./read-strict-yaml.ts";
export { openReceivedFile, originOf, type ReceivedFile } from "./received-file.ts";
export { type AccountRule, readAccountRule, renderAccount, rulesOfAccount } from "./table/account-rule.ts";
export { canonicalYaml } from "./table/canonical-yaml.ts";
export { readMapChoice } from "./table/map-choice.ts";
export { describe, joinPath, type MapProblems, startProblems } from "./table/map-problems.ts";
export { type ReadCsvOptions, readCsvTable, type TableEncoding } from "./table/read-csv-table.ts";
export { type TableLimits, tableLimits } from "./table/table-limits.ts";
export type { SourceColumn, Table, TableRecord } from "./table/table-record.ts";
export {
  columnsOf,
  type MappedRow,
  pathOfRule,
  readTextRule,
  readTextRuleWith,
  renderText,
  type TextRule,
} from "./table/text-rule.ts";
export { parseTimeFormat, type TimeFormat } from "./table/time-format.ts";
export { parseTimeZone, type TimeZone } from "./table/time-zone.ts";
export { type Warnings, withWarnings } from "./with-warnings.ts";
export type { YamlEntry, YamlList, YamlMap, YamlNode, YamlText } from "./yaml-node.ts";
