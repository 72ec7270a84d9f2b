import { createHash } from "node:crypto";
import { type Digest, type Finding, showFound, TributaryError, toDigest } from "@tributary/domain";
import type { ArchiveBytes } from "./archive-bytes.ts";
import { type ArchiveLimits, archiveLimits } from "./archive-limits.ts";
import { checkEntries, findingOf } from "./check-entries.ts";
import { readEndRecord } from "./end-record.ts";
import { readEntryContent } from "./entry-content.ts";
import { isArchiveType, mediaHeadBytes, mediaTypeOf } from "./media-type.ts";
import { readDirectory, type StatedEntry } from "./read-directory.ts";

/** A file inside an archive. */
export interface ArchiveEntry {
  /** Counts from 1, in the order of the archive's directory. */
  readonly index: number;
  /** As the sender wrote it. Hostile: a name, never a path of this machine. */
  readonly name: string;
  /** The name with control and direction characters made visible, for people. */
  readonly shownName: string;
  readonly byteCount: number;
  readonly sha256: Digest;
  /** By the first bytes, whatever the name says. */
  readonly mediaType: string;
  /** The content, checked again while it is read. May be read more than once. */
  readonly open: () => AsyncGenerator<Uint8Array, void, undefined>;
}

export interface OpenArchive {
  readonly bytes: ArchiveBytes;
  /** The archive's name without folders, for findings. */
  readonly origin: string;
  readonly limits?: Partial<ArchiveLimits> | undefined;
}

export type ArchiveReading =
  | { readonly ok: true; readonly entries: readonly ArchiveEntry[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Opens a ZIP file (PKWARE APPNOTE 6.3.10: stored and deflated entries, 64-bit sizes) and reads every entry once to its end, so that
 * nothing is handed on from an archive that is damaged or lies. All that is wrong is told at once: FILE_UNREADABLE, FILE_TRUNCATED,
 * FILE_TOO_LARGE. Nothing is written to disk; memory does not grow with the content. Folders are left out.
 */
export async function openArchive({ bytes, origin, limits }: OpenArchive): Promise<ArchiveReading> {
  const bounds = { ...archiveLimits, ...limits };
  try {
    const end = await readEndRecord(bytes);
    const stated = await readDirectory(bytes, { end, limits: bounds });
    const findings = checkEntries(stated, { origin, limits: bounds, end });
    return findings.length > 0 ? { ok: false, findings } : await readAll(stated, { bytes, origin });
  } catch (error) {
    return { ok: false, findings: [withFile(inputFinding(error), origin)] };
  }
}

async function readAll(stated: readonly StatedEntry[], archive: Pick<OpenArchive, "bytes" | "origin">): Promise<ArchiveReading> {
  const entries: ArchiveEntry[] = [];
  const findings: Finding[] = [];
  for (const entry of stated) {
    if (entry.name.endsWith("/") && entry.entry.uncompressedSize === 0) continue;
    try {
      const read = await readOne(entry, archive);
      entries.push(read);
      if (isArchiveType(read.mediaType)) {
        const found = `an archive inside the archive (${read.mediaType})`;
        findings.push(
          findingOf({ code: "FILE_UNREADABLE", found, expected: "files that are no archives themselves" }, entry, archive.origin),
        );
      }
    } catch (error) {
      findings.push(withFile(inputFinding(error), archive.origin));
    }
  }
  return findings.length > 0 ? { ok: false, findings } : { ok: true, entries };
}

async function readOne(entry: StatedEntry, { bytes, origin }: Pick<OpenArchive, "bytes" | "origin">): Promise<ArchiveEntry> {
  const open = (): AsyncGenerator<Uint8Array, void, undefined> => readEntryContent(bytes, entry, origin);
  const hash = createHash("sha256");
  let head: Uint8Array = new Uint8Array(0);
  for await (const piece of open()) {
    hash.update(piece);
    if (head.length < mediaHeadBytes) head = Buffer.concat([head, piece.subarray(0, mediaHeadBytes - head.length)]);
  }
  return {
    index: entry.index,
    name: entry.name,
    shownName: showFound(entry.name),
    byteCount: entry.entry.uncompressedSize,
    sha256: toDigest(hash.digest("hex")),
    mediaType: mediaTypeOf(head),
    open,
  };
}

function inputFinding(error: unknown): Finding {
  if (error instanceof TributaryError && error.kind === "input") return error.finding;
  throw error;
}

function withFile(finding: Finding, origin: string): Finding {
  return { ...finding, where: { ...finding.where, file: origin } };
}
