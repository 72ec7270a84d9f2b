import { Buffer } from "node:buffer";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "@tributary/domain";

/** One of a node's own files, read piece by piece; what the node hid with its key stands in the clear. */
export interface NodeFile {
  readonly name: string;
  readonly size: number;
  /** Throws FILE_TRUNCATED where the file ends before. */
  readonly read: (at: number, length: number) => Promise<Buffer>;
  /** Nothing was written here yet: the node makes its files longer ahead of time, with zeros. */
  readonly isBlank: (at: number) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

const keyName = "xor.dat";
const keyBytes = 8;

/** The key that newer nodes hide their files with, so that no other program mistakes their bytes for its own; null for older ones. Errors: FILE_UNREADABLE. */
export async function readFileKey(directory: string): Promise<Buffer | null> {
  try {
    const key = await readFile(join(directory, keyName));
    if (key.length === keyBytes) return key;
    return fail("FILE_UNREADABLE", {
      found: `${key.length} bytes`,
      expected: `a key of ${keyBytes} bytes`,
      where: { file: keyName },
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

export async function openNodeFile(directory: string, { name, key }: { name: string; key: Buffer | null }): Promise<NodeFile> {
  const handle = await open(join(directory, name));
  const { size } = await handle.stat();
  const raw = async (at: number, length: number): Promise<Buffer> => {
    if (at + length > size)
      return fail("FILE_TRUNCATED", { found: `${size} bytes`, expected: `${length} bytes at byte ${at}`, where: { file: name } });
    return readWhole(handle, { at, length, name });
  };
  return {
    name,
    size,
    read: async (at, length) => {
      const bytes = await raw(at, length);
      if (key !== null)
        for (let index = 0; index < length; index += 1) bytes[index] = (bytes[index] ?? 0) ^ (key[(at + index) % keyBytes] ?? 0);
      return bytes;
    },
    isBlank: async (at) => (await raw(at, Math.min(4, size - at))).every((byte) => byte === 0),
    close: () => handle.close(),
  };
}

async function readWhole(handle: FileHandle, piece: { at: number; length: number; name: string }): Promise<Buffer> {
  const bytes = Buffer.alloc(piece.length);
  let done = 0;
  while (done < piece.length) {
    const { bytesRead } = await handle.read(bytes, done, piece.length - done, piece.at + done);
    if (bytesRead === 0)
      return fail("FILE_TRUNCATED", {
        found: "a file that became shorter",
        expected: "a file that stays",
        where: { file: piece.name },
      });
    done += bytesRead;
  }
  return bytes;
}
