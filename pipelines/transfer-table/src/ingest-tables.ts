import type { SourceKind } from "@tributary/domain";
import { type IngestFile, type IngestItem, type IngestReport, ingestFile, type ReceivedFile } from "@tributary/pipeline-kit";
import type { TableRequest } from "./table-request.ts";

export interface TableIngestion {
  readonly kind: SourceKind;
  readonly options: string;
  readonly read: (received: ReceivedFile) => AsyncIterable<IngestItem>;
  readonly finish?: IngestFile["finish"];
}

/** One file after the other, in the order given: which of two rows with one id comes first must not depend on chance. */
export async function ingestTables(request: TableRequest, ingestion: TableIngestion): Promise<readonly IngestReport[]> {
  const { paths, ...shared } = request;
  const reports: IngestReport[] = [];
  for (const path of paths) {
    if (request.signal?.aborted === true) break;
    reports.push(await ingestFile({ ...shared, ...ingestion, path }));
  }
  return reports;
}
