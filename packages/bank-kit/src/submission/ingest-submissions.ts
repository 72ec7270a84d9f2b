import { digestText, type SourceKind } from "@tributary/domain";
import { type IngestFiles, type IngestItem, type IngestReport, ingestFile, type ReceivedFile } from "@tributary/pipeline-kit";
import { withPlainAccounts } from "./plain-account.ts";
import { withPlainLocator } from "./plain-locator.ts";
import { SubmissionScope } from "./report-scope.ts";
import { readSubmitter, type SubmissionContext } from "./submission.ts";

/** What the files do not say themselves. */
export interface SubmissionOptions {
  /** Who sent the files, under a name that the operator chose. */
  readonly submitter: string;
  /** 1 unless the files amend what was sent before: a higher version supersedes the lower ones when it was read to its end. */
  readonly versionNumber?: bigint | undefined;
}

/** How the files of one format are read. */
export interface SubmissionFormat {
  readonly kind: SourceKind;
  /** `goaml`, as reports name it. */
  readonly format: string;
  /** The profile's or mapping's name. */
  readonly profile: string;
  readonly country: string | null;
  /** Canonical text of all else that changes how the bytes are read: reader's version, profile, map. */
  readonly options: string;
  /**
   * Turns a file into items through `scope`: each report is opened there, each record finished. The same bytes and options must give
   * the same items in the same order. `scope.breakOff()` where the file could not be read to its end.
   */
  readonly read: (received: ReceivedFile, scope: SubmissionScope) => AsyncIterable<IngestItem>;
}

/**
 * Brings submissions into the store, one file after the other. Good records load, bad ones are kept apart; the same file again changes nothing.
 * Errors: USAGE for an empty submitter; whatever is wrong with the files is in the reports.
 */
export async function ingestSubmissions(
  request: IngestFiles & SubmissionOptions,
  format: SubmissionFormat,
): Promise<readonly IngestReport[]> {
  const submitter = readSubmitter(request.submitter);
  const { paths, versionNumber = 1n, store, limits, signal, onProgress, onAcknowledged } = request;
  const options = JSON.stringify({
    // A profile or a map can name people, and what a run was read with stands plain in the store.
    options: digestText(format.options),
    profile: format.profile,
    submitter,
    version: versionNumber.toString(),
  });
  const reports: IngestReport[] = [];
  for (const path of paths) {
    if (request.signal?.aborted === true) break;
    let scope: SubmissionScope | undefined;
    const report = await ingestFile({
      store,
      path,
      kind: format.kind,
      options,
      submitter,
      limits,
      signal,
      onProgress,
      onAcknowledged,
      // A table may have no other name than its file's: the same bytes under another one are the same report.
      read: (received, firstOrigin) => {
        const named = { ...received, origin: firstOrigin };
        scope = new SubmissionScope(contextOf(named, { format, submitter, versionNumber }));
        return readWhole(format, named, scope);
      },
      finish: () => scope?.completions() ?? [],
    });
    reports.push(report);
  }
  return reports;
}

/** A reading that ends with an error has not seen the file's end. */
async function* readWhole(
  format: SubmissionFormat,
  received: ReceivedFile,
  scope: SubmissionScope,
): AsyncGenerator<IngestItem, void, undefined> {
  try {
    for await (const item of format.read(received, scope)) yield withPlainLocator(withPlainAccounts(item));
  } catch (error) {
    scope.breakOff();
    throw error;
  }
}

export function contextOf(
  received: Pick<ReceivedFile, "origin" | "sha256">,
  { format, submitter, versionNumber }: { format: SubmissionFormat; submitter: string; versionNumber: bigint },
): SubmissionContext {
  return {
    file: received.origin,
    fileSha256: received.sha256,
    submitter,
    format: format.format,
    profile: format.profile,
    versionNumber,
    country: format.country,
  };
}
