import { canonicalJson } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import { arbitraryTrace, everyFeature } from "@tributary/testkit";
import {
  compareResults,
  parseTraceResult,
  type ResultDifference,
  type TraceDocument,
  type TraceRequest,
  trace,
} from "@tributary/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mirrorResults, rebuildRows } from "../../packages/trace/src/test-support/rebuild-result.ts";

/** The same question, and a ledger from which some transfers that the request does not name are left out. */
const twoLedgers = fc
  .tuple(arbitraryTrace(everyFeature), fc.infiniteStream(fc.boolean()), fc.nat())
  .map(([{ ledger, request }, choices, targetAt]) => {
    const target = ledger.transfers[targetAt % Math.max(1, ledger.transfers.length)];
    const named = new Set(request.claims.flatMap((claim) => ("transfers" in claim ? claim.transfers : [])));
    if (target !== undefined) named.add(target.name);
    const transfers = ledger.transfers.filter(({ name }) => named.has(name) || choices.next().value === true);
    const less: TraceLedger = { ...ledger, transfers };
    const backward: TraceRequest = { ...request, claims: [], target: target === undefined ? null : { transfer: target.name } };
    return { before: less, after: ledger, forward: request, backward };
  });

function rebuild(before: TraceDocument, difference: ResultDifference): unknown {
  if ("results" in before) {
    return { results: Object.fromEntries(Object.values(before.results).map((each) => [each.method, rebuild(each, difference)])) };
  }
  const rule = difference.results[before.method];
  const lists = new Map<string, unknown>(Object.entries(before));
  for (const [name, table] of Object.entries(rule?.tables ?? {})) {
    const rows = lists.get(name);
    lists.set(name, rebuildRows<object>(Array.isArray(rows) ? rows : [], table));
  }
  if (rule?.sums_close !== undefined) lists.set("sums_close", rule.sums_close.after);
  return Object.fromEntries(lists);
}

function expectLaws(before: TraceDocument, after: TraceDocument): void {
  const difference = compareResults(before, after);
  expect(canonicalJson(rebuild(before, difference))).toBe(canonicalJson(after));
  expect(compareResults(after, before)).toEqual(mirrorResults(difference));
  expect(difference.same).toBe(canonicalJson(before) === canonicalJson(after));
}

describe("two answers to one question", () => {
  test("forward under all rules: before and the difference give after, and exchanged sides the mirror image", () => {
    fc.assert(
      fc.property(twoLedgers, ({ before, after, forward }) => {
        const request: TraceRequest = { ...forward, method: "all" };
        expectLaws(trace(before, request), trace(after, request));
      }),
      { numRuns: 300 },
    );
  });

  test("backward under all rules likewise", () => {
    fc.assert(
      fc.property(twoLedgers, ({ before, after, backward }) => {
        fc.pre(backward.target !== null);
        const request: TraceRequest = { ...backward, method: "all" };
        expectLaws(trace(before, request), trace(after, request));
      }),
      { numRuns: 300 },
    );
  });

  test("every answer, written and read back, is taken as a result and is the same", () => {
    fc.assert(
      fc.property(
        twoLedgers,
        fc.constantFrom<TraceRequest["method"]>("all", "libr", "poison"),
        ({ after, forward, backward }, method) => {
          for (const question of [forward, ...(backward.target === null ? [] : [backward])]) {
            const document = trace(after, { ...question, method });
            const read = parseTraceResult(JSON.parse(canonicalJson(document)), {});
            expect(read).toMatchObject({ ok: true });
            if (read.ok) expect(canonicalJson(read.document)).toBe(canonicalJson(document));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
