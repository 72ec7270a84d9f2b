import type { TraceLedger } from "@tributary/ledger";
import { arbitraryTrace, arbitraryUtxoTrace, everyFeature } from "@tributary/testkit";
import {
  type PathQuestion,
  type PositionPaths,
  pathDefaults,
  positionPaths,
  type RulePaths,
  type TraceRequest,
  traceForward,
} from "@tributary/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amountRules, sumOf } from "./laws/implementation.ts";
import { stopAfter } from "./stop-after.ts";

const numRuns = 1000;

function askAll(ledger: TraceLedger, request: TraceRequest, change: Partial<PathQuestion> = {}): RulePaths {
  const answer: PositionPaths = positionPaths(ledger, request, { ...pathDefaults, which: "all", ...change });
  const told = request.method === "all" ? undefined : answer.results[request.method];
  if (told === undefined) throw new Error("one rule was asked for");
  return told;
}

describe.each(amountRules)("paths under %s", (method) => {
  test("sum to each position, the largest first, and each is a chain from its seed to the position", () => {
    fc.assert(
      fc.property(arbitraryTrace(everyFeature), fc.option(fc.nat(30)), ({ ledger, request }, stop) => {
        const steps = stop ?? undefined;
        const result = traceForward(ledger, { ...request, method }, stopAfter(steps));
        const told = askAll(ledger, { ...request, method }, { control: stopAfter(steps) });
        expect(told.positions.map(({ paths: _, paths_left: _1, atoms_left: _2, limit_reached: _3, ...row }) => row)).toEqual(
          "positions" in result ? result.positions : [],
        );
        for (const position of told.positions) {
          expect(sumOf(position.paths.map(({ atoms }) => atoms))).toBe(BigInt(position.atoms));
          expect([position.paths_left, position.atoms_left, position.limit_reached]).toEqual(["0", "0", null]);
          const amounts = position.paths.map(({ atoms }) => BigInt(atoms));
          expect(amounts.every((atoms, index) => atoms > 0n && atoms <= (amounts[index - 1] ?? atoms))).toBe(true);
          for (const path of position.paths) expectChain(path, position);
        }
      }),
      { numRuns },
    );
  });

  test("carry over each transfer what the trace says it carried, where nothing is converted", () => {
    const plain = { ...everyFeature, conversions: false };
    fc.assert(
      fc.property(fc.oneof(arbitraryTrace(plain), arbitraryUtxoTrace(plain)), ({ ledger, request }) => {
        const result = traceForward(ledger, { ...request, method });
        const told = askAll(ledger, { ...request, method });
        const sums = new Map<string, bigint>();
        for (const { claim, paths } of told.positions)
          for (const { transfer, atoms } of paths.flatMap(({ legs }) => legs)) {
            const key = `${transfer} ${claim}`;
            sums.set(key, (sums.get(key) ?? 0n) + BigInt(atoms));
          }
        const flows = "flows" in result ? result.flows : [];
        expect(Object.fromEntries(sums)).toEqual(
          Object.fromEntries(flows.map(({ transfer, claim, atoms }) => [`${transfer} ${claim}`, BigInt(atoms)])),
        );
      }),
      { numRuns },
    );
  });

  test("by arrival stand by their last transfer, then by the one before it, in the order traced", () => {
    const plain = { ...everyFeature, conversions: false };
    fc.assert(
      fc.property(arbitraryTrace(plain), ({ ledger, request }) => {
        const recorded = { ...request, method, sameTime: "recorded" as const };
        const result = traceForward(ledger, recorded);
        const ranks = new Map(("flows" in result ? result.flows : []).map(({ transfer }, index) => [transfer, index]));
        for (const { paths } of askAll(ledger, recorded, { which: "earliest", most: 1000 }).positions) {
          const orders = paths.map(({ legs }) => legs.map(({ transfer }) => ranks.get(transfer) ?? -1).reverse());
          for (const [index, order] of orders.entries()) {
            const next = orders[index + 1];
            // A seed at the transfer itself came last: nothing stands before it on that path.
            const place = next?.findIndex((rank, leg) => rank !== order[leg]) ?? -1;
            if (next !== undefined && place >= 0 && order[place] !== undefined)
              expect(order[place]).toBeLessThan(next[place] ?? -1);
          }
        }
      }),
      { numRuns: numRuns / 2 },
    );
  });

  test("under a limit are the first of all, and what is left is counted and valued", () => {
    fc.assert(
      fc.property(
        arbitraryTrace(everyFeature),
        fc.record({
          which: fc.constantFrom<PathQuestion["which"]>("largest", "earliest"),
          most: fc.integer({ min: 1, max: 3 }),
          stepsMax: fc.integer({ min: 1, max: 40 }),
        }),
        ({ ledger, request }, { which, most, stepsMax }) => {
          const all = askAll(ledger, { ...request, method });
          const some = askAll(ledger, { ...request, method }, { which, most });
          const few = askAll(ledger, { ...request, method }, { which, most, limits: { ...pathDefaults.limits, stepsMax } });
          for (const [index, { paths }] of all.positions.entries()) {
            const told = some.positions[index];
            const cut = few.positions[index];
            if (told === undefined || cut === undefined) throw new Error("a position is missing");
            expect(told.paths.length).toBe(Math.min(most, paths.length));
            if (which === "largest") expect(told.paths).toEqual(paths.slice(0, most));
            expect(cut.paths).toEqual(told.paths.slice(0, cut.paths.length));
            expect(cut.limit_reached).toBe(cut.paths.length < told.paths.length ? "steps_max" : cut.limit_reached);
            for (const part of [told, cut]) {
              expect(sumOf(part.paths.map(({ atoms }) => atoms)) + BigInt(part.atoms_left)).toBe(BigInt(part.atoms));
              expect(Number(part.paths_left)).toBeLessThanOrEqual(paths.length - part.paths.length);
              expect(part.paths_left === "0").toBe(part.atoms_left === "0");
            }
          }
        },
      ),
      { numRuns: numRuns / 2 },
    );
  });
});

function expectChain(path: RulePaths["positions"][number]["paths"][number], position: RulePaths["positions"][number]): void {
  const { legs } = path;
  const last = legs.at(-1);
  const asset = path.start_asset;
  expect(last?.asset ?? asset).toBe(position.asset);
  expect(last?.to ?? path.start_account).toBe(position.account);
  expect(legs[0]?.from ?? position.account).toBe(path.start_account);
  expect(last?.atoms ?? path.start_atoms).toBe(path.atoms);
  for (const [index, leg] of legs.entries()) {
    const next = legs[index + 1];
    if (next === undefined) break;
    if (leg.conversion === undefined || next.conversion !== leg.conversion) {
      expect(next.from).toBe(leg.to);
      expect(next.atoms).toBe(leg.atoms);
    }
  }
}
