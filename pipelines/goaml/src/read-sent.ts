import { archiveBytesOf, openArchive, splitReportArchive } from "@tributary/bank-kit";
import { digestText, type Finding } from "@tributary/domain";
import type { IngestItem, ReceivedFile } from "@tributary/pipeline-kit";
import { type GoamlSource, readGoaml } from "./read-goaml.ts";

/**
 * Reads a file as banks send it: a report as XML, or a ZIP archive with one report and its attachments. Of an attachment its name, size, type
 * and digest are kept, not its content. An archive that is damaged, or has no report or several, is refused whole with all reasons.
 */
export async function* readSent(
  received: Pick<ReceivedFile, "origin" | "sha256" | "byteCount" | "isGzip" | "head" | "bytes" | "readAt">,
  source: Omit<GoamlSource, "bytes" | "attachments">,
): AsyncGenerator<IngestItem, void, undefined> {
  if (!isArchive(received.head)) {
    yield* readGoaml({ ...source, bytes: received.bytes() });
    return;
  }
  const opened = received.isGzip
    ? refusePacked(received.origin)
    : await openArchive({ bytes: archiveBytesOf(received), origin: received.origin });
  const split = opened.ok ? splitReportArchive(opened.entries, received.origin) : opened;
  if (split.ok) {
    yield* readGoaml({ ...source, bytes: split.report.open(), attachments: split.attachments });
    return;
  }
  source.submission.breakOff();
  const record = { fileSha256: received.sha256, locator: "archive", rawSha256: digestText("") };
  yield { record, findings: split.findings, raw: "" };
}

function refusePacked(origin: string): { readonly ok: false; readonly findings: readonly Finding[] } {
  const found = "a ZIP archive inside gzip";
  return {
    ok: false,
    findings: [{ code: "FILE_UNREADABLE", found, expected: "the ZIP archive itself", where: { file: origin } }],
  };
}

/** A ZIP file begins with an entry, or with the end of an empty directory. */
function isArchive([first, second, third, fourth]: Uint8Array): boolean {
  return first === 0x50 && second === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6));
}
