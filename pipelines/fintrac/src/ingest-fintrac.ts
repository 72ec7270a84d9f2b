import { checkZoneOffset, ingestSubmissions, type SubmissionFormat, type SubmissionOptions } from "@tributary/bank-kit";
import type { IngestFiles, IngestReport } from "@tributary/pipeline-kit";
import { readFintrac } from "./read-fintrac.ts";

/** What is read, and what the files do not say themselves. */
export interface IngestFintrac extends IngestFiles, SubmissionOptions {
  /** Offset such as `-05:00` of days that state no time. */
  readonly zoneOffset?: string | undefined;
}

/** Changes when the same bytes would be read otherwise. */
const readerVersion = "fintrac-reader/1";

/**
 * Brings suspicious transaction reports of FINTRAC into the store, one file after the other. Errors: USAGE for an empty submitter or an
 * offset that is none; whatever is wrong with the files is in the reports.
 */
export async function ingestFintrac(request: IngestFintrac): Promise<readonly IngestReport[]> {
  return ingestSubmissions(request, fintracFormat(request));
}

/** How FINTRAC's files are read, for an ingestion or a check. */
export function fintracFormat({ zoneOffset }: Pick<IngestFintrac, "zoneOffset">): SubmissionFormat {
  checkZoneOffset(zoneOffset, "-05:00");
  return {
    kind: "fintrac",
    format: "fintrac",
    profile: "fintrac-str-v1",
    country: "CA",
    options: JSON.stringify({ reader: readerVersion, zoneOffset: zoneOffset ?? null }),
    read: (received, submission) => readFintrac({ bytes: received.bytes(), submission, zoneOffset }),
  };
}
