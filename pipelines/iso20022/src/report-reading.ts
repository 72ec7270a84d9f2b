import type { ReportScope, XmlElement } from "@tributary/bank-kit";
import { digestText, type Finding } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import type { FilePart } from "./element-steps.ts";
import { recordOf } from "./element-steps.ts";
import type { OpenedElement } from "./heading.ts";

/** One message of payments, or one statement, while it is read. Records come in document order. */
export interface ReportReading {
  take(part: FilePart): Iterable<IngestItem>;
  /** A batch inside the message opens or closes. */
  openContainer(opened: OpenedElement): Iterable<IngestItem>;
  closeContainer(): Iterable<IngestItem>;
  /** A payment that passes a limit was skipped. */
  skip(): Iterable<IngestItem>;
  /** The end tag was read: totals and balances can be told. */
  close(): Iterable<IngestItem>;
}

/** An element that carries no payment, kept with every leaf. */
export function keepPart(part: FilePart, scope: ReportScope): IngestItem {
  return scope.record(recordOf(part, null)).finish();
}

/** Something of the file that is kept apart, with the reasons. */
export function apartItem(
  {
    fileSha256,
    locator,
    raw,
  }: { readonly fileSha256: IngestItem["record"]["fileSha256"]; readonly locator: string; readonly raw: string },
  findings: readonly Finding[],
): IngestItem {
  return { record: { fileSha256, locator, rawSha256: digestText(raw) }, findings, raw };
}

/** An element without a parser's element behind it: a container that was opened. */
export function elementOf({ name, path, line, attributes }: OpenedElement, children: readonly XmlElement[]): XmlElement {
  return { name, path, line, column: 1, attributes, children, text: "" };
}
