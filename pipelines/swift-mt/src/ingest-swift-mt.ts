import {
  checkZoneOffset,
  type EncodingName,
  ingestSubmissions,
  type SubmissionFormat,
  type SubmissionOptions,
} from "@tributary/bank-kit";
import type { IngestFiles, IngestReport } from "@tributary/pipeline-kit";
import { readSwiftMt } from "./read-swift-mt.ts";

/** What is read, and what the files do not say themselves. */
export interface IngestSwiftMt extends IngestFiles, SubmissionOptions {
  /** Offset such as `+07:00` of the bank's days. Without it days are taken as days of UTC and no balance enters the ledger. */
  readonly zoneOffset?: string | undefined;
  /** Of the files' bytes; UTF-8 unless stated, and never guessed. */
  readonly encoding?: EncodingName | undefined;
}

/** Changes when the same bytes would be read otherwise. */
const readerVersion = "swift-mt-reader/1";

/** Brings files of SWIFT MT messages into the store. Errors: USAGE for an empty submitter or an offset that is none. */
export async function ingestSwiftMt(request: IngestSwiftMt): Promise<readonly IngestReport[]> {
  return ingestSubmissions(request, swiftMtFormat(request));
}

/** How SWIFT MT files are read, for an ingestion or a check. Error: USAGE for an offset that is none. */
export function swiftMtFormat({ zoneOffset, encoding }: Pick<IngestSwiftMt, "zoneOffset" | "encoding"> = {}): SubmissionFormat {
  checkZoneOffset(zoneOffset, "+07:00");
  return {
    kind: "swift-mt",
    format: "swift-mt",
    profile: "swift-mt",
    country: null,
    options: JSON.stringify({ reader: readerVersion, zoneOffset: zoneOffset ?? null, encoding: encoding ?? "utf-8" }),
    read: (received, submission) => readSwiftMt({ bytes: received.bytes(), submission, zoneOffset, encoding }),
  };
}
