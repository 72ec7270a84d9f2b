import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, lstat, open, rename, unlink } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { type Digest, fail, toDigest } from "@tributary/domain";

/** Where text goes, piece by piece, in order. */
export interface TextSink {
  readonly write: (text: string) => Promise<void>;
}

/** What stands in a file that was written. */
export interface WrittenFile {
  readonly path: string;
  readonly sha256: Digest;
  readonly byteCount: bigint;
}

/** Characters that are gathered before they are written. */
const bufferCharacters = 256 * 1024;

/**
 * Writes a file whole or not at all: into a file beside it that only its owner may read (mode 0600), renamed when `produce` answers true, removed
 * when it answers false or fails. Answers null after false. Error USAGE where something of that name is there already: nothing is overwritten.
 */
export async function writeWholeFile(path: string, produce: (sink: TextSink) => Promise<boolean>): Promise<WrittenFile | null> {
  await refuseExisting(path);
  const partial = `${path}.${randomBytes(6).toString("hex")}.part`;
  const file = await create(partial);
  let isRenamed = false;
  try {
    const writer = startWriter(file);
    const isWanted = await produce(writer);
    const written = await writer.finish();
    await file.sync();
    if (!isWanted) return null;
    const reserved = await create(path);
    await reserved.close();
    await rename(partial, path);
    isRenamed = true;
    await syncFolder(dirname(path));
    return { path, ...written };
  } finally {
    await file.close();
    if (!isRenamed) await unlink(partial);
  }
}

/** Said before the work; the renaming at its end says it again. */
async function refuseExisting(path: string): Promise<void> {
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  if (isThere) fail("USAGE", { found: "a file of that name", expected: "a new file", where: { file: basename(path) } });
}

async function create(path: string): Promise<FileHandle> {
  return open(path, "wx", 0o600).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "an error";
    const found = code === "EEXIST" ? "a file of that name" : code;
    return fail("USAGE", { found, expected: "a new file in a folder that may be written to", where: { file: basename(path) } });
  });
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

interface Writer extends TextSink {
  readonly finish: () => Promise<Pick<WrittenFile, "sha256" | "byteCount">>;
}

function startWriter(file: FileHandle): Writer {
  const hash = createHash("sha256");
  let waiting: string[] = [];
  let characters = 0;
  let byteCount = 0n;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(waiting.join(""), "utf8");
    waiting = [];
    characters = 0;
    hash.update(bytes);
    byteCount += BigInt(bytes.length);
    await file.writeFile(bytes);
  };
  return {
    write: async (text) => {
      waiting.push(text);
      characters += text.length;
      if (characters >= bufferCharacters) await flush();
    },
    finish: async () => {
      await flush();
      return { sha256: toDigest(hash.digest("hex")), byteCount };
    },
  };
}
