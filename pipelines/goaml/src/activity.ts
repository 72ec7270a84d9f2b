import { childOf, childrenOf, childText, type ReportedRecord, type XmlElement } from "@tributary/bank-kit";
import type { ReportContext } from "./report-context.ts";
import { addSubject, subjectsIn } from "./subjects.ts";

/** Maps one `activity`: parties, accounts and fields. Nothing in it says that money moved, so there is no transfer. */
export function mapActivity(element: XmlElement, record: ReportedRecord, report: ReportContext): void {
  const context = { report, record, paymentId: null, transferId: null, sideCurrency: null };
  record.addActivity({ path: element.path, kind: "activity" });
  const container = childOf(element, "report_parties");
  for (const party of container === undefined ? [] : childrenOf(container, "report_party"))
    for (const subject of subjectsIn(party))
      addSubject(subject, { role: `activity:${childText(party, "role") ?? "unstated"}`, account: null }, context);
}
