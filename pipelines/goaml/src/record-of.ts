import { leavesOf, type RecordSource, type XmlElement } from "@tributary/bank-kit";

/** An element that was read to its end, as a record of its file. */
export function recordOf(element: XmlElement, raw: string, reference: string | null): RecordSource {
  const { path, line } = element;
  return { path, line, raw, reference, leaves: leavesOf(element) };
}
