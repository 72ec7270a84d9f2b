import { type Finding, fail } from "@tributary/domain";
import { type IngestFiles, type IngestReport, ingestFile, ingestLimits, withWarnings } from "@tributary/pipeline-kit";
import { findProfile, isOffset } from "./goaml-profile.ts";
import { readGoaml } from "./read-goaml.ts";

/** What is read, and what the files do not say themselves. */
export interface IngestStr extends IngestFiles {
  /** One of `listProfiles()`: the national edition that the files follow. */
  readonly profile: string;
  /** Who sent the files, under a name that the operator chose. */
  readonly submitter: string;
  /** Offset such as `+07:00` of times that state none; only where the profile has no zone of its own. */
  readonly zoneOffset?: string | undefined;
}

/** Changes when the same bytes would be read otherwise. */
const readerVersion = "goaml-reader/1";

/**
 * Brings goAML report files into the store, one after the other. Errors: USAGE for an unknown profile, an empty submitter
 * or an offset that does not fit; whatever is wrong with the files is in the reports. Warnings stand behind the errors there.
 */
export async function ingestStr(request: IngestStr): Promise<readonly IngestReport[]> {
  const profile = findProfile(request.profile);
  const submitter = readSubmitter(request.submitter);
  const zoneOffset = readZoneOffset(request.zoneOffset, profile.zone?.name ?? null);
  const reports: IngestReport[] = [];
  for (const path of request.paths) {
    if (request.signal?.aborted === true) break;
    const { store, signal, onProgress, onAcknowledged, limits } = request;
    const warnings = startWarnings(limits?.findingsShownMax ?? ingestLimits.findingsShownMax);
    const report = await ingestFile({
      store,
      path,
      kind: "goaml",
      options: JSON.stringify({ reader: readerVersion, profile: profile.id, submitter, zoneOffset: zoneOffset ?? null }),
      submitter,
      read: (received) =>
        readGoaml({
          bytes: received.bytes(),
          origin: received.origin,
          fileSha256: received.sha256,
          profile,
          submitter,
          zoneOffset,
          onWarning: warnings.add,
        }),
      limits,
      signal,
      onProgress,
      onAcknowledged,
    });
    reports.push(warnings.addTo(report));
  }
  return reports;
}

/** Warnings of one file: the first of them, and how many there were. */
interface Warnings {
  readonly add: (warning: Finding) => void;
  readonly addTo: (report: IngestReport) => IngestReport;
}

function startWarnings(shownMax: number): Warnings {
  const shown: Finding[] = [];
  let total = 0n;
  return {
    add: (warning) => {
      total += 1n;
      if (shown.length < shownMax) shown.push(warning);
    },
    addTo: (report) => withWarnings(report, { shown, total }, shownMax),
  };
}

const submitterCharactersMax = 128;

function readSubmitter(text: string): string {
  const isPlain = text.trim() === text && text !== "" && text.length <= submitterCharactersMax && !/[\p{Cc}\p{Cf}]/u.test(text);
  const expected = `a name of 1 to ${submitterCharactersMax} characters, such as reporting-entity-01`;
  return isPlain ? text : fail("USAGE", { found: `submitter "${text}"`, expected });
}

function readZoneOffset(text: string | undefined, zone: string | null): string | undefined {
  if (text === undefined) return undefined;
  if (zone !== null) fail("USAGE", { found: `zone offset ${text}`, expected: `none: the profile says ${zone}` });
  return isOffset(text) ? text : fail("USAGE", { found: `zone offset ${text}`, expected: "an offset such as +07:00" });
}
