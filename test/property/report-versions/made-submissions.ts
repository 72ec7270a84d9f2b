import { type ReportedRecord, type SubmissionContext, SubmissionScope } from "@tributary/bank-kit";
import {
  type AccountId,
  digestText,
  parseAccount,
  parseAsset,
  parseInstant,
  type SourceFile,
  toAtoms,
  unwrap,
} from "@tributary/domain";
import type { IngestItem, IngestRun } from "@tributary/store";

/** A payment as the tests make it up. What it says follows from its name and its wording. */
export interface MadePayment {
  /** Its reference in the report. */
  readonly name: number;
  /** Another wording is another content. */
  readonly wording: number;
  readonly shape: "two-sided" | "roles";
  /** Its record has a fault and is kept apart. */
  readonly isBad: boolean;
}

/** One version of one report in a file. */
export interface Submission {
  readonly report: number;
  readonly number: number;
  readonly payments: readonly MadePayment[];
}

/** What happens to a store, in the smallest parts. */
export type Event =
  | { readonly kind: "heading"; readonly submission: Submission }
  | { readonly kind: "payment"; readonly submission: Submission; readonly payment: MadePayment; readonly place: number }
  | { readonly kind: "end"; readonly submission: Submission }
  | { readonly kind: "withdrawal"; readonly report: number; readonly upTo: number | null };

/** A file as sent. It can hold versions of several reports, and the same version can come in several files. */
export interface MadeFile {
  /** Tells files apart: each has other bytes and other line breaks. */
  readonly copy: number;
  readonly submissions: readonly Submission[];
  /** False where the file breaks off: nobody saw its end. */
  readonly isWhole: boolean;
}

export interface SentFile {
  readonly run: IngestRun;
  readonly items: readonly IngestItem[];
  /** What each item makes happen. */
  readonly events: readonly (readonly Event[])[];
}

export const submitter = "bank-1";

export function referenceOf(report: number): string {
  return `R${report}`;
}

export function accountOf(name: string): AccountId {
  return unwrap(parseAccount(`bank:one:${name}`));
}

/** The accounts of a payment: from and to, or the one that plays a part. */
export function accountsOf({ name, wording, shape }: Omit<MadePayment, "isBad">): readonly string[] {
  return shape === "roles" ? [`role${name}`] : [`a${name % 3}`, `b${wording}${name % 2}`];
}

/** What each payment says beside it of an account at a time. Payments of several reports say it of the same, and not always alike. */
export function balanceOf({ name, wording, shape }: MadePayment): { readonly holder: string; readonly atoms: string } {
  const [account] = accountsOf({ name, wording, shape });
  return { holder: `${account} ${timeOf(name)}`, atoms: `${5 + wording}` };
}

function timeOf(name: number): string {
  return `2026-03-0${1 + (name % 2)}T00:00:00Z`;
}

export function fileOf(made: MadeFile): SentFile {
  const run = runOf(made);
  const scope = new SubmissionScope(contextOf(run.file));
  const parts = made.submissions.flatMap((submission) => recordsOf(submission, scope, made.copy));
  const ends = made.submissions.map((submission): Event => ({ kind: "end", submission }));
  const items = parts.map(({ item }) => item);
  const events = parts.map(({ event }) => [event]);
  return made.isWhole ? { run, items: [...items, ...scope.completions()], events: [...events, ends] } : { run, items, events };
}

function recordsOf(submission: Submission, scope: SubmissionScope, copy: number): { item: IngestItem; event: Event }[] {
  const report = scope.openReport({ reference: referenceOf(submission.report), versionNumber: BigInt(submission.number) });
  const root = `/reports/report[${submission.report}]`;
  // The same document with other line breaks.
  const lineOf = (index: number): number => 1 + (index + 1) * (1 + copy);
  const heading = report.record({ path: root, line: lineOf(-1), reference: null, raw: "head", leaves: [] });
  heading.addHeading();
  const payments = submission.payments.map((payment, place) => {
    const path = `${root}/payment[${payment.name}]`;
    const raw = JSON.stringify(payment);
    const record = report.record({ path, line: lineOf(place), reference: `P${payment.name}`, raw, leaves: [] });
    addPayment(record, payment, BigInt(place));
    return { item: record.finish(), event: { kind: "payment" as const, submission, payment, place } };
  });
  return [{ item: heading.finish(), event: { kind: "heading", submission } }, ...payments];
}

const baht = { id: unwrap(parseAsset("iso4217:THB")), scale: 2, symbol: "THB" };

function addPayment(record: ReportedRecord, payment: MadePayment, sequence: bigint): void {
  const { path } = record.source;
  if (payment.isBad) record.error(record.source, { code: "VALUE_UNREADABLE", found: "a fault", expected: "none" });
  const [from = "", to = from] = accountsOf(payment);
  const reference = `P${payment.name}`;
  const account = accountOf(from);
  const time = unwrap(parseInstant(timeOf(payment.name)));
  record.addAccount({ path, account, institution: "one" });
  record.addBalance({ path, account, asset: baht.id, time, atoms: unwrap(toAtoms(BigInt(balanceOf(payment).atoms))) });
  if (payment.shape === "roles") {
    record.addPayment({ path, reference, shape: "roles" });
    return;
  }
  const transfer = {
    id: record.transferIdOf(reference, digestText(`${payment.wording}`)),
    occurredAt: time,
    precision: "day" as const,
    basis: "booking" as const,
    sequence,
    from: account,
    to: accountOf(to),
    asset: baht,
    atoms: unwrap(toAtoms(BigInt(1 + payment.name * 10 + payment.wording))),
  };
  record.addPayment({ path, reference, shape: "two-sided", transfer });
}

function runOf({ copy }: MadeFile): IngestRun {
  const origin = `file-${copy}.xml`;
  const file: SourceFile = { sha256: digestText(origin), byteCount: 1n, kind: "goaml", origin, submitter, licence: null };
  return { file, options: "{}" };
}

function contextOf({ origin, sha256 }: SourceFile): SubmissionContext {
  return {
    file: origin,
    fileSha256: sha256,
    submitter,
    format: "goaml",
    profile: "goaml-base",
    versionNumber: 1n,
    country: null,
  };
}
