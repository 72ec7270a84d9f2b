import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Asset, digestBytes } from "@tributary/domain";
import { currentSnapshot, decodeRow, encodeRow, indexFolder } from "@tributary/flow-index/open";

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

/** Every commit makes the log longer, and its last line other. */
export interface LogLook {
  readonly bytes: number;
  readonly endSha256: string;
}

const endBytes = 4096;

/** Undefined where the store has no log. */
export function lookAtLog(storeDirectory: string): LogLook | undefined {
  const path = join(storeDirectory, "commits.log");
  if (!existsSync(path)) return undefined;
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
    return { bytes: size, endSha256: digestBytes(end) };
  } finally {
    closeSync(file);
  }
}

export function writeMark(storeDirectory: string, mark: IndexMark): void {
  const path = join(indexFolder(storeDirectory), "mark.json");
  writeFileSync(`${path}.new`, encodeRow(mark), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** The snapshot that stands, where its mark says that nothing was written since. Undefined where only the store can tell. */
export function freshSnapshot(
  storeDirectory: string,
  software: string,
): { readonly directory: string; readonly assets: readonly Asset[] } | undefined {
  const directory = currentSnapshot(storeDirectory);
  const path = join(indexFolder(storeDirectory), "mark.json");
  if (directory === undefined || !existsSync(path)) return undefined;
  const mark = decodeRow<IndexMark>(readFileSync(path, "utf8"));
  const look = lookAtLog(storeDirectory);
  const isFresh =
    mark.snapshot === basename(directory) &&
    mark.software === software &&
    look !== undefined &&
    look.bytes === mark.log.bytes &&
    look.endSha256 === mark.log.endSha256;
  return isFresh ? { directory, assets: mark.assets } : undefined;
}
