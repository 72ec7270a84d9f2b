import { fail } from "@tributary/domain";
import type { ArchiveBytes } from "./archive-bytes.ts";

/** Where the directory of a ZIP file stands, as its end records state it (PKWARE APPNOTE 6.3.10, sections 4.3.14 to 4.3.16). */
export interface EndRecord {
  readonly entryCount: number;
  readonly directoryStart: number;
  /** Where the directory ends and the first end record starts. */
  readonly directoryEnd: number;
}

const endBytes = 22;
const locatorBytes = 20;
const endSignature = 0x06054b50;
const locatorSignature = 0x07064b50;
const wideSignature = 0x06064b50;
const unsaid16 = 0xffff;
const unsaid32 = 0xffffffff;
const expected = "a ZIP file whose end records agree with each other and with its size";

/**
 * Reads the end records and holds them against each other: bytes after them, a directory that does not end where they start, two
 * counts, 64-bit records that contradict the short ones. Throws FILE_TRUNCATED, FILE_UNREADABLE.
 */
export async function readEndRecord(bytes: ArchiveBytes): Promise<EndRecord> {
  const at = await findEnd(bytes);
  const end = viewOf(await bytes.readAt(at, endBytes));
  const stated = {
    disk: end.getUint16(4, true),
    directoryDisk: end.getUint16(6, true),
    countHere: end.getUint16(8, true),
    count: end.getUint16(10, true),
    size: end.getUint32(12, true),
    start: end.getUint32(16, true),
  };
  const wide = await readWide(bytes, at);
  if (wide === undefined) {
    if (stated.disk !== 0 || stated.directoryDisk !== 0) refuseEnd("an archive in several parts");
    if (stated.count !== stated.countHere) refuseEnd(`${stated.count} and ${stated.countHere} entries`);
    return directoryOf({ entryCount: stated.count, start: stated.start, size: stated.size, end: at });
  }
  agree("entries", { short: stated.count, wide: wide.count, unsaid: unsaid16 });
  agree("bytes of directory", { short: stated.size, wide: wide.size, unsaid: unsaid32 });
  agree("start of the directory", { short: stated.start, wide: wide.start, unsaid: unsaid32 });
  return directoryOf({ entryCount: wide.count, start: wide.start, size: wide.size, end: wide.at });
}

async function findEnd(bytes: ArchiveBytes): Promise<number> {
  const length = Math.min(bytes.byteCount, endBytes + unsaid16);
  const tailStart = bytes.byteCount - length;
  const tail = viewOf(await bytes.readAt(tailStart, length));
  for (let at = length - endBytes; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== endSignature) continue;
    if (tail.getUint16(at + 20, true) === length - at - endBytes) return tailStart + at;
    return refuseEnd(`${length - at - endBytes} bytes after the end record, which states ${tail.getUint16(at + 20, true)}`);
  }
  return fail("FILE_TRUNCATED", { found: "no end record of a ZIP file", expected: "the whole ZIP file; send it again" });
}

interface WideEnd {
  readonly at: number;
  readonly count: number;
  readonly size: number;
  readonly start: number;
}

async function readWide(bytes: ArchiveBytes, endAt: number): Promise<WideEnd | undefined> {
  const locatorAt = endAt - locatorBytes;
  if (locatorAt < 0) return undefined;
  const locator = viewOf(await bytes.readAt(locatorAt, locatorBytes));
  if (locator.getUint32(0, true) !== locatorSignature) return undefined;
  const at = numberOf(locator.getBigUint64(8, true));
  const record = viewOf(await bytes.readAt(at, 56));
  if (record.getUint32(0, true) !== wideSignature) refuseEnd("a 64-bit locator that points at no 64-bit end record");
  if (at + 12 + numberOf(record.getBigUint64(4, true)) !== locatorAt) {
    refuseEnd("a 64-bit end record that does not end at its locator");
  }
  const [count, countHere] = [numberOf(record.getBigUint64(32, true)), numberOf(record.getBigUint64(24, true))];
  const isWhole = record.getUint32(16, true) === 0 && record.getUint32(20, true) === 0 && locator.getUint32(16, true) <= 1;
  if (!isWhole) refuseEnd("an archive in several parts");
  if (count !== countHere) refuseEnd(`${count} and ${countHere} entries`);
  return { at, count, size: numberOf(record.getBigUint64(40, true)), start: numberOf(record.getBigUint64(48, true)) };
}

function agree(what: string, { short, wide, unsaid }: { short: number; wide: number; unsaid: number }): void {
  if (short !== unsaid && short !== wide) refuseEnd(`${what}: ${short} in the short and ${wide} in the 64-bit end record`);
}

function directoryOf(stated: { entryCount: number; start: number; size: number; end: number }): EndRecord {
  if (stated.start + stated.size !== stated.end) {
    refuseEnd(
      `a directory of ${stated.size} bytes stated to start at byte ${stated.start}, before an end record at byte ${stated.end}`,
    );
  }
  return { entryCount: stated.entryCount, directoryStart: stated.start, directoryEnd: stated.end };
}

function numberOf(value: bigint): number {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : refuseEnd(`the number ${value} in an end record`);
}

function refuseEnd(found: string): never {
  return fail("FILE_UNREADABLE", { found, expected });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
