import { type Digest, digestFields, digestText, fail, formatInstant, type UtcMicros } from "@tributary/domain";
import type { ReportWithdrawal, Store } from "@tributary/pipeline-kit";
import { versionsOfReport } from "@tributary/queries";
import { readSubmitter, reportIdOf } from "./submission.ts";

/** A submitter's word that a report is taken back. */
export interface Withdrawal {
  readonly submitter: string;
  /** The report's own reference. */
  readonly reference: string;
  /** The highest version that is taken back, with all below it; null for every version, whenever it comes. */
  readonly upTo: bigint | null;
  /** Who says so. */
  readonly author: string;
  /** When it was said. */
  readonly madeAt: UtcMicros;
  readonly reason: string;
}

export interface WithdrawalOutcome {
  readonly reportId: Digest;
  /** False where the store holds this very statement already. */
  readonly isNew: boolean;
  /** False where the store holds no version of the report: the statement is kept, and covers those that come later. */
  readonly isReportKnown: boolean;
  /** Numbers of the versions held that are withdrawn, by this statement or an earlier one, from low to high. */
  readonly withdrawnVersions: readonly bigint[];
}

/**
 * Records that a report is withdrawn. The statement is a source of its own: its canonical JSON text stands for the file, so that the same
 * statement again changes nothing. What it takes back leaves the ledger at once and stays in the store.
 * Errors: USAGE for a statement that does not say who, which report, why, or names a version below 1.
 */
export async function withdrawReport(
  store: Pick<Store, "beginRun" | "append" | "query">,
  withdrawal: Withdrawal,
): Promise<WithdrawalOutcome> {
  const text = canonicalText(checkWithdrawal(withdrawal));
  const sha256 = digestText(text);
  const reportId = reportIdOf(withdrawal.submitter, withdrawal.reference);
  const { upTo, author, madeAt, reason } = withdrawal;
  const row: ReportWithdrawal = {
    id: digestFields("tributary/report-withdrawal/1", [sha256]),
    reportId,
    upTo,
    author,
    madeAt,
    reason,
  };
  const byteCount = BigInt(Buffer.byteLength(text, "utf8"));
  const { submitter } = withdrawal;
  const run = {
    file: { sha256, byteCount, kind: "statement" as const, origin: "withdrawal", submitter, licence: null },
    options: "withdrawal/1",
  };
  const record = { fileSha256: sha256, locator: "statement", rawSha256: sha256 };
  await store.beginRun(run);
  const { added } = await store.append(run, {
    items: [{ record, rows: { reportWithdrawals: [row] } }],
    itemsAcknowledged: 1n,
    isDone: true,
  });
  const versions = await store.query(versionsOfReport, { reportId });
  return {
    reportId,
    isNew: added === 1n,
    isReportKnown: versions.length > 0,
    withdrawnVersions: versions.filter(({ isWithdrawn }) => isWithdrawn).map(({ number }) => number),
  };
}

/**
 * The highest version of a report that was received; 1 where none was. A withdrawal that is to leave room for a later, right version names it. Errors: those
 * of the store.
 */
export async function lastVersionReceived(
  store: Pick<Store, "query">,
  { submitter, reference }: Pick<Withdrawal, "submitter" | "reference">,
): Promise<bigint> {
  const versions = await store.query(versionsOfReport, { reportId: reportIdOf(submitter, reference) });
  return versions.at(-1)?.number ?? 1n;
}

/** The same statement gives the same text: names in alphabetical order, numbers as text, the time in UTC. */
function canonicalText({ author, madeAt, reason, reference, submitter, upTo }: Withdrawal): string {
  const stated = { author, madeAt: formatInstant(madeAt), reason, reference, submitter, upTo: upTo?.toString() ?? null };
  return JSON.stringify({ reportWithdrawal: 1, ...stated });
}

function checkWithdrawal(withdrawal: Withdrawal): Withdrawal {
  readSubmitter(withdrawal.submitter);
  const { reference, author, reason, upTo } = withdrawal;
  for (const [name, text] of Object.entries({ reference, author, reason }))
    if (text.trim() === "" || /[\0\p{Cs}]/u.test(text))
      fail("USAGE", {
        found: text.trim() === "" ? `a withdrawal without ${name}` : `${name} "${text}"`,
        expected: `a ${name} in words`,
      });
  if (upTo !== null && upTo < 1n) fail("USAGE", { found: `version ${upTo}`, expected: "a version from 1 on" });
  return withdrawal;
}
