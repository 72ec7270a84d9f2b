import type { Finding } from "@tributary/domain";
import type { ArchiveEntry } from "./open-archive.ts";

/** A packed report: one XML file, and what was sent beside it. */
export type ReportArchive =
  | { readonly ok: true; readonly report: ArchiveEntry; readonly attachments: readonly ArchiveEntry[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** What macOS adds beside each file: its attributes, under the file's own name. */
const macFolder = "__MACOSX/";

/** Tells the one report from its attachments by name, as goAML Web does: exactly one entry ends in `.xml`. */
export function splitReportArchive(entries: readonly ArchiveEntry[], origin: string): ReportArchive {
  const [report, ...others] = entries.filter(({ name }) => /\.xml$/i.test(name) && !name.startsWith(macFolder));
  if (report !== undefined && others.length === 0) {
    return { ok: true, report, attachments: entries.filter((entry) => entry !== report) };
  }
  const found = report === undefined ? "no XML file" : `${others.length + 1} XML files: ${shownNames([report, ...others])}`;
  const expected = "an archive with exactly one report (.xml) and its attachments";
  return { ok: false, findings: [{ code: "FILE_UNREADABLE", found, expected, where: { file: origin } }] };
}

function shownNames(entries: readonly ArchiveEntry[]): string {
  const shown = entries.slice(0, 5).map(({ shownName }) => shownName);
  return [...shown, ...(entries.length > 5 ? ["…"] : [])].join(", ");
}
