import type { Digest } from "@tributary/domain";
import type { StrField } from "@tributary/pipeline-kit";
import type { XmlLeaf } from "@tributary/bank-kit";

/** Every leaf as a field of its report. */
export function fieldsOf(leaves: readonly XmlLeaf[], reportId: Digest): readonly StrField[] {
  return leaves.map(({ path, line, value }) => ({ reportId, path, line: BigInt(line), value }));
}
