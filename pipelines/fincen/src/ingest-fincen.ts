import { ingestSubmissions, type SubmissionFormat, type SubmissionOptions } from "@tributary/bank-kit";
import type { IngestFiles, IngestReport } from "@tributary/pipeline-kit";
import { readFincen } from "./read-fincen.ts";

/** Changes when the same bytes would be read otherwise. */
const readerVersion = "fincen-reader/1";

/**
 * Brings batch files of FinCEN (SAR, CTR) into the store, one after the other. Errors: USAGE for an empty submitter;
 * whatever is wrong with the files is in the reports.
 */
export async function ingestFincen(request: IngestFiles & SubmissionOptions): Promise<readonly IngestReport[]> {
  return ingestSubmissions(request, fincenFormat);
}

/** How FinCEN's files are read, for an ingestion or a check. */
export const fincenFormat: SubmissionFormat = {
  kind: "fincen",
  format: "fincen",
  profile: "fincen-batch",
  country: "US",
  options: JSON.stringify({ reader: readerVersion }),
  read: (received, submission) => readFincen({ bytes: received.bytes(), submission }),
};
