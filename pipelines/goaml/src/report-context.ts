import { type Digest, digestFields } from "@tributary/domain";
import type { GoamlProfile } from "./goaml-profile.ts";

/** What holds for every record of one report. */
export interface ReportContext {
  /** The file's name without folders, for findings. */
  readonly file: string;
  readonly fileSha256: Digest;
  readonly profile: GoamlProfile;
  /** Offset of times that state none, where the profile has no zone. */
  readonly zoneOffset: string | null;
  readonly submitter: string;
  readonly reference: string;
  readonly reportId: Digest;
  readonly localCurrency: string | null;
}

/** The opaque id of a report: it stays inside the `str` schema. */
export function reportIdOf(submitter: string, reference: string): Digest {
  return digestFields("tributary/str-report/1", [submitter, reference]);
}
