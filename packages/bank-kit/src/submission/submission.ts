import { type Digest, fail } from "@tributary/domain";
import { digestFields } from "@tributary/pipeline-kit";

/** What is known of a submission before its first byte is read. */
export interface SubmissionContext {
  /** The file's name without folders, for findings. */
  readonly file: string;
  readonly fileSha256: Digest;
  /** Who sent it, under a name that the operator chose. */
  readonly submitter: string;
  readonly format: string;
  readonly profile: string;
  /** Which version of its reports the file holds; 1 unless it amends. */
  readonly versionNumber: bigint;
  /** ISO 3166 code of the country whose phone numbers may be written without a prefix. */
  readonly country: string | null;
  /** All unless stated otherwise: a check counts transfers and tells findings, and needs no other rows. */
  readonly rowsWanted?: "transfers" | undefined;
}

/** The opaque id of a report: it stays inside the `str` schema. */
export function reportIdOf(submitter: string, reference: string): Digest {
  return digestFields("tributary/report/2", [submitter, reference]);
}

/** The opaque id of one version of a report. */
export function versionIdOf(reportId: Digest, number: bigint): Digest {
  return digestFields("tributary/report-version/1", [reportId, number.toString()]);
}

const submitterCharactersMax = 128;

/** Checks a submitter's name. Error: USAGE. */
export function readSubmitter(text: string): string {
  const isPlain = text.trim() === text && text !== "" && text.length <= submitterCharactersMax && !/[\p{Cc}\p{Cf}]/u.test(text);
  const expected = `a name of 1 to ${submitterCharactersMax} characters, such as reporting-entity-01`;
  return isPlain ? text : fail("USAGE", { found: `submitter "${text}"`, expected });
}
