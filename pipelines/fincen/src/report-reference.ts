import { addError, childOf, childText, type RecordCheck, type SubmissionContext, type XmlElement } from "@tributary/bank-kit";
import { showFound } from "@tributary/domain";

/** By what a report is known, and which version of it this is. */
export interface ReportReference {
  readonly reference: string;
  readonly versionNumber?: bigint;
}

/**
 * FinCEN's files give reports no reference of the sender's own: the BSA ID comes back in the acknowledgement. So a report is known by its file
 * and place, and a correction of a known BSA ID by that: `bsa:31000055053784`, as version 2 unless the operator says a higher one.
 */
export function referenceOf(
  { element, position }: { readonly element: XmlElement; readonly position: number },
  context: Pick<SubmissionContext, "fileSha256" | "versionNumber">,
  check: RecordCheck,
): ReportReference {
  const prior = priorOf(element, check);
  const own = { reference: `file:${context.fileSha256}:${position}` };
  if (!isCorrection(element) || prior === null) return own;
  const versionNumber = context.versionNumber > 2n ? context.versionNumber : 2n;
  return { reference: `bsa:${prior}`, versionNumber };
}

/** A continuing report names a prior one too, and replaces nothing. */
function isCorrection(activity: XmlElement): boolean {
  const association = childOf(activity, "ActivityAssociation");
  return association !== undefined && childText(association, "CorrectsAmendsPriorReportIndicator") === "Y";
}

/** The BSA ID of the prior report, 14 digits; all zeros say that it is not known. */
function priorOf(activity: XmlElement, check: RecordCheck): string | null {
  const text = childText(activity, "EFilingPriorDocumentNumber");
  if (text === null || /^0+$/.test(text)) return null;
  // The schema takes a number: zeros in front may be gone.
  if (/^[0-9]{1,14}$/.test(text)) return text.padStart(14, "0");
  const place = childOf(activity, "EFilingPriorDocumentNumber") ?? activity;
  addError(check, place, { code: "VALUE_UNREADABLE", found: showFound(text), expected: "the 14 digits of a BSA ID" });
  return null;
}
