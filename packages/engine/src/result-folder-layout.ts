import type { SoftwareIdentity } from "@tributary/casefile";
import { canonicalJson, compareBytewise, type Digest, digestText, fail, toDigest } from "@tributary/domain";
import type { TwinColumn } from "@tributary/store";
import {
  notesOf,
  type ResultColumn,
  type ResultTableName,
  resultsOf,
  resultTables,
  type TraceDocument,
  type TraceRequest,
  tablesOf,
  writeTraceRequest,
} from "@tributary/trace";

/**
 * A result folder: `result.json` (the request with every default, and per rule the notes and the numbers of rows), a folder for each rule with each
 * kind of row as `<table>.parquet` and `<table>.ndjson`, `manifest.json` over all of these, and at last `COMPLETE`, which holds the SHA-256 of the
 * manifest. The columns are those of `resultTables`; a cell that a row lacks is null. A folder without the marker was not finished.
 */
export const folderNames = { result: "result.json", manifest: "manifest.json", marker: "COMPLETE" } as const;

const format = "tributary-result";
const formatVersion = 1;

/** A file of the folder as the manifest lists it. */
export interface ListedFile {
  readonly path: string;
  readonly bytes: number;
  /** Null for what is no table. */
  readonly rows: number | null;
  readonly sha256: Digest;
}

export interface FolderManifest {
  readonly requestSha256: Digest;
  readonly software: SoftwareIdentity;
  readonly files: readonly ListedFile[];
}

/** What is written: an answer, and the request that it answers. */
export interface ResultToWrite {
  readonly document: TraceDocument;
  readonly request: TraceRequest;
  /** False where a limit was reached, or a source that states its coverage leaves a hole in it. */
  readonly isComplete: boolean;
}

/** The digest by which two answers are known to be of one request: of its canonical text, every default written out. */
export function digestRequest(request: TraceRequest): Digest {
  return digestText(writeTraceRequest(request));
}

export function pathsOf(rule: string, table: ResultTableName): { readonly parquet: string; readonly jsonLines: string } {
  return { parquet: `${rule}/${table}.parquet`, jsonLines: `${rule}/${table}.ndjson` };
}

/** The columns of a table in its files. */
export function twinColumnsOf(table: ResultTableName): TwinColumn[] {
  return resultTables[table].columns.map(({ name, kind }) => ({ name, type: twinTypeOf(kind) }));
}

/** Amounts are text: no column type of Parquet is wide enough in every reader. */
function twinTypeOf(kind: ResultColumn["kind"]): TwinColumn["type"] {
  return kind === "count" ? "integer" : kind === "texts" ? "texts" : "text";
}

/** The text of `result.json`. It follows from the answer alone. */
export function writeResultJson({ document, request, isComplete }: ResultToWrite): string {
  const results = [...resultsOf(document)].map(([rule, result]) => {
    const rows = Object.fromEntries(tablesOf(result).map((table) => [table.name, table.rows.length]));
    const closing = "origins" in result ? { sums_close: result.sums_close } : {};
    return [rule, { rows, notes: notesOf(result), ...closing }];
  });
  return canonicalJson({
    format,
    version: formatVersion,
    request: JSON.parse(writeTraceRequest(request)),
    is_complete: isComplete,
    results: Object.fromEntries(results),
  });
}

/** The text of `manifest.json`, files bytewise by path. */
export function writeManifest({ requestSha256, software, files }: FolderManifest): string {
  return canonicalJson({
    format,
    version: formatVersion,
    request_sha256: requestSha256,
    software: { version: software.version, lockfile_sha256: software.lockfileSha256 },
    files: [...files].sort((a, b) => compareBytewise(a.path, b.path)),
  });
}

/** Reads what `writeManifest` writes. Errors: BUNDLE_CHANGED. */
export function readManifest(text: string): FolderManifest {
  const value = parseObject(text, folderNames.manifest);
  assertFormat(value, folderNames.manifest);
  const { software, files, request_sha256: request } = value;
  if (!isRecord(software) || !Array.isArray(files)) return notAsWritten(folderNames.manifest);
  const { version, lockfile_sha256: lockfile } = software;
  if (typeof version !== "string") return notAsWritten(folderNames.manifest);
  return {
    requestSha256: readDigest(request),
    software: { version, lockfileSha256: lockfile === null ? null : readDigest(lockfile) },
    files: files.map(readListedFile),
  };
}

function readListedFile(value: unknown): ListedFile {
  if (!isRecord(value)) return notAsWritten(folderNames.manifest);
  const { path, bytes, rows, sha256 } = value;
  if (typeof path !== "string" || !isCount(bytes) || (rows !== null && !isCount(rows))) return notAsWritten(folderNames.manifest);
  return { path, bytes, rows, sha256: readDigest(sha256) };
}

function readDigest(value: unknown): Digest {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value) ? toDigest(value) : notAsWritten(folderNames.manifest);
}

/** The value of a file's text, which must be an object of JSON. Errors: BUNDLE_CHANGED. */
export function parseObject(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : notAsWritten(file);
  } catch {
    return notAsWritten(file);
  }
}

/** Errors: BUNDLE_CHANGED, and USAGE for a folder that a later version wrote. */
export function assertFormat(value: Readonly<Record<string, unknown>>, file: string): void {
  if (value["format"] !== format) notAsWritten(file);
  if (value["version"] !== formatVersion) {
    const found = `version ${JSON.stringify(value["version"])} of the format`;
    fail("USAGE", { found, expected: `version ${formatVersion}: read it with the program that wrote it`, where: { file } });
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

export function notAsWritten(file: string): never {
  return fail("BUNDLE_CHANGED", { found: "another content", expected: "what a result folder has there", where: { file } });
}
