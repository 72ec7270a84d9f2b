import {
  addError,
  addWarning,
  leavesOf,
  type RecordCheck,
  type ReportedRecord,
  type ReportHeading,
  type SubmissionScope,
  startCheck,
  statedText,
  type XmlElement,
} from "@tributary/bank-kit";
import type { GoamlProfile } from "./goaml-profile.ts";
import type { ReportContext } from "./report-context.ts";

/** A child of `report` beside transactions and activities, with its own text in the file. */
export interface HeaderPart {
  readonly element: XmlElement;
  readonly raw: string;
}

/** The root element and everything before the first transaction or activity. */
export interface ReportHeader {
  readonly root: XmlElement;
  readonly parts: readonly HeaderPart[];
}

/** What holds for a report that does not say it itself: transactions sent alone have no header. */
export interface ReportDefaults {
  readonly reference?: string | undefined;
  /** ISO 4217 code of `amount_local`. */
  readonly localCurrency?: string | undefined;
}

export interface HeaderOptions {
  readonly submission: SubmissionScope;
  readonly profile: GoamlProfile;
  readonly zoneOffset: string | null;
  readonly defaults: ReportDefaults;
}

/** The report's own record and what holds for all that follow. With an error in the record nothing of the report may be read. */
export interface MappedHeader {
  readonly context: ReportContext;
  readonly record: ReportedRecord;
}

/**
 * The report itself. Editions that let a bank leave out its reference get one from the file's bytes, with a warning: the
 * same report in another file is then another report.
 */
export function mapHeader(header: ReportHeader, { submission, profile, zoneOffset, defaults }: HeaderOptions): MappedHeader {
  const check = startCheck(submission.context.file, null);
  const stated = headerText(header, ["entity_reference"]) ?? defaults.reference;
  const reference = stated ?? fallBackReference(header, submission.context.fileSha256, check);
  const scope = submission.openReport(headingOf(header, reference));
  // The root has no children here: of its own it can only say attributes.
  const rootLeaves = leavesOf(header.root).filter((leaf) => leaf.path !== header.root.path);
  const record = scope.record({
    path: header.root.path,
    line: header.root.line,
    reference: null,
    raw: header.parts.map((part) => part.raw).join("\n"),
    leaves: [...rootLeaves, ...header.parts.flatMap((part) => leavesOf(part.element))],
  });
  record.addHeading();
  record.check.warnings.push(...check.warnings);
  const localCurrency = readCurrency(header, { profile, defaults }, record.check);
  return { record, context: { scope, profile, zoneOffset, localCurrency } };
}

function headingOf(header: ReportHeader, reference: string): ReportHeading {
  return {
    reference,
    reportCode: headerText(header, ["report_code"]),
    schemaVersion: headerText(header, ["schema_version"]),
    statedDate: headerText(header, ["report_date", "submission_date"]),
    narrative: headerText(header, ["reason"]),
    action: headerText(header, ["action"]),
  };
}

function readCurrency(
  header: ReportHeader,
  { profile, defaults }: Pick<HeaderOptions, "profile" | "defaults">,
  check: RecordCheck,
): string | null {
  const stated = header.parts.find(({ element }) => element.name === "currency_code_local")?.element;
  if (stated === undefined || statedText(stated) === null) {
    return defaults.localCurrency ?? fallBackCurrency(header, profile, check);
  }
  checkCurrency(stated, profile, check);
  return statedText(stated);
}

/**
 * A country has one local currency: a report in another one is read with the wrong profile, and with it every time without an offset and every
 * code of an institution would be wrong.
 */
export function checkCurrency(element: XmlElement, profile: GoamlProfile, check: RecordCheck): void {
  const stated = statedText(element);
  if (stated === null || profile.localCurrency === null || stated.toUpperCase() === profile.localCurrency) return;
  addError(check, element, {
    code: "VALUE_UNREADABLE",
    found: `local currency ${stated}`,
    expected: `${profile.localCurrency}, the local currency of ${profile.id}`,
    allowed: [profile.localCurrency],
    hint: "choose the profile of the report's own country; with another one nothing of the report is read",
  });
}

function headerText({ parts }: ReportHeader, names: readonly string[]): string | null {
  for (const name of names) {
    const stated = statedText(parts.find(({ element }) => element.name === name)?.element);
    if (stated !== null) return stated;
  }
  return null;
}

function fallBackReference({ root }: ReportHeader, fileSha256: string, check: RecordCheck): string {
  const expected = "entity_reference before the first transaction; the file's digest stands in for it";
  const place = { path: `${root.path}/entity_reference`, line: root.line };
  addWarning(check, place, { code: "FIELD_MISSING", found: "nothing", expected });
  return `file:${fileSha256}`;
}

function fallBackCurrency({ root }: ReportHeader, profile: GoamlProfile, check: RecordCheck): string | null {
  const place = { path: `${root.path}/currency_code_local`, line: root.line };
  const used = profile.localCurrency === null ? "" : `; ${profile.localCurrency} of ${profile.id} stands in for it`;
  const expected = `currency_code_local before the first transaction${used}`;
  addWarning(check, place, { code: "FIELD_MISSING", found: "nothing", expected });
  return profile.localCurrency;
}
