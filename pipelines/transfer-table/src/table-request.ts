import type { IngestFile, IngestFiles, IngestLimits, TableLimits } from "@tributary/pipeline-kit";

/** What every ingestion of tables is asked with. */
export interface TableRequest extends IngestFiles, Pick<IngestFile, "submitter" | "licence"> {
  readonly limits?: Partial<IngestLimits & TableLimits> | undefined;
}
