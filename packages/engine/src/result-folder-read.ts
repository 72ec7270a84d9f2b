import { constants } from "node:fs";
import { lstat, open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Digest, digestText, type Finding, fail, formatLocator, showFound, TributaryError } from "@tributary/domain";
import { hashFile, openTwinReader, type TwinCell, type TwinReader } from "@tributary/store";
import {
  backwardTables,
  forwardTables,
  parseTraceRequest,
  parseTraceResult,
  type ResultTableName,
  type TraceDocument,
  type TraceRequest,
  tracingRules,
} from "@tributary/trace";
import {
  assertFormat,
  digestRequest,
  type FolderManifest,
  folderNames,
  isRecord,
  type ListedFile,
  notAsWritten,
  parseObject,
  pathsOf,
  readManifest,
  twinColumnsOf,
  writeResultJson,
} from "./result-folder-layout.ts";

export interface SavedResult {
  readonly document: TraceDocument;
  readonly request: TraceRequest;
  readonly requestSha256: Digest;
  readonly isComplete: boolean;
}

/** Bytes of a file that is read as one text. */
const textBytesMax = 64_000_000;

/**
 * Reads a result folder back, after the marker, every digest and both forms of every table were checked. Errors: FILE_UNREADABLE where there is no
 * folder, FILE_TRUNCATED for one that was not finished, BUNDLE_CHANGED with the file that is missing, extra or changed.
 */
export async function readResultFolder(directory: string): Promise<SavedResult> {
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory() !== true)
    fail("FILE_UNREADABLE", { found: `no folder ${directory}`, expected: "a result folder", where: { file: directory } });
  const { manifest, sha256 } = await readMarked(directory);
  const findings = [...(await checkNames(directory, manifest)), ...(await checkDigests(directory, manifest))];
  refuse(findings);
  const text = await readText(directory, folderNames.result);
  const { request, isComplete, rules } = readHead(text, manifest);
  const files = new Map(manifest.files.map((file) => [file.path, file]));
  const document = await readDocument({ directory, files, request, rules });
  const isSame = text === writeResultJson({ document, request, isComplete });
  if (!isSame) changed(folderNames.result, "another content", `what the tables and the request give, under manifest ${sha256}`);
  return { document, request, requestSha256: manifest.requestSha256, isComplete };
}

async function readMarked(directory: string): Promise<{ readonly manifest: FolderManifest; readonly sha256: Digest }> {
  const marker = await lstat(join(directory, folderNames.marker)).catch(() => undefined);
  if (marker === undefined) {
    fail("FILE_TRUNCATED", {
      found: `a result folder without ${folderNames.marker}: it was not finished`,
      expected: "a folder that `trace --out` wrote to the end; write it again",
      where: { file: directory },
    });
  }
  const said = await readText(directory, folderNames.marker);
  const text = await readText(directory, folderNames.manifest);
  const sha256 = digestText(text);
  if (said !== `${sha256}\n`)
    changed(folderNames.manifest, `SHA-256 ${sha256}`, `SHA-256 ${said.trim()}, as ${folderNames.marker} says`);
  return { manifest: readManifest(text), sha256 };
}

/** Plain files, and no others than the manifest lists. */
async function checkNames(directory: string, manifest: FolderManifest): Promise<Finding[]> {
  const listed = new Set<string>([...manifest.files.map(({ path }) => path), folderNames.manifest, folderNames.marker]);
  const findings: Finding[] = [];
  const look = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(directory, folder), { withFileTypes: true })) {
      const path = `${folder}${entry.name}`;
      const isRule = folder === "" && entry.isDirectory() && tracingRules.some((rule) => rule === entry.name);
      if (isRule) await look(`${path}/`);
      else if (!listed.has(path)) findings.push(finding(path, "a file that the manifest does not list", "nothing here"));
      else if (!entry.isFile()) findings.push(finding(path, "a link or a special file", "a plain file"));
    }
  };
  await look("");
  return findings;
}

async function checkDigests(directory: string, manifest: FolderManifest): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { path, bytes, sha256 } of manifest.files) {
    if (!isOwnPath(path)) return [finding(folderNames.manifest, showFound(path), "a name that a result folder has")];
    const found = await hashFile(join(directory, path)).catch(() => undefined);
    if (found === undefined) findings.push(finding(path, "no file that can be read", "a file that the manifest lists"));
    else if (found.sha256 !== sha256 || found.byteCount !== bytes)
      findings.push(finding(path, `SHA-256 ${found.sha256}`, `SHA-256 ${sha256}, as ${folderNames.manifest} says`));
  }
  return findings;
}

/** A manifest may be hostile: only names that this format gives are opened. */
function isOwnPath(path: string): boolean {
  if (path === folderNames.result) return true;
  const [rule, name = "", ...more] = path.split("/");
  return more.length === 0 && tracingRules.some((known) => known === rule) && /^[a-z_]+\.(parquet|ndjson)$/.test(name);
}

