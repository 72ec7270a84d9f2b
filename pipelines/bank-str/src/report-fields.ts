import type { Digest } from "@tributary/domain";
import type { StrField } from "@tributary/pipeline-kit";
import { leavesOf, type XmlElement } from "./xml-element.ts";

/** Every leaf of an element as a field of its report. */
export function fieldsOf(element: XmlElement, reportId: Digest): readonly StrField[] {
  return leavesOf(element).map(({ path, line, value }) => ({ reportId, path, line: BigInt(line), value }));
}
