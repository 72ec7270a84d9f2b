import {
  addError,
  addWarning,
  checkKeys,
  itemsAt,
  type JsonNode,
  jsonLeaves,
  memberOf,
  type RecordCheck,
  type ReportedRecord,
  type ReportScope,
  type SubmissionScope,
  startCheck,
  textAt,
} from "@tributary/bank-kit";
import { showFound } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { addDefinition, type OpenDefinitions } from "./definitions.ts";
import { knownKeys } from "./known-keys.ts";
import { mapTransaction, transactionReference } from "./transaction.ts";

export interface ReportSource {
  readonly node: JsonNode;
  /** The whole document, of which each record keeps its part. */
  readonly text: string;
  /** Counts from 1 where a file holds several reports. */
  readonly position: number;
  readonly submission: SubmissionScope;
  readonly zoneOffset: string | null;
  readonly transactionsMax: number;
}

/** Reads one report: a record of its own for the report, then one for each definition and each transaction. */
export function* readReport(source: ReportSource): Generator<IngestItem, void, undefined> {
  const { node, submission, transactionsMax } = source;
  const check = startCheck(submission.context.file, null);
  const reference = referenceOf(source, check);
  const suspicion = memberOf(node, "detailsOfSuspicion");
  const scope = submission.openReport({
    reference,
    reportCode: textAt(memberOf(node, "reportDetails"), "reportTypeCode", check),
    narrative: textAt(suspicion, "descriptionOfSuspiciousActivity", check),
    action: textAt(memberOf(node, "actionTaken"), "description", check),
  });
  const transactions = itemsAt(node, "transactions", check);
  if (transactions.length > transactionsMax)
    addError(check, node, {
      code: "LIMIT_REACHED",
      found: `${transactions.length} transactions`,
      expected: `at most ${transactionsMax} (transactionsMax)`,
    });
  const record = scope.record(headingSource(source));
  record.check.errors.push(...check.errors);
  record.check.warnings.push(...check.warnings);
  mapHeading(node, record);
  const definitionNodes = itemsAt(node, "definitions", record.check);
  const item = record.finish();
  yield item;
  if ("findings" in item) {
    scope.isWhole = false;
    return;
  }
  const definitions = { byKey: new Map(), typesOf: new Map() };
  yield* readDefinitions(definitionNodes, scope, { source, definitions });
  yield* readTransactions(transactions, scope, { source, definitions });
}

const ownRecords: ReadonlySet<string> = new Set(["definitions", "transactions"]);

/** Everything but what has records of its own. */
function headingSource({ node, text }: ReportSource) {
  const members =
    node.kind === "object" ? [...node.entries].filter(([key, member]) => !ownRecords.has(key) || isEmpty(member)) : [];
  const raw = members.map(([key, member]) => `${JSON.stringify(key)}: ${text.slice(member.start, member.end)}`).join(",\n");
  const leaves = members.flatMap(([, member]) => jsonLeaves(member));
  return { path: `${node.path}/reportDetails`, line: node.line, column: node.column, reference: null, raw, leaves };
}

function isEmpty(node: JsonNode): boolean {
  return node.kind !== "array" || node.items.length === 0;
}

function mapHeading(node: JsonNode, record: ReportedRecord): void {
  const { check } = record;
  record.addHeading();
  checkKeys(node, knownKeys.report, check);
  checkKeys(memberOf(node, "reportDetails"), knownKeys.reportDetails, check);
  const suspicion = memberOf(node, "detailsOfSuspicion");
  checkKeys(suspicion, knownKeys.suspicion, check);
  warnOfSubmitType(node, check);
  const type = textAt(suspicion, "suspicionTypeCode", check);
  if (suspicion !== undefined && type !== null)
    record.addIndicator({ path: suspicion.path, code: `suspicion:${showFound(type)}` });
  for (const project of itemsAt(suspicion, "publicPrivatePartnershipProjectNameCodes", check))
    if (project.kind === "number" || project.kind === "string")
      record.addIndicator({ path: project.path, code: `project:${showFound(project.text)}` });
  if (itemsAt(node, "transactions", check).length === 0)
    addWarning(check, node, { code: "FIELD_MISSING", found: "no transactions", expected: "transactions, at least one" });
}

/** Submission, change and deletion are told apart by this code; which number says which, no public source was found to tell. */
function warnOfSubmitType(node: JsonNode, check: RecordCheck): void {
  const details = memberOf(node, "reportDetails");
  const member = memberOf(details, "submitTypeCode");
  const code = textAt(details, "submitTypeCode", check);
  if (member === undefined || code === null || code === "1") return;
  const expected =
    "1 for a first submission; where it changes or deletes an earlier one, state the version or withdraw the report";
  addWarning(check, member, { code: "VALUE_UNREADABLE", found: `submitTypeCode ${showFound(code)}`, expected });
}

function referenceOf({ node, position, submission }: ReportSource, check: RecordCheck): string {
  const details = memberOf(node, "reportDetails");
  const reference = textAt(details, "reportingEntityReportReference", check);
  if (reference !== null) return reference;
  const expected = "reportingEntityReportReference; the file's digest stands in for it";
  addWarning(check, details ?? node, { code: "FIELD_MISSING", found: "no reference", expected });
  return `file:${submission.context.fileSha256}:${position}`;
}

interface ReadParts {
  readonly source: ReportSource;
  readonly definitions: OpenDefinitions;
}

function* readDefinitions(
  nodes: readonly JsonNode[],
  scope: ReportScope,
  { source, definitions }: ReadParts,
): Generator<IngestItem, void, undefined> {
  for (const node of nodes) {
    const { path, line, column } = node;
    const raw = source.text.slice(node.start, node.end);
    const record = scope.record({ path, line, column, reference: null, raw, leaves: jsonLeaves(node) });
    addDefinition(node, record, definitions);
    yield record.finish();
  }
}

function* readTransactions(
  nodes: readonly JsonNode[],
  scope: ReportScope,
  { source, definitions }: ReadParts,
): Generator<IngestItem, void, undefined> {
  const lineByReference = new Map<string, number>();
  for (const [index, node] of nodes.entries()) {
    const check = startCheck(scope.context.file, null);
    const reference = transactionReference(node, check);
    const { path, line, column } = node;
    const raw = source.text.slice(node.start, node.end);
    const record = scope.record({ path, line, column, reference, raw, leaves: jsonLeaves(node) });
    const firstLine = reference === null ? undefined : lineByReference.get(reference);
    if (reference !== null && firstLine === undefined) lineByReference.set(reference, line);
    if (firstLine !== undefined) {
      const found = `reportingEntityTransactionReference of line ${firstLine} again`;
      record.error(node, { code: "RECORD_CONFLICT", found, expected: "each reference once in a report" });
    }
    mapTransaction(node, record, { definitions, zoneOffset: source.zoneOffset, position: BigInt(index + 1) });
    yield record.finish();
  }
}
