import { constants, existsSync, statSync } from "node:fs";
import { access, chmod, mkdir, mkdtemp, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { type Digest, digestText, fail, TributaryError } from "@tributary/domain";
import { hashFile, isDiskFull, openTwinWriter, type TwinCell, type TwinWriter } from "@tributary/store";
import { cellOf, type ResultTableName, resultsOf, resultTables, tablesOf } from "@tributary/trace";
import { assertFree, syncFolder } from "./bundle/write-bag.ts";
import {
  digestRequest,
  folderNames,
  type ListedFile,
  pathsOf,
  type ResultToWrite,
  twinColumnsOf,
  writeManifest,
  writeResultJson,
} from "./result-folder-layout.ts";
import { softwareIdentity } from "./software-identity.ts";

export interface WrittenResult {
  readonly directory: string;
  readonly requestSha256: Digest;
  /** What `COMPLETE` holds: it stands for every byte of the folder. */
  readonly manifestSha256: Digest;
  readonly files: readonly ListedFile[];
}

export interface ResultFolderOptions {
  /** Told before each file or table is written. */
  readonly onStep?: (path: string) => void;
}

/**
 * Writes an answer as a result folder that must not exist: into a folder beside it, which takes its name when all is on the disk. The same answer gives
 * the same bytes. Errors: USAGE where something stands there, STORE_FULL, VALUE_UNREADABLE, and those of the system.
 */
export async function writeResultFolder(
  answer: ResultToWrite,
  outDirectory: string,
  { onStep }: ResultFolderOptions = {},
): Promise<WrittenResult> {
  await assertResultFolderFree(outDirectory);
  const directory = resolve(outDirectory);
  let partial: string | undefined;
  try {
    await mkdir(dirname(directory), { recursive: true });
    partial = await mkdtemp(join(dirname(directory), `.${basename(directory)}.partial-`));
    const written = await fillFolder(answer, partial, onStep ?? (() => {}));
    await chmod(partial, 0o755);
    await syncFolder(partial);
    await rename(partial, directory);
    await syncFolder(dirname(directory));
    return { directory, ...written };
  } catch (error) {
    if (partial !== undefined) await rm(partial, { recursive: true, force: true });
    throw isDiskFull(error) ? diskFull(error, directory) : error;
  }
}

/**
 * Asked before a long trace, so that it is not traced for nothing. Errors: USAGE where something stands at the place already; those of the system where
 * the folder could not be made.
 */
export async function assertResultFolderFree(outDirectory: string): Promise<void> {
  if (outDirectory === "") fail("USAGE", { found: "a folder without a name", expected: "a folder that does not exist yet" });
  await assertFree(outDirectory);
  let nearest = dirname(resolve(outDirectory));
  while (!existsSync(nearest)) nearest = dirname(nearest);
  if (!statSync(nearest).isDirectory())
    fail("USAGE", { found: `${nearest}, which is no folder`, expected: "a folder in which a new one can be made" });
  await access(nearest, constants.W_OK | constants.X_OK);
}

function diskFull(cause: unknown, directory: string): TributaryError {
  const expected = "room on the disk; nothing was written: make room and run the same command again";
  return new TributaryError({ code: "STORE_FULL", found: directory, expected, where: {} }, cause);
}

/** A folder in the making. */
interface Filling {
  readonly folder: string;
  readonly files: ListedFile[];
  readonly onStep: (path: string) => void;
}

async function fillFolder(
  answer: ResultToWrite,
  folder: string,
  onStep: (path: string) => void,
): Promise<Omit<WrittenResult, "directory">> {
  const filling: Filling = { folder, files: [], onStep };
  await writeTables(answer, filling);
  await writeText(filling, folderNames.result, writeResultJson(answer));
  const head = await hashFile(join(folder, folderNames.result));
  const listed = { path: folderNames.result, bytes: head.byteCount, rows: null, sha256: head.sha256 };
  const files = [...filling.files, listed];
  const requestSha256 = digestRequest(answer.request);
  const manifest = writeManifest({ requestSha256, software: softwareIdentity(), files });
  await writeText(filling, folderNames.manifest, manifest);
  await syncFolder(folder);
  const manifestSha256 = digestText(manifest);
  await writeText(filling, folderNames.marker, `${manifestSha256}\n`);
  return { requestSha256, manifestSha256, files };
}

async function writeTables({ document }: ResultToWrite, filling: Filling): Promise<void> {
  const writer = await openTwinWriter(filling.folder);
  try {
    for (const [rule, result] of resultsOf(document)) {
      await mkdir(join(filling.folder, rule), { mode: 0o755 });
      for (const { name, rows } of tablesOf(result)) await writeTwins(writer, filling, { rule, name, rows });
      await syncFolder(join(filling.folder, rule));
    }
  } finally {
    writer.close();
  }
}

interface RowsToWrite {
  readonly rule: string;
  readonly name: ResultTableName;
  readonly rows: readonly object[];
}

async function writeTwins(
  writer: TwinWriter,
  { folder, files, onStep }: Filling,
  { rule, name, rows }: RowsToWrite,
): Promise<void> {
  const paths = pathsOf(rule, name);
  onStep(paths.parquet);
  const table = {
    parquetPath: join(folder, paths.parquet),
    jsonLinesPath: join(folder, paths.jsonLines),
    columns: twinColumnsOf(name),
  };
  const { rowCount, parquet, jsonLines } = await writer.write(table, cellsOf(name, rows));
  files.push({ path: paths.parquet, bytes: parquet.byteCount, rows: rowCount, sha256: parquet.sha256 });
  files.push({ path: paths.jsonLines, bytes: jsonLines.byteCount, rows: rowCount, sha256: jsonLines.sha256 });
}

function* cellsOf(table: ResultTableName, rows: readonly object[]): Generator<readonly TwinCell[]> {
  const { columns } = resultTables[table];
  for (const row of rows) yield columns.map((column) => cellOf(row, column));
}

async function writeText({ folder, onStep }: Filling, name: string, text: string): Promise<void> {
  onStep(name);
  const file = await open(join(folder, name), "wx", 0o644);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
