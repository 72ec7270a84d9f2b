import { checkZoneOffset, ingestSubmissions, type SubmissionFormat, type SubmissionOptions } from "@tributary/bank-kit";
import { fail } from "@tributary/domain";
import type { IngestFiles, IngestReport } from "@tributary/pipeline-kit";
import { findProfile, type GoamlProfile } from "./goaml-profile.ts";
import { readSent } from "./read-sent.ts";
import type { ReportDefaults } from "./report-header.ts";
import { loadStructure } from "./structure/load-structure.ts";

/** What is read, and what the files do not say themselves. */
export interface IngestGoaml extends IngestFiles, SubmissionOptions {
  /** One of `listProfiles()`: the national edition that the files follow. */
  readonly profile: string;
  /** Offset such as `+07:00` of times that state none; only where the profile has no zone of its own. */
  readonly zoneOffset?: string | undefined;
  /** Of transactions sent alone, which have no header: the report's reference, and the currency where the profile has none. */
  readonly defaults?: ReportDefaults | undefined;
}

/** Changes when the same bytes would be read otherwise. */
const readerVersion = "goaml-reader/3";

/**
 * Brings goAML report files into the store, one after the other. Errors: USAGE for an unknown profile, an empty submitter
 * or an offset that does not fit; whatever is wrong with the files is in the reports. Warnings stand behind the errors there.
 */
export async function ingestGoaml(request: IngestGoaml): Promise<readonly IngestReport[]> {
  return ingestSubmissions(request, goamlFormat(request));
}

/** How goAML files are read, for an ingestion or a check: their form is checked along with the reading. */
export function goamlFormat(request: Pick<IngestGoaml, "profile" | "zoneOffset" | "defaults">): SubmissionFormat {
  const profile = findProfile(request.profile);
  const zoneOffset = readZoneOffset(request.zoneOffset, profile.zone?.name ?? null);
  const defaults = readDefaults(request.defaults, profile);
  const structure = loadStructure(profile.structure);
  const { reference = null, localCurrency = null } = defaults;
  const stated = [zoneOffset ?? null, profile.fileSha256, reference, localCurrency];
  return {
    kind: "goaml",
    format: "goaml",
    profile: profile.id,
    country: profile.institutionCodeSpace,
    options: JSON.stringify({ reader: readerVersion, stated }),
    read: (received, submission) => readSent(received, { submission, profile, zoneOffset, defaults, structure }),
  };
}

function readDefaults(defaults: ReportDefaults = {}, profile: GoamlProfile): ReportDefaults {
  const { localCurrency } = defaults;
  if (localCurrency === undefined) return defaults;
  if (profile.localCurrency !== null && profile.localCurrency !== localCurrency) {
    fail("USAGE", {
      found: `local currency ${localCurrency}`,
      expected: `${profile.localCurrency}, which ${profile.id} says, or none`,
    });
  }
  if (!/^[A-Z]{3}$/.test(localCurrency))
    fail("USAGE", { found: `local currency "${localCurrency}"`, expected: "a code such as EUR" });
  return defaults;
}

function readZoneOffset(text: string | undefined, zone: string | null): string | undefined {
  if (text === undefined) return undefined;
  if (zone !== null) fail("USAGE", { found: `zone offset ${text}`, expected: `none: the profile says ${zone}` });
  checkZoneOffset(text, "+07:00");
  return text;
}
