import { type IngestReport, ingestFiles, tableLimits } from "@tributary/pipeline-kit";
import { conversionColumns, readConversion } from "./conversion-row.ts";
import { readTableItems } from "./read-table-items.ts";
import type { TableRequest } from "./table-request.ts";

const reader = "conversion-table/1";

/** Ingests the conversion table of the specification from CSV (gzip allowed), Parquet or Arrow files. One report for each file, in order. */
export async function ingestConversions(request: TableRequest): Promise<readonly IngestReport[]> {
  const limits = { ...tableLimits, ...request.limits };
  const { submitter, licence, ...shared } = request;
  return ingestFiles(shared, {
    kind: "conversion-table",
    submitter,
    licence,
    options: JSON.stringify({ reader }),
    read: (received) =>
      readTableItems(received, {
        delimiter: ",",
        isOwnTable: true,
        limits,
        columns: { ...conversionColumns, ignored: [], localTimes: [] },
        readRow: ({ cell, where }) => {
          const decoded = readConversion(cell, where);
          return "findings" in decoded ? decoded : { rows: { conversions: [decoded.conversion] } };
        },
      }),
  });
}
