import {
  addError,
  addWarning,
  childOf,
  childrenOf,
  childText,
  leavesOf,
  type RecordLeaf,
  type ReportedRecord,
  type ReportScope,
  type SubmissionScope,
  startCheck,
  type XmlElement,
} from "@tributary/bank-kit";
import { showFound } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { addAccounts } from "./accounts.ts";
import { addCashParts, mapCashActivity } from "./cash-activity.ts";
import { activityChildren } from "./codes.ts";
import { type Narrative, readNarrative, straddlingMentions } from "./narrative.ts";
import { readParty, taxNumberOf } from "./parties.ts";
import { readDate } from "./plain-values.ts";
import { referenceOf } from "./report-reference.ts";
import { addLoss, mapCyberEvents, mapSuspiciousActivity } from "./suspicious-activity.ts";

/** One `Activity` of a batch with its own text, and what its root says. */
export interface ActivitySource {
  readonly element: XmlElement;
  readonly raw: string;
  readonly rootLeaves: readonly RecordLeaf[];
  /** Counts from 1. */
  readonly position: number;
  /** Lines of the reports that the file holds so far, by reference. */
  readonly lineByReference: Map<string, number>;
}

/** The report of an activity, and its one item. */
export interface ReadActivity {
  readonly item: IngestItem;
  readonly scope: ReportScope;
}

/** Reads one activity as one report in one record: with an error in it the report is kept apart whole, and supersedes nothing. */
export function readActivity(source: ActivitySource, submission: SubmissionScope): ReadActivity {
  const { element, raw, rootLeaves } = source;
  const check = startCheck(submission.context.file, null);
  const narrative = readNarrative(element, check);
  const heading = {
    ...referenceOf(source, submission.context, check),
    reportCode: formOf(element),
    statedDate: readDate(element, "FilingDateText", check),
    narrative: narrative?.text ?? null,
  };
  const scope = submission.openReport(heading);
  const { path, line } = element;
  const record = scope.record({ path, line, reference: null, raw, leaves: [...rootLeaves, ...leavesOf(element)] });
  record.check.errors.push(...check.errors);
  record.check.warnings.push(...check.warnings);
  record.addHeading();
  checkRepeated(source, heading.reference, record);
  checkShape(element, record);
  mapParties(element, record);
  mapSuspiciousActivity(element, record);
  mapCyberEvents(element, record);
  mapCashActivity(element, record);
  if (narrative === null && formOf(element) === "SARX") warnOfNoNarrative(element, record);
  if (narrative !== null) addStraddling(narrative, record);
  if (record.check.errors.length > 0) scope.isWhole = false;
  return { item: record.finish(), scope };
}

/** Mentions inside one piece are found as in any text; these begin in one and end in the next. */
function addStraddling(narrative: Narrative, record: ReportedRecord): void {
  for (const { path, position, mention } of straddlingMentions(narrative)) {
    const { kind, isChecked, value, accounts } = mention;
    const row = { kind, isChecked, value, transactionHash: kind === "hash" ? value : null, path, position: BigInt(position) };
    for (const account of accounts.length === 0 ? [null] : accounts) record.addMention({ ...row, account });
  }
}

/** The form is told by what an activity holds; `FormTypeCode` may stand behind all activities. */
function formOf(activity: XmlElement): "SARX" | "CTRX" | null {
  if (childOf(activity, "SuspiciousActivity") !== undefined) return "SARX";
  return childOf(activity, "CurrencyTransactionActivity") === undefined ? null : "CTRX";
}

/** Two corrections of one BSA ID in a file: which one counts, nobody says. The first one loads. */
function checkRepeated({ element, lineByReference }: ActivitySource, reference: string, record: ReportedRecord): void {
  const line = lineByReference.get(reference);
  if (line === undefined) {
    lineByReference.set(reference, element.line);
    return;
  }
  const found = `another correction of ${reference}; the first one stands in line ${line}`;
  const expected = "one correction of a report in a file; send the later one in a file of its own, under a higher version";
  record.error(element, { code: "RECORD_CONFLICT", found, expected });
}

function checkShape(activity: XmlElement, record: ReportedRecord): void {
  if (formOf(activity) === null)
    addError(record.check, activity, {
      code: "FIELD_MISSING",
      found: "an activity of another form of FinCEN",
      expected: "SuspiciousActivity (SAR) or CurrencyTransactionActivity (CTR); other forms are not read",
    });
  if (childOf(activity, "FilingDateText") === undefined)
    addWarning(record.check, activity, {
      code: "FIELD_MISSING",
      found: "no FilingDateText",
      expected: "the day of filing, as YYYYMMDD",
    });
  for (const child of activity.children)
    if (!activityChildren.has(child.name))
      addWarning(record.check, child, {
        code: "FIELD_UNKNOWN",
        found: `<${showFound(child.name)}>`,
        expected: "an element of a SAR or CTR; it is kept as fields only",
      });
}

function warnOfNoNarrative(activity: XmlElement, record: ReportedRecord): void {
  const expected = "ActivityNarrativeInformation: the narrative, in up to five pieces";
  addWarning(record.check, activity, { code: "FIELD_MISSING", found: "no narrative", expected });
}

function mapParties(activity: XmlElement, record: ReportedRecord): void {
  const parties = childrenOf(activity, "Party");
  const filer = parties.find((party) => childText(party, "ActivityPartyTypeCode") === "30");
  const filerTaxNumber = filer === undefined ? null : taxNumberOf(filer);
  for (const element of parties) {
    const { role, kind, name, details } = readParty(element, record.check);
    const partyId = record.addParty({ path: element.path, kind, name, details });
    record.addPart({ path: element.path, role, partyId });
    addAccounts({ element, partyId, filerTaxNumber }, record);
    addCashParts(element, partyId, record);
    addLoss(element, record);
    for (const association of childrenOf(element, "PartyAssociation")) addBranches(association, record);
  }
}

/** Branches of an institution: an address and a number, seldom a name. */
function addBranches(association: XmlElement, record: ReportedRecord): void {
  for (const element of childrenOf(association, "Party")) {
    const { role, kind, name, details } = readParty(element, record.check);
    const partyId = record.addParty({ path: element.path, kind, name, details });
    record.addPart({ path: element.path, role, partyId });
  }
}
