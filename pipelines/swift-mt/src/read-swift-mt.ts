import type { EncodingName, SubmissionScope } from "@tributary/bank-kit";
import { digestText } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import type { SwiftMtLimits } from "./swift-mt-limits.ts";

export interface SwiftMtSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Where its reports are opened. */
  readonly submission: SubmissionScope;
  /** Offset such as `+07:00` of the bank's days. */
  readonly zoneOffset?: string | undefined;
  /** UTF-8 unless stated. */
  readonly encoding?: EncodingName | undefined;
  readonly limits?: SwiftMtLimits | undefined;
}

/** Reads SWIFT MT messages. */
export async function* readSwiftMt({ submission }: SwiftMtSource): AsyncGenerator<IngestItem, void, undefined> {
  submission.breakOff();
  const { file, fileSha256 } = submission.context;
  const finding = { code: "FILE_UNREADABLE", found: "a file", expected: "a message that is read here", where: { file } } as const;
  yield { record: { fileSha256, locator: "file line 1", rawSha256: digestText("") }, findings: [finding], raw: "" };
}
