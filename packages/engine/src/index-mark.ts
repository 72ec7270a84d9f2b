import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { type Asset, digestBytes, digestText } from "@tributary/domain";
import { currentSnapshot, decodeRow, encodeRow, indexFolder, replaceFile } from "@tributary/flow-index/open";

/**
 * A note beside the snapshot that stands: what the store's log of commits looked like when the snapshot was found fresh, and the traits of its assets. While the
 * log looks the same nothing was written, and a question can be answered without starting the store's engine.
 */
export interface IndexMark {
  readonly snapshot: string;
  readonly software: string;
  readonly log: LogLook;
  readonly assets: readonly Asset[];
}

/**
 * Every commit makes the log longer, and its last line other. The database is looked at too: it is one write ahead of the log where that was cut off
 * between the two, and may be put back without the log.
 */
export interface LogLook {
  readonly bytes: number;
  readonly endSha256: string;
  /** Length and time of change of the database and of its write-ahead log. */
  readonly database: string;
}

const endBytes = 4096;

/** Undefined where the store has no log or no database. */
export function lookAtLog(storeDirectory: string): LogLook | undefined {
  const path = join(storeDirectory, "commits.log");
  const database = lookAtFile(join(storeDirectory, "tributary.duckdb"));
  if (database === "" || !existsSync(path)) return undefined;
  const ahead = lookAtFile(join(storeDirectory, "tributary.duckdb.wal"));
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const end = Buffer.alloc(Math.min(size, endBytes));
    let done = 0;
    while (done < end.length) {
      const count = readSync(file, end, done, end.length - done, size - end.length + done);
      if (count === 0) return undefined;
      done += count;
    }
    return { bytes: size, endSha256: digestBytes(end), database: `${database} ${ahead}` };
  } finally {
    closeSync(file);
  }
}

/** An empty text where there is no file. */
function lookAtFile(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? "" : `${found.size} ${found.mtimeNs}`;
}

export function writeMark(storeDirectory: string, mark: IndexMark): void {
  const text = encodeRow(mark);
  replaceFile(join(indexFolder(storeDirectory), "mark.json"), `${digestText(text)}\n${text}`);
}

/** The mark stands behind its digest: one that was cut or changed is none. */
function readMark(storeDirectory: string): IndexMark | undefined {
  try {
    const [digest, text = ""] = readFileSync(join(indexFolder(storeDirectory), "mark.json"), "utf8").split("\n");
    return digest === digestText(text) ? decodeRow<IndexMark>(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined too where it cannot be read: the store's own path says why. */
function readableSnapshot(storeDirectory: string): string | undefined {
  try {
    return currentSnapshot(storeDirectory);
  } catch {
    return undefined;
  }
}

/** The snapshot that stands, where its mark says that nothing was written since. Undefined where only the store can tell. */
export function freshSnapshot(
  storeDirectory: string,
  software: string,
): { readonly directory: string; readonly assets: readonly Asset[] } | undefined {
  const mark = readMark(storeDirectory);
  const directory = readableSnapshot(storeDirectory);
  if (directory === undefined || mark === undefined) return undefined;
  const look = lookAtLog(storeDirectory);
  const isFresh =
    mark.snapshot === basename(directory) &&
    mark.software === software &&
    look !== undefined &&
    look.bytes === mark.log.bytes &&
    look.endSha256 === mark.log.endSha256 &&
    look.database === mark.log.database;
  return isFresh ? { directory, assets: mark.assets } : undefined;
}
