import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { foldPath, isPlainPath } from "@tributary/casefile";
import { type Finding, fail, showFound } from "@tributary/domain";

/** Bounds on a bundle that may be hostile. */
export const bagLimits = { filesMax: 20_000, depthMax: 6, fileBytesMax: 1_000_000_000, totalBytesMax: 4_000_000_000 } as const;

export interface ReadBag {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What is refused: links, odd files, odd names, two names that fall together. */
  readonly findings: readonly Finding[];
}

interface Reading {
  readonly root: string;
  readonly files: Map<string, Uint8Array>;
  readonly findings: Finding[];
  readonly folded: Map<string, string>;
  bytes: number;
}

/**
 * Reads every file under a folder once, without following links. What is hashed is what is read, so that a file that
 * changes meanwhile cannot be checked in one form and used in another. Errors: FILE_UNREADABLE, FILE_TOO_LARGE.
 */
export async function readBag(directory: string): Promise<ReadBag> {
  const found = await lstat(directory).catch(() => undefined);
  if (found === undefined || !found.isDirectory())
    fail("FILE_UNREADABLE", {
      found: `no folder ${directory}`,
      expected: "the folder of a sealed case",
      where: { file: directory },
    });
  const reading: Reading = { root: directory, files: new Map(), findings: [], folded: new Map(), bytes: 0 };
  let folders = [""];
  for (let depth = 0; folders.length > 0; depth += 1) {
    if (depth > bagLimits.depthMax) tooLarge(folders[0] ?? "", `folders deeper than ${bagLimits.depthMax}`);
    const inner: string[] = [];
    for (const folder of folders) inner.push(...(await readFolder(reading, folder)));
    folders = inner;
  }
  return reading;
}

/** Reads the files of a folder and returns the folders in it. */
async function readFolder(reading: Reading, folder: string): Promise<string[]> {
  const entries = await readdir(join(reading.root, folder), { withFileTypes: true });
  const inner: string[] = [];
  if (entries.length === 0) refuseEntry(reading, folder, "a folder with nothing in it");
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const clash = reading.folded.get(foldPath(path));
    if (!isPlainPath(path)) refuseEntry(reading, path, "a name with characters that a bundle does not use");
    else if (clash !== undefined) refuseEntry(reading, path, `a name that falls together with ${clash}`);
    else if (entry.isDirectory()) inner.push(path);
    else if (entry.isFile()) reading.files.set(path, await readOne(reading, path));
    else refuseEntry(reading, path, "a link or a special file");
    reading.folded.set(foldPath(path), path);
    if (reading.folded.size > bagLimits.filesMax) tooLarge(path, `more than ${bagLimits.filesMax} entries`);
  }
  return inner;
}

async function readOne(reading: Reading, path: string): Promise<Uint8Array> {
  const file = await open(join(reading.root, path), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await file.stat();
    reading.bytes += size;
    if (size > bagLimits.fileBytesMax || reading.bytes > bagLimits.totalBytesMax) tooLarge(path, `${size} bytes`);
    const bytes = Buffer.alloc(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return new Uint8Array(bytes.buffer, bytes.byteOffset, filled);
  } finally {
    await file.close();
  }
}

function refuseEntry(reading: Reading, path: string, found: string): void {
  reading.findings.push({
    code: "BUNDLE_CHANGED",
    where: { file: showFound(path) },
    found,
    expected: "plain files in plain folders",
  });
}

function tooLarge(path: string, found: string): never {
  fail("FILE_TOO_LARGE", { found, expected: `a bundle within ${JSON.stringify(bagLimits)}`, where: { file: showFound(path) } });
}
