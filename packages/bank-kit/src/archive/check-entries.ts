import { type Finding, type Refusal, showFound } from "@tributary/domain";
import type { ArchiveLimits } from "./archive-limits.ts";
import type { EndRecord } from "./end-record.ts";
import type { StatedEntry } from "./read-directory.ts";

export interface EntryCheck {
  readonly origin: string;
  readonly limits: ArchiveLimits;
  readonly end: EndRecord;
}

const unsaid32 = 0xffffffff;
const encryptedFlags = 0x2041;
const descriptorFlag = 0x8;
const descriptorLengths: readonly number[] = [12, 16, 20, 24];
const plainExpectation = "an archive whose entries stand one after another from its first byte to its directory";

/** What is wrong with the entries by their names, kinds, sizes and places, before any content is read: all of it. */
export function checkEntries(stated: readonly StatedEntry[], check: EntryCheck): readonly Finding[] {
  const findings: Finding[] = [];
  const seen = new Map<string, StatedEntry>();
  for (const entry of stated) {
    const refusals = [...nameRefusals(entry, check.limits), ...kindRefusals(entry), ...headerRefusals(entry)];
    const key = entry.name.normalize("NFC").toLowerCase();
    const other = seen.get(key);
    if (other === undefined) seen.set(key, entry);
    else
      refusals.push({
        code: "FILE_UNREADABLE",
        found: `the name of entry ${other.index} again`,
        expected: "names that differ, also without regard to case",
      });
    findings.push(...refusals.map((refusal) => findingOf(refusal, entry, check.origin)));
  }
  findings.push(...sizeRefusals(stated, check.limits).map((refusal) => ({ ...refusal, where: { file: check.origin } })));
  findings.push(...layoutFindings(stated, check));
  return findings;
}

export function findingOf(refusal: Refusal, entry: Pick<StatedEntry, "index" | "name">, origin: string): Finding {
  const { code, found, expected } = refusal;
  return {
    code,
    found: showFound(found),
    expected,
    where: { file: origin, path: showFound(entry.name), record: `entry ${entry.index}` },
  };
}

function nameRefusals({ name }: StatedEntry, limits: ArchiveLimits): Refusal[] {
  const refusals: Refusal[] = [];
  const add = (found: string, expected: string): void => void refusals.push({ code: "FILE_UNREADABLE", found, expected });
  if (name === "") add("an entry without a name", "a name for each entry");
  if (/[\p{Cc}\ufffd]/u.test(name)) add(`the name ${name}`, "names without control characters, in UTF-8 where they say so");
  if (/^[a-z]:/i.test(name)) add(`the name ${name}, which names a drive`, "names that are relative to the archive");
  if (name.startsWith("/")) add(`the name ${name}, which is an absolute path`, "names that are relative to the archive");
  if (name.split("/").includes("..")) add(`the name ${name}, which leads out of the archive`, "names without ..");
  if (name.length > limits.nameCharactersMax) {
    const expected = `at most ${limits.nameCharactersMax} characters (nameCharactersMax)`;
    refusals.push({ code: "FILE_TOO_LARGE", found: `a name of ${name.length} characters`, expected });
  }
  return refusals;
}

function kindRefusals({ entry, local }: StatedEntry): Refusal[] {
  const refusals: Refusal[] = [];
  const localFlags = "fileDataStart" in local ? local.generalPurposeBitFlag : 0;
  if (((entry.generalPurposeBitFlag | localFlags) & encryptedFlags) !== 0) {
    refusals.push({ code: "FILE_UNREADABLE", found: "an encrypted entry", expected: "entries without a password" });
  } else if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    const found = `compression method ${entry.compressionMethod}`;
    refusals.push({ code: "FILE_UNREADABLE", found, expected: "stored (0) or deflated (8) entries" });
  }
  const unixType = entry.versionMadeBy >>> 8 === 3 ? (entry.externalFileAttributes >>> 16) & 0o170000 : 0;
  if (![0, 0o100000, 0o040000].includes(unixType)) {
    const found = unixType === 0o120000 ? "a symbolic link" : "a device, pipe or socket";
    refusals.push({ code: "FILE_UNREADABLE", found, expected: "files and folders only" });
  }
  return refusals;
}

