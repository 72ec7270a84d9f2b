import {
  type Coverage,
  type Digest,
  digestText,
  everyAsset,
  type Finding,
  fail,
  parseSourceName,
  type SourceName,
  type Transfer,
} from "@tributary/domain";
import {
  columnsOf,
  type IngestItem,
  type IngestReport,
  ingestFiles,
  type LedgerRows,
  refusedReport,
  tableLimits,
} from "@tributary/pipeline-kit";
import { type ColumnMap, columnsOfMap } from "./column-map.ts";
import { loadColumnMap } from "./load-column-map.ts";
import { readMappedTransfer, scaleOf } from "./mapped-transfer.ts";
import { readPlainTransfer, transferColumns } from "./plain-transfer.ts";
import { readTableItems, type TableReading } from "./read-table-items.ts";
import type { TableRequest } from "./table-request.ts";

export interface IngestTransfers extends TableRequest {
  /** Path of a column map, for tables that are not the transfer table. */
  readonly mapPath?: string | undefined;
  /** The source's name in the ledger; goes before the map's own. Default `table`. */
  readonly source?: string | undefined;
}

const reader = "transfer-table/1";
const defaultSource = "table";

/**
 * Ingests transfers from CSV (gzip allowed), Parquet or Arrow files: the transfer table of the specification, or any table by a
 * column map. One report for each file, in order. A map that is wrong gives one report with all that is wrong with it, and
 * nothing is read. Errors: USAGE for a source name that is none.
 */
export async function ingestTransfers(request: IngestTransfers): Promise<readonly IngestReport[]> {
  const { mapPath, source, submitter, licence, ...shared } = request;
  const limits = { ...tableLimits, ...request.limits };
  const loaded = mapPath === undefined ? { map: null, canonical: null } : await loadColumnMap(mapPath, limits);
  if ("findings" in loaded) return [refusedReport(loaded.origin, loaded.findings)];
  const { map } = loaded;
  const name = readSourceName(source ?? map?.source ?? defaultSource);
  const reading = map === null ? readPlain(name) : readMapped(map, name);
  const options = JSON.stringify({ reader, source: name, map: loaded.canonical });
  return ingestFiles(shared, {
    kind: "transfer-table",
    options,
    submitter,
    licence,
    read: (received) => readTableItems(received, { ...reading, limits }),
    finish: ({ sha256 }, keptApart) => coverageItems(coverageOf(map, name), { fileSha256: sha256, keptApart }),
  });
}

/** The map's own name was checked with the map: a wrong one here comes from the caller. */
function readSourceName(text: string): SourceName {
  const name = parseSourceName(text);
  if (name.ok) return name.value;
  const { found, expected } = name.refusal;
  return fail("USAGE", { found: `source "${found}"`, expected, where: { path: "source" } });
}

function readPlain(source: SourceName): Omit<TableReading, "limits"> {
  return {
    delimiter: ",",
    isOwnTable: true,
    columns: { ...transferColumns, ignored: [], localTimes: [] },
    readRow: ({ cell, where }) => toRows(readPlainTransfer(cell, { source, where }), null),
  };
}

function readMapped(map: ColumnMap, source: SourceName): Omit<TableReading, "limits"> {
  const localTimes = map.occurredAt.format.isLocal ? columnsOf(map.occurredAt.text) : [];
  return {
    delimiter: map.delimiter,
    isOwnTable: false,
    columns: { required: columnsOfMap(map), optional: [], ignored: map.ignore, localTimes },
    readRow: (row) => toRows(readMappedTransfer(map, row, { source, where: row.where }), map),
  };
}

function toRows(
  decoded: { readonly transfer: Transfer } | { readonly findings: readonly Finding[] },
  map: ColumnMap | null,
): { readonly rows: LedgerRows } | { readonly findings: readonly Finding[] } {
  if ("findings" in decoded) return decoded;
  const { transfer } = decoded;
  return { rows: { transfers: [transfer], assets: [{ id: transfer.asset, scale: scaleOf(transfer.asset, map), symbol: null }] } };
}

function coverageOf(map: ColumnMap | null, source: SourceName): readonly Coverage[] {
  return map?.coverage.map((stated) => ({ ...stated, source, assets: everyAsset, finality: null })) ?? [];
}

/** A stated coverage comes last, and only where every row is in the ledger: a file that broke off, or has rows kept apart, covers nothing. */
function coverageItems(
  coverage: readonly Coverage[],
  { fileSha256, keptApart }: { readonly fileSha256: Digest; readonly keptApart: bigint },
): readonly IngestItem[] {
  return coverage.map((stated, index) => {
    const locator = `coverage ${index + 1}`;
    const raw = `${stated.scope} ${stated.from} ${stated.to}`;
    const record = { fileSha256, locator, rawSha256: digestText(raw) };
    if (keptApart === 0n) return { record, rows: { coverage: [stated] } };
    return { record, findings: [coverageFinding(stated, keptApart)], raw };
  });
}

function coverageFinding(stated: Coverage, keptApart: bigint): Finding {
  return {
    code: "LIMIT_REACHED",
    found: `coverage of ${stated.scope} stated over a file with ${keptApart} ${keptApart === 1n ? "record" : "records"} kept apart`,
    expected: "every row in the ledger before the file covers anything",
    where: { path: "coverage" },
  };
}
