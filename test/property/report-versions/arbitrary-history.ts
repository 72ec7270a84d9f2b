import fc from "fast-check";
import type { MadeFile, MadePayment } from "./made-submissions.ts";

/** What is sent, and in which order it comes in. */
export interface History {
  readonly files: readonly MadeFile[];
  readonly withdrawals: readonly { readonly report: number; readonly upTo: number | null }[];
  /** Which queue gives its next part, and how many items: files can come in side by side, as runs that were broken off and taken up again. */
  readonly arrivals: readonly { readonly pick: number; readonly size: number; readonly isReopened: boolean }[];
  /** A transfer table stands in the store too. */
  readonly hasTable: boolean;
}

export const reportCount = 4;
const versionsMax = 4;

const arbitraryPayment: fc.Arbitrary<MadePayment> = fc.record({
  name: fc.integer({ min: 0, max: 5 }),
  wording: fc.integer({ min: 0, max: 1 }),
  shape: fc.constantFrom("two-sided", "two-sided", "two-sided", "roles"),
  isBad: fc.nat(7).map((value) => value === 0),
});

export const arbitraryPayments: fc.Arbitrary<readonly MadePayment[]> = fc.uniqueArray(arbitraryPayment, {
  selector: ({ name }) => name,
  maxLength: 4,
});

/** One thing that a file holds: a version of a report, with its faults or with all of them put right. */
const arbitraryPart = fc.record({
  report: fc.nat(reportCount - 1),
  number: fc.integer({ min: 1, max: versionsMax }),
  isMended: fc.nat(3).map((value) => value === 0),
});

const arbitraryFile = fc.record({
  parts: fc.uniqueArray(arbitraryPart, { selector: ({ report }) => report, minLength: 1, maxLength: reportCount }),
  isWhole: fc.nat(3).map((value) => value !== 0),
});

/** What each version of each report says, wherever it is sent. */
const arbitraryContents = fc.array(arbitraryPayments, {
  minLength: reportCount * versionsMax,
  maxLength: reportCount * versionsMax,
});

const arbitraryFiles: fc.Arbitrary<readonly MadeFile[]> = fc
  .tuple(arbitraryContents, fc.array(arbitraryFile, { minLength: 2, maxLength: 7 }))
  .map(([contents, files]) =>
    files.map(({ parts, isWhole }, copy) => ({
      copy,
      isWhole,
      submissions: parts.map(({ report, number, isMended }) => {
        const payments = contents[report * versionsMax + number - 1] ?? [];
        return { report, number, payments: isMended ? payments.map((payment) => ({ ...payment, isBad: false })) : payments };
      }),
    })),
  );

export const arbitraryHistory: fc.Arbitrary<History> = fc.record({
  files: arbitraryFiles,
  withdrawals: fc.array(
    fc.record({
      report: fc.nat(reportCount - 1),
      upTo: fc.option(fc.integer({ min: 1, max: versionsMax }), { nil: null, freq: 3 }),
    }),
    { maxLength: 3 },
  ),
  arrivals: fc.array(
    fc.record({ pick: fc.nat(97), size: fc.integer({ min: 1, max: 14 }), isReopened: fc.nat(24).map((value) => value === 0) }),
    { minLength: 4, maxLength: 20 },
  ),
  hasTable: fc.boolean(),
});
