import { jsonLeaves, readJsonFile, type SubmissionScope } from "@tributary/bank-kit";
import type { IngestItem } from "@tributary/pipeline-kit";
import { type Ivms101Limits, ivms101Limits } from "./ivms101-limits.ts";

export interface Ivms101Source {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Where its reports are opened. */
  readonly submission: SubmissionScope;
  readonly limits?: Ivms101Limits | undefined;
}

/** Reads identity payloads of the travel rule. */
export async function* readIvms101({
  bytes,
  submission,
  limits = ivms101Limits,
}: Ivms101Source): AsyncGenerator<IngestItem, void, undefined> {
  const document = await readJsonFile({ bytes, submission, limits });
  if ("refused" in document) {
    yield document.refused;
    return;
  }
  const { node, text } = document;
  const scope = submission.openReport({ reference: `file ${submission.context.fileSha256}` });
  const record = scope.record({ path: "/", line: node.line, reference: null, raw: text, leaves: jsonLeaves(node) });
  record.addHeading();
  yield record.finish();
}
