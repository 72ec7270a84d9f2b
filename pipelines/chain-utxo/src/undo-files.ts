import type { Buffer } from "node:buffer";
import type { FoundBlock } from "./best-chain.ts";
import { doubleSha, hashBytes } from "./double-sha.ts";
import { type NodeFile, openNodeFile } from "./node-file.ts";
import type { BlockPlace } from "./scan-blocks.ts";
import { type RecordPlace, scanRecords } from "./scan-records.ts";

/** Undo data by block. */
export interface UndoFiles {
  /** Null where the node keeps none for this block. */
  readonly read: (block: FoundBlock<BlockPlace>) => Promise<Buffer | null>;
}

export interface UndoFilesOptions {
  readonly directory: string;
  readonly key: Buffer | null;
  readonly magic: string;
  /** Every block that was found, dropped ones too, by the name of its file: their undo data stands in the file of the same number. */
  readonly byFile: ReadonlyMap<string, readonly FoundBlock<BlockPlace>[]>;
  /** Names of the files that are there. */
  readonly names: ReadonlySet<string>;
}

const checksumBytes = 32;
/** Files whose records are known to belong to which block. */
const filesKeptMax = 4;

/**
 * Undo data stands in the order in which blocks were joined to the chain, not that of their bytes, and names no block. But its checksum is taken over the hash of the block's
 * parent too: so it is known which block a record is of, and that no byte of it changed.
 */
export function openUndoFiles({ directory, key, magic, byFile, names }: UndoFilesOptions): UndoFiles {
  const places = new Map<string, Promise<ReadonlyMap<string, RecordPlace>>>();

  function placesOf(blockFile: string, undoFile: string): Promise<ReadonlyMap<string, RecordPlace>> {
    const known = places.get(blockFile);
    if (known !== undefined) return known;
    const [oldest] = places.keys();
    if (places.size >= filesKeptMax && oldest !== undefined) places.delete(oldest);
    const matched = withFile({ directory, name: undoFile, key }, (file) =>
      matchRecords(file, { magic, blocks: byFile.get(blockFile) ?? [] }),
    );
    places.set(blockFile, matched);
    return matched;
  }

  return {
    read: async ({ header, place }) => {
      const undoFile = place.file.replace(/^blk/, "rev");
      if (place.isHex || !names.has(undoFile)) return null;
      const record = (await placesOf(place.file, undoFile)).get(header.hash);
      if (record === undefined) return null;
      return withFile({ directory, name: undoFile, key }, (file) => file.read(record.at, record.size));
    },
  };
}

async function matchRecords(
  file: NodeFile,
  { magic, blocks }: { magic: string; blocks: readonly FoundBlock<BlockPlace>[] },
): Promise<ReadonlyMap<string, RecordPlace>> {
  const waiting = [...blocks];
  const matched = new Map<string, RecordPlace>();
  for (const record of await scanRecords(file, { magic, tailBytes: checksumBytes })) {
    const bytes = await file.read(record.at, record.size + checksumBytes);
    const data = bytes.subarray(0, record.size);
    const checksum = bytes.subarray(record.size);
    // Nearly in the same order: the first that waits is nearly always the one.
    const at = waiting.findIndex(({ header }) => doubleSha(hashBytes(header.parentHash), data).equals(checksum));
    const [block] = at < 0 ? [] : waiting.splice(at, 1);
    if (block !== undefined) matched.set(block.header.hash, record);
  }
  return matched;
}

async function withFile<Value>(
  { directory, name, key }: { directory: string; name: string; key: Buffer | null },
  use: (file: NodeFile) => Promise<Value>,
): Promise<Value> {
  const file = await openNodeFile(directory, { name, key });
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
