import { type ReceivedFile, readCsvTable, type Table, type TableLimits } from "@tributary/pipeline-kit";
import { detectTableFormat } from "./detect-table-format.ts";
import { openColumnarTable } from "./read-columnar-table.ts";

/** Opens a table of whatever format the content has. The caller closes it. */
export async function openTable(
  received: ReceivedFile,
  options: { readonly delimiter: string; readonly limits: TableLimits },
): Promise<Table> {
  const format = detectTableFormat(received);
  return format === "csv" ? readCsvTable(received, options) : openColumnarTable(received, { format, limits: options.limits });
}
