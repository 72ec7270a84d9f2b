import { startCheck } from "./record-check.ts";
import type { ReportContext } from "./report-context.ts";
import { fieldsOf } from "./report-fields.ts";
import { addSubject, startSubjects, subjectsIn } from "./subjects.ts";
import type { MappedRecord } from "./transaction.ts";
import { childOf, childrenOf, childText, leavesOf, type XmlElement } from "@tributary/bank-kit";

/** Maps one `activity`: parties, accounts and fields. Nothing in it says that money moved, so there is no transfer. */
export function mapActivity(element: XmlElement, report: ReportContext): MappedRecord {
  const check = startCheck(report.file, null);
  const subjects = startSubjects();
  const context = { report, check, subjects, transferId: null, sideCurrency: null };
  const container = childOf(element, "report_parties");
  for (const party of container === undefined ? [] : childrenOf(container, "report_party"))
    for (const subject of subjectsIn(party))
      addSubject(subject, { role: `activity:${childText(party, "role") ?? "unstated"}`, account: null }, context);
  return { check, rows: { fields: fieldsOf(leavesOf(element), report.reportId), ...subjects } };
}
