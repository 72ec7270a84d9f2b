import { ingestSubmissions, type SubmissionFormat, type SubmissionOptions } from "@tributary/bank-kit";
import type { IngestFiles, IngestReport } from "@tributary/pipeline-kit";
import { readIvms101 } from "./read-ivms101.ts";

/** What is read, and what the files do not say themselves. */
export type IngestIvms101 = IngestFiles & SubmissionOptions;

/** Changes when the same bytes would be read otherwise. */
const readerVersion = "ivms101-reader/1";

/** Brings travel-rule payloads into the store. Error: USAGE for an empty submitter; whatever is wrong with the files is in the reports. */
export async function ingestIvms101(request: IngestIvms101): Promise<readonly IngestReport[]> {
  return ingestSubmissions(request, ivms101Format());
}

/** How IVMS101 files are read, for an ingestion or a check. */
export function ivms101Format(): SubmissionFormat {
  return {
    kind: "ivms101",
    format: "ivms101",
    profile: "ivms101",
    country: null,
    options: JSON.stringify({ reader: readerVersion }),
    read: (received, submission) => readIvms101({ bytes: received.bytes(), submission }),
  };
}
