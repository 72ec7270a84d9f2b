import { type IngestFile, ingestFile } from "./ingest-file.ts";
import type { IngestReport } from "./ingest-report.ts";

/** What a pipeline that reads files is asked with. */
export interface IngestFiles extends Pick<IngestFile, "store" | "limits" | "signal" | "onProgress" | "onAcknowledged"> {
  /** Read in this order; those after an end by `signal` are not touched. */
  readonly paths: readonly string[];
}

/** How the files of one source are read; the same for each of them. */
export type FileSource = Pick<IngestFile, "kind" | "options" | "read" | "finish" | "submitter" | "licence">;

/** One file after the other, in the order given: which of two rows with one id comes first must not depend on chance. */
export async function ingestFiles(request: IngestFiles, source: FileSource): Promise<readonly IngestReport[]> {
  const { paths, ...shared } = request;
  const reports: IngestReport[] = [];
  for (const path of paths) {
    if (request.signal?.aborted === true) break;
    reports.push(await ingestFile({ ...shared, ...source, path }));
  }
  return reports;
}
