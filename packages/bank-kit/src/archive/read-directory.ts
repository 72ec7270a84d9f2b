import { Readable } from "node:stream";
import { fail, type Refusal, TributaryError } from "@tributary/domain";
import {
  type Entry,
  fromRandomAccessReader,
  getFileNameLowLevel,
  type LocalFileHeader,
  RandomAccessReader,
  type ZipFile,
} from "yauzl";
import type { ArchiveBytes } from "./archive-bytes.ts";
import type { ArchiveLimits } from "./archive-limits.ts";
import type { EndRecord } from "./end-record.ts";

/** One entry as the directory and its own header state it. */
export interface StatedEntry {
  /** Counts from 1, in the order of the directory. */
  readonly index: number;
  /** With `/` between folders, otherwise as written. Hostile: never a path. */
  readonly name: string;
  readonly nameBytes: Uint8Array;
  readonly entry: Entry;
  /** The header before the content, or why it cannot be read. */
  readonly local: LocalFileHeader | Refusal;
}

class BytesReader extends RandomAccessReader {
  private readonly bytes: ArchiveBytes;

  constructor(bytes: ArchiveBytes) {
    super();
    this.bytes = bytes;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const { bytes } = this;
    async function* read(): AsyncGenerator<Uint8Array, void, undefined> {
      yield await bytes.readAt(start, end - start);
    }
    return Readable.from(read(), { objectMode: false });
  }
}

/** Reads the directory and the header of each entry. Throws FILE_UNREADABLE, FILE_TRUNCATED or FILE_TOO_LARGE where there is none. */
export async function readDirectory(
  bytes: ArchiveBytes,
  { end, limits }: { readonly end: EndRecord; readonly limits: ArchiveLimits },
): Promise<readonly StatedEntry[]> {
  if (end.entryCount > limits.entriesMax) {
    fail("FILE_TOO_LARGE", {
      found: `${end.entryCount} entries`,
      expected: `at most ${limits.entriesMax} entries (entriesMax)`,
    });
  }
  const zip = await openZip(bytes);
  const stated: StatedEntry[] = [];
  let directoryBytes = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      directoryBytes += 46 + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
      const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
      stated.push({ index: stated.length + 1, name, nameBytes: entry.fileNameRaw, entry, local: await readLocal(zip, entry) });
    }
  } catch (error) {
    throw asInput(error);
  } finally {
    zip.close();
  }
  if (directoryBytes !== end.directoryEnd - end.directoryStart) {
    fail("FILE_UNREADABLE", {
      found: `${end.directoryEnd - end.directoryStart - directoryBytes} bytes of the directory that belong to no entry`,
      expected: "a directory of entries only",
    });
  }
  return stated;
}

function openZip(bytes: ArchiveBytes): Promise<ZipFile> {
  const options = { lazyEntries: true, decodeStrings: false, validateEntrySizes: true, autoClose: false };
  return new Promise((resolve, reject) => {
    fromRandomAccessReader(new BytesReader(bytes), bytes.byteCount, options, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(asInput(error));
    });
  });
}

async function readLocal(zip: ZipFile, entry: Entry): Promise<LocalFileHeader | Refusal> {
  try {
    return await zip.readLocalFileHeaderPromise(entry, {});
  } catch (error) {
    return asInput(error).finding;
  }
}

/** The library's errors say what is wrong with the archive; they are faults of the file. */
function asInput(error: unknown): TributaryError {
  if (error instanceof TributaryError) return error;
  const found = error instanceof Error ? error.message : String(error);
  return new TributaryError({ code: "FILE_UNREADABLE", found, expected: "a ZIP file as its specification has it", where: {} });
}
