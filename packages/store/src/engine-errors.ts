import { TributaryError } from "@tributary/domain";

export interface EngineErrorContext {
  readonly path: string;
  readonly isOpening: boolean;
}

/** The engine's words for a full disk, a held lock and a broken file, in ours. What is none of these is our own mistake and stays as it is. */
export function translateEngineError(error: unknown, { path, isOpening }: EngineErrorContext): unknown {
  const message = error instanceof Error ? error.message : String(error);
  if (fullWords.test(message)) return tell(error, { code: "STORE_FULL", found: path, expected: expectedRoom });
  if (isOpening && busyWords.test(message))
    return tell(error, { code: "STORE_BUSY", found: `${path}, open elsewhere`, expected: "no other process that has it open" });
  if (isOpening || brokenWords.test(message))
    return tell(error, { code: "STORE_DAMAGED", found: `${path}: ${firstLine(message)}`, expected: expectedWhole });
  return error;
}

/** Whether the engine or the system found no room for what was to be written. */
export function isDiskFull(error: unknown): boolean {
  return fullWords.test(error instanceof Error ? error.message : String(error));
}

const expectedRoom = "room on the disk; what was acknowledged is kept: make room and run the same command again";
const expectedWhole = "a database file as this program wrote it; restore it from a backup, or ingest again into a new store";
const fullWords =
  /No space left on device|ENOSPC|not enough disk space|max_temp_directory_size|Disk quota exceeded|File too large/i;
const busyWords = /Could not set lock|Conflicting lock|different configuration than existing connections/i;
const brokenWords = /^(FATAL|INTERNAL) Error|database has been invalidated|Corrupt|checksum|Serialization Error|IO Error/i;

function tell(
  cause: unknown,
  finding: { code: "STORE_FULL" | "STORE_BUSY" | "STORE_DAMAGED"; found: string; expected: string },
): TributaryError {
  return new TributaryError({ ...finding, where: {} }, cause);
}

function firstLine(message: string): string {
  return message.split("\n")[0] ?? "";
}
