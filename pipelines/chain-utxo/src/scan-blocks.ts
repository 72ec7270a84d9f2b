import { Buffer } from "node:buffer";
import { fail, TributaryError } from "@tributary/domain";
import type { FoundBlock } from "./best-chain.ts";
import { headerBytes, readHeader } from "./block-header.ts";
import type { NodeFile } from "./node-file.ts";
import { scanRecords } from "./scan-records.ts";

/** Where a block's bytes stand. */
export interface BlockPlace {
  readonly file: string;
  readonly at: number;
  /** Bytes of the block; in a file of hex it takes twice as many. */
  readonly size: number;
  readonly isHex: boolean;
}

/** The headers of a `blk…dat` file and where their blocks are; the blocks themselves are not read. */
export async function scanBlockFile(file: NodeFile, magic: string): Promise<readonly FoundBlock<BlockPlace>[]> {
  const found: FoundBlock<BlockPlace>[] = [];
  for (const { at, size } of await scanRecords(file, { magic, tailBytes: 0 })) {
    if (size <= headerBytes) continue;
    const header = readHeader(await file.read(at, headerBytes), 0n);
    found.push({ header, place: { file: file.name, at, size, isHex: false } });
  }
  return found;
}

const scanBytes = 1024 ** 2;
const lineFeed = 0x0a;

/** The same of a file with one block a line in hex, as `getblock` answers with verbosity 0. Errors: FILE_UNREADABLE. */
export async function scanHexFile(file: NodeFile): Promise<readonly FoundBlock<BlockPlace>[]> {
  const found: FoundBlock<BlockPlace>[] = [];
  let lineStart = 0;
  const take = async (lineEnd: number): Promise<void> => {
    const length = lineEnd - lineStart;
    if (length > 0) {
      const size = length / 2;
      const start = (await file.read(lineStart, Math.min(length, 2 * headerBytes))).toString("latin1");
      if (!Number.isInteger(size) || size <= headerBytes || !/^[0-9a-f]+$/.test(start))
        fail("FILE_UNREADABLE", {
          found: start.slice(0, 40),
          expected: "a block in lower-case hex",
          where: { file: file.name, line: found.length + 1 },
        });
      found.push({
        header: readHeader(Buffer.from(start, "hex"), 0n),
        place: { file: file.name, at: lineStart, size, isHex: true },
      });
    }
    lineStart = lineEnd + 1;
  };
  for (let at = 0; at < file.size; at += scanBytes) {
    const piece = await file.read(at, Math.min(scanBytes, file.size - at));
    for (let index = piece.indexOf(lineFeed); index >= 0; index = piece.indexOf(lineFeed, index + 1)) await take(at + index);
  }
  if (lineStart < file.size) await take(file.size);
  return found;
}

/** The bytes of a block that was found. */
export async function readPlace(file: NodeFile, { at, size, isHex }: BlockPlace): Promise<Buffer> {
  if (!isHex) return file.read(at, size);
  const text = (await file.read(at, 2 * size)).toString("latin1");
  return /^[0-9a-f]*$/.test(text)
    ? Buffer.from(text, "hex")
    : fail("FILE_UNREADABLE", { found: "other characters", expected: "a block in lower-case hex", where: { file: file.name } });
}

/** What is wrong with bytes is wrong with the file that they are from. */
export async function asFileError<Value>(file: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof TributaryError) || error.kind !== "source") throw error;
    const { found, expected, where } = error.finding;
    return fail("FILE_UNREADABLE", { found, expected, where: { ...where, file } });
  }
}
