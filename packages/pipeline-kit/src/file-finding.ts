import type { Digest, Finding } from "@tributary/domain";
import type { IngestItem } from "@tributary/store";

/** What is wrong with a file as a whole: kept apart under the file's own digest, beside the records that could be read. */
export function fileFindingItem(fileSha256: Digest, findings: readonly Finding[]): IngestItem {
  return { record: { fileSha256, locator: "file", rawSha256: fileSha256 }, findings, raw: "" };
}
