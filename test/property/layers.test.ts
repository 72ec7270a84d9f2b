import type { TraceLedger } from "@tributary/ledger";
import { arbitraryTrace, arbitraryUtxoTrace, everyFeature } from "@tributary/testkit";
import {
  type LayerRow,
  type LayerTotalRow,
  layerTable,
  pathDefaults,
  positionPaths,
  type RuleLayers,
  type TraceRequest,
  type TraceResult,
  type TracingRule,
  traceForward,
} from "@tributary/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amountRules } from "./laws/implementation.ts";
import { stopAfter } from "./stop-after.ts";

const numRuns = 1000;
const statuses = ["held", "stopped", "limit", "dust", "destroyed"] as const;
type Sums = Readonly<Record<string, bigint>>;

const sumsOf = (rows: readonly (readonly [string, string | bigint])[]): Sums => {
  const sums: Record<string, bigint> = {};
  for (const [key, atoms] of rows) if (BigInt(atoms) > 0n) sums[key] = (sums[key] ?? 0n) + BigInt(atoms);
  return sums;
};

const stayedOf = (row: LayerTotalRow): bigint => statuses.reduce((sum, status) => sum + BigInt(row[`${status}_atoms`]), 0n);

interface Asked {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
}

function ask({ ledger, request }: Asked, method: TracingRule, steps?: number): { told: RuleLayers; result: TraceResult } {
  const result = traceForward(ledger, { ...request, method }, stopAfter(steps));
  const told = layerTable(ledger, { ...request, method }, { control: stopAfter(steps) }).results[method];
  if (told === undefined || "results" in result) throw new Error("one rule was asked for");
  return { told, result };
}

/** Each layer keeps its books, and what went on from one entered the next. */
function expectReconciled(rows: readonly LayerTotalRow[], keyOf: (row: LayerTotalRow) => string): void {
  for (const row of rows)
    expect(BigInt(row.seeded_atoms) + BigInt(row.entered_atoms) + BigInt(row.converted_in_atoms)).toBe(
      stayedOf(row) + BigInt(row.went_on_atoms) + BigInt(row.converted_away_atoms),
    );
  expect(sumsOf(rows.map((row) => [`${keyOf(row)} ${row.layer}`, row.entered_atoms]))).toEqual(
    sumsOf(rows.map((row) => [`${keyOf(row)} ${Number(row.layer) + 1}`, row.went_on_atoms])),
  );
}

describe.each(amountRules)("layers under %s", (method) => {
  test("reconcile with each other and with the trace, to the last atom", () => {
    fc.assert(
      fc.property(
        fc.oneof(arbitraryTrace(everyFeature), arbitraryUtxoTrace(everyFeature)),
        fc.option(fc.nat(30)),
        (asked, steps) => {
          const { told, result } = ask(asked, method, steps ?? undefined);
          const keyOf = (row: LayerRow): string => `${row.claim} ${row.asset}`;
          for (const { claim } of told.layers)
            expectReconciled(
              told.layers.filter((row) => row.claim === claim),
              ({ asset }) => asset,
            );
          expectReconciled(told.totals, ({ asset }) => asset);
          for (const status of statuses)
            expect(sumsOf(told.layers.map((row) => [keyOf(row), row[`${status}_atoms`]]))).toEqual(
              sumsOf(
                result.positions.filter((row) => row.status === status).map((row) => [`${row.claim} ${row.asset}`, row.atoms]),
              ),
            );
          expect(sumsOf(told.layers.map((row) => [keyOf(row), row.seeded_atoms]))).toEqual(
            sumsOf(result.claims.map((row) => [`${row.claim} ${row.asset}`, row.seeded_atoms])),
          );
          expect(told.layers.every((row) => row.seeded_atoms === "0" || row.layer === 0)).toBe(true);
          const left = new Map(result.conversions.map((row) => [`${row.conversion} ${row.claim}`, row]));
          const away = sumsOf(told.layers.map((row) => [keyOf(row), row.converted_away_atoms]));
          const givenAway = sumsOf([...left.values()].map((row) => [`${row.claim} ${row.asset_out}`, row.atoms_out]));
          if (steps === null) expect(away).toEqual(givenAway);
          // Where the work ended between the legs of a conversion, the trace has no row of it yet.
          for (const [key, atoms] of Object.entries(givenAway)) expect(atoms <= (away[key] ?? 0n)).toBe(true);
          const converted = sumsOf(told.layers.map((row) => [row.claim, row.converted_in_atoms]));
          const kept = result.conversions.map((row): [string, string] => [row.claim, row.atoms_in]);
          // A row of the trace counts what a seed on the in leg labelled too.
          for (const [claim, atoms] of Object.entries(converted)) expect(atoms <= (sumsOf(kept)[claim] ?? 0n)).toBe(true);
        },
      ),
      { numRuns },
    );
  });

  test("are the lengths of the paths, where nothing is converted", () => {
    const plain = { ...everyFeature, conversions: false };
    fc.assert(
      fc.property(arbitraryTrace(plain), ({ ledger, request }) => {
        const { told } = ask({ ledger, request }, method);
        const paths = positionPaths(ledger, { ...request, method }, { ...pathDefaults, which: "all" }).results[method];
        const lengths = (paths?.positions ?? []).flatMap((row) =>
          row.paths.map(({ legs, atoms }): [string, string] => [`${row.claim} ${row.asset} ${legs.length}`, atoms]),
        );
        expect(sumsOf(told.layers.map((row) => [`${row.claim} ${row.asset} ${row.layer}`, stayedOf(row)]))).toEqual(
          sumsOf(lengths),
        );
      }),
      { numRuns },
    );
  });
});
