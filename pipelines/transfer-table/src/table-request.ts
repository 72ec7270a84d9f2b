import type { IngestFile, IngestFiles, IngestLimits } from "@tributary/pipeline-kit";
import type { TableLimits } from "./table-limits.ts";

/** What every ingestion of tables is asked with. */
export interface TableRequest extends IngestFiles, Pick<IngestFile, "submitter" | "licence"> {
  readonly limits?: Partial<IngestLimits & TableLimits> | undefined;
}
