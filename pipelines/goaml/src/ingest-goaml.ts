import { ingestSubmissions, type SubmissionFormat, type SubmissionOptions } from "@tributary/bank-kit";
import { fail } from "@tributary/domain";
import type { IngestFiles, IngestReport } from "@tributary/pipeline-kit";
import { findProfile } from "./goaml-profile.ts";
import { isOffset } from "./parse-profile.ts";
import { readGoaml } from "./read-goaml.ts";

/** What is read, and what the files do not say themselves. */
export interface IngestGoaml extends IngestFiles, SubmissionOptions {
  /** One of `listProfiles()`: the national edition that the files follow. */
  readonly profile: string;
  /** Offset such as `+07:00` of times that state none; only where the profile has no zone of its own. */
  readonly zoneOffset?: string | undefined;
}

/** Changes when the same bytes would be read otherwise. */
const readerVersion = "goaml-reader/2";

/**
 * Brings goAML report files into the store, one after the other. Errors: USAGE for an unknown profile, an empty submitter
 * or an offset that does not fit; whatever is wrong with the files is in the reports. Warnings stand behind the errors there.
 */
export async function ingestGoaml(request: IngestGoaml): Promise<readonly IngestReport[]> {
  return ingestSubmissions(request, goamlFormat(request));
}

/** How goAML files are read, for an ingestion or a check. */
export function goamlFormat(request: Pick<IngestGoaml, "profile" | "zoneOffset">): SubmissionFormat {
  const profile = findProfile(request.profile);
  const zoneOffset = readZoneOffset(request.zoneOffset, profile.zone?.name ?? null);
  return {
    kind: "goaml",
    format: "goaml",
    profile: profile.id,
    country: profile.institutionCodeSpace,
    options: JSON.stringify({ reader: readerVersion, zoneOffset: zoneOffset ?? null }),
    read: (received, submission) => readGoaml({ bytes: received.bytes(), submission, profile, zoneOffset }),
  };
}

function readZoneOffset(text: string | undefined, zone: string | null): string | undefined {
  if (text === undefined) return undefined;
  if (zone !== null) fail("USAGE", { found: `zone offset ${text}`, expected: `none: the profile says ${zone}` });
  return isOffset(text) ? text : fail("USAGE", { found: `zone offset ${text}`, expected: "an offset such as +07:00" });
}
