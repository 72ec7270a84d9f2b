import { digestText, type Finding } from "@tributary/domain";
import type { IngestItem, StrReport } from "@tributary/pipeline-kit";
import type { GoamlProfile } from "./goaml-profile.ts";
import { addError, addWarning, type RecordCheck, startCheck } from "./record-check.ts";
import { type ReportContext, reportIdOf } from "./report-context.ts";
import { fieldsOf } from "./report-fields.ts";
import { leavesOf, statedText, type XmlElement } from "@tributary/bank-kit";

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

export type HeaderOptions = Omit<ReportContext, "reference" | "reportId" | "localCurrency">;

export interface MappedHeader {
  readonly context: ReportContext;
  readonly item: IngestItem;
  readonly warnings: readonly Finding[];
  /** With an error nothing of the report may be read. */
  readonly errors: readonly Finding[];
}

/**
 * The report itself. Editions that let a bank leave out its reference get one from the file's bytes, with a warning: the
 * same report in another file is then another report.
 */
export function mapHeader(header: ReportHeader, options: HeaderOptions): MappedHeader {
  const check = startCheck(options.file, null);
  const text = (...names: readonly string[]): string | null => headerText(header, names);
  const reference = text("entity_reference") ?? fallBackReference(header, options, check);
  const stated = text("currency_code_local");
  const currencyElement = header.parts.find(({ element }) => element.name === "currency_code_local")?.element;
  if (stated !== null && currencyElement !== undefined) checkCurrency(currencyElement, options.profile, check);
  const localCurrency = stated ?? fallBackCurrency(header, options, check);
  const reportId = reportIdOf(options.submitter, reference);
  const report: StrReport = {
    id: reportId,
    submitter: options.submitter,
    profile: options.profile.id,
    reference,
    reportCode: text("report_code"),
    schemaVersion: text("schema_version"),
    statedDate: text("report_date", "submission_date"),
    narrative: text("reason"),
    action: text("action"),
  };
  // The root has no children here: of its own it can only say attributes.
  const rootLeaves = leavesOf(header.root).filter((leaf) => leaf.path !== header.root.path);
  const leaves = [...rootLeaves, ...header.parts.flatMap((part) => leavesOf(part.element))];
  const raw = header.parts.map((part) => part.raw).join("\n");
  const record = { fileSha256: options.fileSha256, locator: `/report line ${header.root.line}`, rawSha256: digestText(raw) };
  const context = { ...options, reference, reportId, localCurrency };
  return {
    context,
    item: { record, rows: { reports: [report], fields: fieldsOf(leaves, reportId) } },
    warnings: check.warnings,
    errors: check.errors,
  };
}

/**
 * A country has one local currency: a report in another one is read with the wrong profile, and with it every time without an offset and every
 * code of an institution would be wrong.
 */
export function checkCurrency(element: XmlElement, profile: GoamlProfile, check: RecordCheck): void {
  const stated = statedText(element);
  if (stated === null || profile.localCurrency === null || stated.toUpperCase() === profile.localCurrency) return;
  const expected = `${profile.localCurrency}, the local currency of ${profile.id}; choose the profile of the report's own country`;
  addError(check, element, { code: "VALUE_UNREADABLE", found: `local currency ${stated}`, expected });
}

function headerText({ parts }: ReportHeader, names: readonly string[]): string | null {
  for (const name of names) {
    const stated = statedText(parts.find(({ element }) => element.name === name)?.element);
    if (stated !== null) return stated;
  }
  return null;
}

function fallBackReference({ root }: ReportHeader, { fileSha256 }: HeaderOptions, check: RecordCheck): string {
  const expected = "entity_reference before the first transaction; the file's digest stands in for it";
  const place = { path: `${root.path}/entity_reference`, line: root.line };
  addWarning(check, place, { code: "FIELD_MISSING", found: "nothing", expected });
  return `file:${fileSha256}`;
}

function fallBackCurrency({ root }: ReportHeader, { profile }: HeaderOptions, check: RecordCheck): string | null {
  const place = { path: `${root.path}/currency_code_local`, line: root.line };
  const used = profile.localCurrency === null ? "" : `; ${profile.localCurrency} of ${profile.id} stands in for it`;
  const expected = `currency_code_local before the first transaction${used}`;
  addWarning(check, place, { code: "FIELD_MISSING", found: "nothing", expected });
  return profile.localCurrency;
}
