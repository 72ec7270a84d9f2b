import { checkZoneOffset, ingestSubmissions, type SubmissionFormat, type SubmissionOptions } from "@tributary/bank-kit";
import type { IngestFiles, IngestReport } from "@tributary/pipeline-kit";
import { readIso20022 } from "./read-iso20022.ts";

/** What is read, and what the files do not say themselves. */
export interface IngestIso20022 extends IngestFiles, SubmissionOptions {
  /** Offset such as `+07:00` of times that state none, and of days that balances are dated with. */
  readonly zoneOffset?: string | undefined;
}

/** Changes when the same bytes would be read otherwise. */
const readerVersion = "iso20022-reader/1";

/** Brings files of ISO 20022 messages into the store. Errors: USAGE for an empty submitter or an offset that is none. */
export async function ingestIso20022(request: IngestIso20022): Promise<readonly IngestReport[]> {
  return ingestSubmissions(request, iso20022Format(request));
}

/** How ISO 20022 files are read, for an ingestion or a check. Error: USAGE for an offset that is none. */
export function iso20022Format({ zoneOffset }: Pick<IngestIso20022, "zoneOffset">): SubmissionFormat {
  checkZoneOffset(zoneOffset, "+07:00");
  return {
    kind: "iso20022",
    format: "iso20022",
    profile: "iso20022",
    country: null,
    options: JSON.stringify({ reader: readerVersion, zoneOffset: zoneOffset ?? null }),
    read: (received, submission) => readIso20022({ bytes: received.bytes(), submission, zoneOffset }),
  };
}
