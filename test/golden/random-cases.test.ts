import {
  amountResults,
  balanceSheet,
  buildSchedules,
  type CaseContents,
  type CaseView,
  decodeInputs,
  encodeInputs,
  orderContents,
  viewCase,
  writeManifest,
} from "@tributary/casefile";
import { canonicalJson } from "@tributary/domain";
import { arbitraryTrace, everyFeature, type TraceCase, type TraceFeatures } from "@tributary/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { walkLayers } from "../../packages/casefile/src/schedules/walk-layers.ts";
import { answerRequests } from "../../packages/engine/src/bundle/answer-requests.ts";
import { bundleTools } from "../../packages/engine/src/bundle/bundle-tools.ts";
import { exampleCase } from "./example-case.ts";

const runs = { numRuns: 300 };

function caseOf({ ledger, request }: TraceCase): CaseContents {
  const { annex: _annex, ...example } = exampleCase();
  return { ...example, ledger, sources: [], requests: [{ name: "case.yaml", request: { ...request, method: "all" } }] };
}

function viewOf(given: CaseContents): CaseView {
  const contents = orderContents(given);
  return viewCase(contents, answerRequests(contents, bundleTools));
}

/** A claim without transfers has no written form. */
const arbitraryCase = (features: TraceFeatures): fc.Arbitrary<TraceCase> =>
  arbitraryTrace(features).filter(({ request }) =>
    request.claims.every((claim) => "account" in claim || claim.transfers.length > 0),
  );

function answerText(contents: CaseContents): string {
  const answers = answerRequests(contents, bundleTools);
  return answers.map(({ forward, backward, flows, columns }) => canonicalJson({ forward, backward, flows, columns })).join("");
}

function sumOf(rows: readonly (readonly (string | null)[])[], column: number): bigint {
  return rows.reduce((sum, row) => sum + BigInt(row[column] ?? "0"), 0n);
}

describe("cases of random ledgers", () => {
  test("are read back from their inputs with the same bytes and the same answers", () => {
    for (const isBackward of [false, true]) {
      fc.assert(
        fc.property(arbitraryCase({ ...everyFeature, isBackward }), (traceCase) => {
          const contents = orderContents(caseOf(traceCase));
          const files = encodeInputs(contents);
          const read = decodeInputs(new Map(files.map((file) => [file.path, file.bytes])));
          expect(writeManifest(encodeInputs(read))).toBe(writeManifest(files));
          expect(answerText(read)).toBe(answerText(contents));
        }),
        runs,
      );
    }
  });

  test("reconcile to the last atom in every asset and under every rule", () => {
    fc.assert(
      fc.property(arbitraryCase(everyFeature), (traceCase) => {
        const view = viewOf(caseOf(traceCase));
        for (const answer of view.answers) for (const chain of balanceSheet(view, answer)) expect(chain.isReconciled).toBe(true);
      }),
      runs,
    );
  });

  test("count layers as the trace counts hops", () => {
    fc.assert(
      fc.property(arbitraryCase({ ...everyFeature, conversions: false }), ({ ledger, request }) => {
        const view = viewOf(caseOf({ ledger, request: { ...request, sameTime: "recorded" } }));
        for (const answer of view.answers) {
          for (const result of amountResults(answer)) {
            const layers = walkLayers(view, answer, { ...result, positions: [] });
            for (const row of result.positions) expect(layers.get(row.account) ?? 0, row.account).toBe(row.hops);
          }
        }
      }),
      runs,
    );
  });

  test("put every final position into one layer", () => {
    fc.assert(
      fc.property(arbitraryCase(everyFeature), (traceCase) => {
        const schedules = buildSchedules(viewOf(caseOf(traceCase)));
        const rowsOf = (name: string): readonly (readonly (string | null)[])[] =>
          schedules.find((schedule) => schedule.name === name)?.rows ?? [];
        expect(sumOf(rowsOf("schedule-C-layers"), 8)).toBe(sumOf(rowsOf("schedule-E-positions-by-claim"), 6));
      }),
      runs,
    );
  });
});
