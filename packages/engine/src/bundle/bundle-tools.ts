import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Schedule } from "@tributary/casefile";
import type { TraceLedger } from "@tributary/ledger";
import type { ReportDocument } from "@tributary/report";
import { writeTable } from "@tributary/store";
import {
  type CompoundAccounts,
  type CompoundFlows,
  compoundFlows,
  type ReportColumns,
  reportColumns,
  type TraceDocument,
  type TraceRequest,
  trace,
} from "@tributary/trace";
import { typesetReport } from "../typst/typeset-report.ts";

/** What makes the derived files of a bundle. Each answers the same input with the same bytes. */
export interface BundleTools {
  trace(ledger: TraceLedger, request: TraceRequest): TraceDocument;
  compoundFlows(ledger: TraceLedger, request: TraceRequest, compounds: readonly CompoundAccounts[]): CompoundFlows;
  reportColumns(ledger: TraceLedger, request: TraceRequest): ReportColumns;
  writeParquet(table: Pick<Schedule, "columns" | "rows">): Promise<Uint8Array>;
  typeset(document: ReportDocument): Uint8Array;
}

export const bundleTools: BundleTools = { trace, compoundFlows, reportColumns, writeParquet, typeset: typesetReport };

/** Every cell is text, so that no amount passes through a narrower type. */
async function writeParquet({ columns, rows }: Pick<Schedule, "columns" | "rows">): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "tributary-schedule-"));
  try {
    const path = join(folder, "table.parquet");
    await writeTable({ path, format: "parquet", columns: columns.map(({ name }) => ({ name, type: "text" })), rows });
    return new Uint8Array(await readFile(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