/** The directory and the header before the content say the same thing twice. Two readers that believe different ones see two archives. */
function headerRefusals({ entry, local, nameBytes }: StatedEntry): Refusal[] {
  if (!("fileDataStart" in local)) return [local];
  const lies: string[] = [];
  const isLater = (entry.generalPurposeBitFlag & descriptorFlag) !== 0;
  const differs = (stated: number, inHeader: number): boolean =>
    inHeader !== stated && inHeader !== unsaid32 && !(isLater && inHeader === 0);
  if (!Buffer.from(nameBytes).equals(local.fileName)) lies.push("name");
  if (entry.compressionMethod !== local.compressionMethod) lies.push("compression");
  if (((entry.generalPurposeBitFlag ^ local.generalPurposeBitFlag) & (descriptorFlag | encryptedFlags)) !== 0) lies.push("flags");
  if (differs(entry.crc32, local.crc32)) lies.push("check sum");
  if (differs(entry.compressedSize, local.compressedSize)) lies.push("compressed size");
  if (differs(entry.uncompressedSize, local.uncompressedSize)) lies.push("size");
  if (lies.length === 0) return [];
  const found = `another ${lies.join(", ")} in the directory than before the content`;
  return [{ code: "FILE_UNREADABLE", found, expected: "a directory that says what the entries' own headers say" }];
}

function sizeRefusals(stated: readonly StatedEntry[], limits: ArchiveLimits): Refusal[] {
  const expanded = stated.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
  const compressed = stated.reduce((sum, { entry }) => sum + entry.compressedSize, 0);
  if (expanded > limits.expandedBytesMax) {
    const expected = `at most ${limits.expandedBytesMax} bytes (expandedBytesMax)`;
    return [{ code: "FILE_TOO_LARGE", found: `${expanded} bytes after decompression`, expected }];
  }
  if (expanded > limits.ratioFreeBytes && expanded > compressed * limits.ratioMax) {
    const found = `${expanded} bytes out of ${compressed} compressed ones`;
    return [{ code: "FILE_TOO_LARGE", found, expected: `at most ${limits.ratioMax} bytes for each compressed one (ratioMax)` }];
  }
  return [];
}

/** Entries tile the file: no byte belongs to two of them (one small content given out many times), and none to nobody. */
function layoutFindings(stated: readonly StatedEntry[], { origin, end }: EntryCheck): Finding[] {
  const findings: Finding[] = [];
  const placed = stated
    .flatMap((entry) => ("fileDataStart" in entry.local ? [{ entry, dataStart: entry.local.fileDataStart }] : []))
    .sort((a, b) => a.entry.entry.relativeOffsetOfLocalHeader - b.entry.entry.relativeOffsetOfLocalHeader);
  let at = 0;
  let previous: StatedEntry | undefined;
  const gap = (next: number, entry: StatedEntry | undefined): void => {
    const rest = next - at;
    const hasDescriptor = previous !== undefined && (previous.entry.generalPurposeBitFlag & descriptorFlag) !== 0;
    if (hasDescriptor ? descriptorLengths.includes(rest) : rest === 0) return;
    const found = rest < 0 ? "bytes that belong to two entries" : `${rest} bytes before byte ${next} that belong to no entry`;
    const refusal: Refusal = { code: "FILE_UNREADABLE", found, expected: plainExpectation };
    findings.push(entry === undefined ? { ...refusal, where: { file: origin } } : findingOf(refusal, entry, origin));
  };
  for (const { entry, dataStart } of placed) {
    gap(entry.entry.relativeOffsetOfLocalHeader, entry);
    at = dataStart + entry.entry.compressedSize;
    previous = entry;
  }
  if (placed.length === stated.length) gap(end.directoryStart, undefined);
  return findings;
}