interface Head {
  readonly request: TraceRequest;
  readonly isComplete: boolean;
  readonly rules: readonly Rule[];
}

interface Rule {
  readonly name: string;
  readonly sumsClose: unknown;
}

function readHead(text: string, { requestSha256 }: FolderManifest): Head {
  const value = parseObject(text, folderNames.result);
  assertFormat(value, folderNames.result);
  const { request: asked, is_complete: isComplete, results } = value;
  const parsed = parseTraceRequest(asked, { file: folderNames.result });
  if (!parsed.ok) return refuseFirst(parsed.findings);
  if (digestRequest(parsed.request) !== requestSha256)
    changed(folderNames.result, "another request", `the request with SHA-256 ${requestSha256}, as ${folderNames.manifest} says`);
  if (!isRecord(results) || typeof isComplete !== "boolean") return notAsWritten(folderNames.result);
  const rules = Object.entries(results).map(([name, result]) => ({
    name,
    sumsClose: isRecord(result) ? result["sums_close"] : undefined,
  }));
  return { request: parsed.request, isComplete, rules };
}

interface DocumentSource {
  readonly directory: string;
  readonly files: ReadonlyMap<string, ListedFile>;
  readonly request: TraceRequest;
  readonly rules: readonly Rule[];
}

async function readDocument(source: DocumentSource): Promise<TraceDocument> {
  const { request, rules } = source;
  const results: [string, object][] = [];
  const reader = await openTwinReader();
  try {
    for (const rule of rules) results.push([rule.name, await readResult(reader, source, rule)]);
  } finally {
    reader.close();
  }
  const value = request.method === "all" ? { results: Object.fromEntries(results) } : results[0]?.[1];
  const parsed = parseTraceResult(value, { file: folderNames.result });
  return parsed.ok ? parsed.document : refuseFirst(parsed.findings);
}

async function readResult(
  reader: TwinReader,
  { directory, files, request }: DocumentSource,
  { name, sumsClose }: Rule,
): Promise<object> {
  const result: Record<string, unknown> = { method: name, ...(request.target === null ? {} : { sums_close: sumsClose }) };
  for (const table of request.target === null ? forwardTables : backwardTables) {
    const paths = pathsOf(name, table);
    const [parquet, jsonLines] = [files.get(paths.parquet), files.get(paths.jsonLines)];
    if (parquet === undefined || parquet.rows === null)
      return changed(paths.parquet, "no such table", "a table that the manifest lists");
    if (jsonLines?.rows !== parquet.rows)
      return changed(paths.jsonLines, `${jsonLines?.rows ?? "no"} rows`, `${parquet.rows} rows, as ${paths.parquet} has`);
    result[table] = await readRows(reader, { directory, table, ...paths }, parquet.rows);
  }
  return result;
}

interface TablePlace {
  readonly directory: string;
  readonly table: ResultTableName;
  readonly parquet: string;
  readonly jsonLines: string;
}

async function readRows(
  reader: TwinReader,
  { directory, table, parquet, jsonLines }: TablePlace,
  rowCount: number,
): Promise<object[]> {
  const columns = twinColumnsOf(table);
  const twins = { parquetPath: join(directory, parquet), jsonLinesPath: join(directory, jsonLines), columns };
  const rows: object[] = [];
  for await (const cells of reader.rows(twins, rowCount)) {
    const filled = columns.flatMap(({ name }, index): [string, TwinCell][] => {
      const cell = cells[index] ?? null;
      return cell === null ? [] : [[name, cell]];
    });
    rows.push(Object.fromEntries(filled));
  }
  return rows;
}

async function readText(directory: string, name: string): Promise<string> {
  const file = await open(join(directory, name), constants.O_RDONLY | constants.O_NOFOLLOW).catch(() =>
    changed(name, "no file that can be read", "a plain file"),
  );
  try {
    const { size } = await file.stat();
    if (size > textBytesMax)
      fail("FILE_TOO_LARGE", { found: `${size} bytes`, expected: `at most ${textBytesMax}`, where: { file: name } });
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

function finding(path: string, found: string, expected: string): Finding {
  return { code: "BUNDLE_CHANGED", where: { file: showFound(path) }, found, expected };
}

function changed(path: string, found: string, expected: string): never {
  throw new TributaryError(finding(path, found, expected));
}

/** Throws the first finding, which names the others' places. */
function refuse(findings: readonly Finding[]): void {
  const [first, ...others] = findings;
  if (first === undefined) return;
  const names = others.slice(0, othersShownMax).map(({ where }) => formatLocator(where));
  const more = others.length > names.length ? `, and ${others.length - names.length} more` : "";
  const found = others.length === 0 ? first.found : `${first.found}; likewise ${names.join(", ")}${more}`;
  throw new TributaryError({ ...first, found });
}

const othersShownMax = 5;

function refuseFirst(findings: readonly Finding[]): never {
  refuse(findings);
  return notAsWritten(folderNames.result);
}
