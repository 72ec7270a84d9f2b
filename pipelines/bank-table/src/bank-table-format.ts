import { ingestSubmissions, type SubmissionFormat, type SubmissionOptions } from "@tributary/bank-kit";
import { type Finding, TributaryError } from "@tributary/domain";
import {
  type IngestFiles,
  type IngestReport,
  ingestLimits,
  openReceivedFile,
  originOf,
  readReceivedText,
} from "@tributary/pipeline-kit";
import { bankTableLimits } from "./bank-table-limits.ts";
import { readBankTable } from "./read-bank-table.ts";
import { type ReadBankTableMap, readBankTableMap } from "./read-bank-table-map.ts";

/** Changes when the same bytes would be read otherwise. */
const readerVersion = "bank-table-reader/1";

/** Reads a map from a file, or says all that is wrong with it. */
export async function loadBankTableMap(mapPath: string): Promise<ReadBankTableMap> {
  const { mapBytesMax } = bankTableLimits;
  const received = await openReceivedFile({ path: mapPath, limits: { ...ingestLimits, fileBytesMax: mapBytesMax } });
  try {
    const text = await readReceivedText(received, mapBytesMax);
    return readBankTableMap(text, { file: originOf(mapPath), limits: bankTableLimits });
  } finally {
    await received.close();
  }
}

/**
 * How the tables of one bank are read, for an ingestion or a check. Throws what is wrong with the map: its first finding, the others
 * under its hint, each with its line.
 */
export async function bankTableFormat({ mapPath }: { readonly mapPath: string }): Promise<SubmissionFormat> {
  const read = await loadBankTableMap(mapPath);
  if ("findings" in read) throw mapError(read.findings);
  const { map, canonical } = read;
  return {
    kind: "bank-table",
    format: "bank-table",
    profile: map.name,
    country: map.country,
    options: JSON.stringify({ reader: readerVersion, map: canonical }),
    read: (received, scope) => readBankTable({ received, scope, map, limits: bankTableLimits }),
  };
}

/**
 * Brings the tables of one bank into the store, one after the other. Errors: USAGE for an empty submitter, and what is wrong with the map;
 * whatever is wrong with the tables is in the reports.
 */
export async function ingestBankTables(
  request: IngestFiles & SubmissionOptions & { readonly mapPath: string },
): Promise<readonly IngestReport[]> {
  return ingestSubmissions(request, await bankTableFormat(request));
}

function mapError(findings: readonly Finding[]): TributaryError {
  const [first, ...others] = findings;
  const known = first ?? { code: "YAML_MALFORMED" as const, found: "nothing", expected: "a map", where: {} };
  if (others.length === 0) return new TributaryError(known);
  const places = others.map(({ where, found }) => `line ${where.line ?? 0} ${where.path ?? ""}: ${found}`).join("; ");
  return new TributaryError({ ...known, hint: `also wrong: ${places}` });
}
