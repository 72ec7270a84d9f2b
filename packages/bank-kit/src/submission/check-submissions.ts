import { type AssetId, type Digest, type Finding, type TransferId, TributaryError } from "@tributary/domain";
import {
  type IngestFiles,
  type IngestItem,
  type IngestLimits,
  ingestLimits,
  openReceivedFile,
  originOf,
} from "@tributary/pipeline-kit";
import { contextOf, type SubmissionFormat, type SubmissionOptions } from "./ingest-submissions.ts";
import { SubmissionScope } from "./report-scope.ts";
import { unmadeTransfer } from "./reported-record.ts";
import { readSubmitter } from "./submission.ts";

/** What a file would bring. Nothing is written and no store is asked: what an earlier submission says otherwise shows only when it is ingested. */
export interface SubmissionCheck {
  /** The file's name without folders. */
  readonly origin: string;
  /** Null where the file could not be opened. */
  readonly sha256: Digest | null;
  readonly byteCount: bigint;
  /** Source records without those that only begin or end a report: `records = readable + rejected`. */
  readonly records: bigint;
  readonly readable: bigint;
  readonly rejected: bigint;
  /** Errors in the order of the file, warnings among them where they stand. */
  readonly findings: readonly Finding[];
  readonly findingsTotal: bigint;
  /** How many of all findings are warnings. */
  readonly warnings: bigint;
  /** Two-sided payments that would enter the ledger; a movement that its bank named and tells twice counts once. */
  readonly transfers: bigint;
  /** Their sum by asset, in atoms. */
  readonly moved: ReadonlyMap<AssetId, bigint>;
  readonly isInterrupted: boolean;
}

export type CheckFiles = Pick<IngestFiles, "paths" | "signal" | "onProgress"> &
  SubmissionOptions & { readonly limits?: Partial<IngestLimits> | undefined };

/** Findings that one check keeps; the rest is counted. */
const checkFindingsMax = 10_000;

/** Reads submissions as `ingestSubmissions` would and changes nothing. Errors: USAGE for an empty submitter. */
export async function checkSubmissions(request: CheckFiles, format: SubmissionFormat): Promise<readonly SubmissionCheck[]> {
  readSubmitter(request.submitter);
  const checks: SubmissionCheck[] = [];
  for (const path of request.paths) {
    if (request.signal?.aborted === true) break;
    checks.push(await checkFile(path, request, format));
  }
  return checks;
}

async function checkFile(path: string, request: CheckFiles, format: SubmissionFormat): Promise<SubmissionCheck> {
  const origin = originOf(path);
  const counting = new CheckCounting();
  const limits = { ...ingestLimits, ...request.limits };
  const onBytes = (phase: "hashing" | "reading", done: bigint, total: bigint): void =>
    request.onProgress?.({ origin, phase, done, total, records: counting.records });
  try {
    const received = await openReceivedFile({ path, limits, onBytes });
    const { sha256, byteCount } = received;
    try {
      const { submitter, versionNumber = 1n } = request;
      const scope = new SubmissionScope({
        ...contextOf(received, { format, submitter, versionNumber }),
        rowsWanted: "transfers",
      });
      for await (const item of format.read(received, scope)) {
        if (request.signal?.aborted === true) break;
        counting.count(item);
      }
    } catch (error) {
      counting.refuse(findingOf(error));
    } finally {
      await received.close();
    }
    return counting.check({ origin, sha256, byteCount, isInterrupted: request.signal?.aborted === true });
  } catch (error) {
    counting.refuse(findingOf(error));
    return counting.check({ origin, sha256: null, byteCount: 0n, isInterrupted: false });
  }
}

/** What is wrong with the input is a finding; everything else is thrown on. */
function findingOf(error: unknown): Finding {
  if (error instanceof TributaryError && error.kind === "input") return error.finding;
  throw error;
}

class CheckCounting {
  records = 0n;
  #readable = 0n;
  #warnings = 0n;
  #findingsTotal = 0n;
  #transfers = 0n;
  readonly #findings: Finding[] = [];
  readonly #moved = new Map<AssetId, bigint>();
  /** Transfers that their format names itself: another report of the file may state the same one. */
  readonly #named = new Set<string>();

  count(item: IngestItem): void {
    if ("findings" in item) {
      this.records += 1n;
      for (const finding of item.findings) this.#keep(finding);
      return;
    }
    if (item.isFrame !== true) {
      this.records += 1n;
      this.#readable += 1n;
    }
    for (const warning of item.warnings ?? []) this.#keep({ ...warning, severity: "warning" });
    for (const { id, asset, atoms } of item.rows.transfers ?? []) {
      if (this.#isKnown(id)) continue;
      this.#transfers += 1n;
      this.#moved.set(asset, (this.#moved.get(asset) ?? 0n) + atoms);
    }
  }

  /** Whether this file stated the transfer before. */
  #isKnown(id: TransferId): boolean {
    if (id === unmadeTransfer) return false;
    const { size } = this.#named;
    return this.#named.add(id).size === size;
  }

  refuse(finding: Finding): void {
    this.records += 1n;
    this.#keep(finding);
  }

  check(file: Pick<SubmissionCheck, "origin" | "sha256" | "byteCount" | "isInterrupted">): SubmissionCheck {
    return {
      ...file,
      records: this.records,
      readable: this.#readable,
      rejected: this.records - this.#readable,
      findings: this.#findings,
      findingsTotal: this.#findingsTotal,
      warnings: this.#warnings,
      transfers: this.#transfers,
      moved: this.#moved,
    };
  }

  #keep(finding: Finding): void {
    this.#findingsTotal += 1n;
    if (finding.severity === "warning") this.#warnings += 1n;
    if (this.#findings.length < checkFindingsMax) this.#findings.push(finding);
  }
}
