import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareRows } from "./compare-rows.ts";
import { resultTables } from "./result-tables.ts";
import { mirrorRows, rebuildRows } from "./test-support/rebuild-result.ts";

const flow = (transfer: string, claim: string, atoms: string) => ({ transfer, claim, atoms });

describe("compareRows", () => {
  test("tells new, gone and changed rows in the rows' own order, atoms as a signed difference", () => {
    const before = [flow("t1", "V1", "10"), flow("t2", "V1", "7"), flow("t3", "V1", "5")];
    const after = [flow("t1", "V1", "4"), flow("t3", "V1", "5"), flow("t4", "V1", "9")];
    expect(compareRows(resultTables.flows, { before, after })).toEqual({
      rows_before: 3,
      rows_after: 3,
      added: [{ at: 2, row: flow("t4", "V1", "9") }],
      removed: [{ at: 1, row: flow("t2", "V1", "7") }],
      changed: [
        {
          at_before: 0,
          at_after: 0,
          before: flow("t1", "V1", "10"),
          after: flow("t1", "V1", "4"),
          columns: ["atoms"],
          difference: { atoms: "-6" },
        },
      ],
      reordered: [],
    });
  });

  test("differences of amounts beyond 2^256 are exact", () => {
    const large = 2n ** 300n + 1n;
    const [before, after] = [[flow("t1", "V1", "1")], [flow("t1", "V1", large.toString())]];
    expect(compareRows(resultTables.flows, { before, after }).changed[0]?.difference).toEqual({ atoms: (large - 1n).toString() });
  });

  test("one row that went to the end is two runs, not a list of all rows", () => {
    const before = ["a", "b", "c", "d"].map((name) => flow(name, "V1", "1"));
    const [first, ...rest] = before;
    const after = first === undefined ? [] : [...rest, first];
    const { reordered, changed, added, removed } = compareRows(resultTables.flows, { before, after });
    expect(reordered).toEqual([
      { first: 1, count: 3 },
      { first: 0, count: 1 },
    ]);
    expect([...changed, ...added, ...removed]).toEqual([]);
  });

  test("limits of one account in two assets are told apart by their transfers", () => {
    const limit = (transfers: readonly string[], atoms: string) => ({ limit: "dust_atoms", account: "A", transfers, atoms });
    const before = [limit(["usd1"], "5"), limit(["eur1", "eur2"], "9")];
    const after = [limit(["eur1", "eur2", "eur3"], "12")];
    const difference = compareRows(resultTables.limits_hit, { before, after });
    expect(difference.removed.map(({ row }) => row.transfers)).toEqual([["usd1"]]);
    expect(difference.changed.map(({ columns, difference: atoms }) => [columns, atoms])).toEqual([
      [["transfers", "atoms"], { atoms: "3" }],
    ]);
    expect(difference.added).toEqual([]);
  });

  test("a place that fell into two is one gone and two new", () => {
    const place = (transfers: readonly string[]) => ({
      account: "A",
      asset: "USD",
      time: "2026-01-01T00:00:00.000000Z",
      transfers,
    });
    const before = [place(["a", "b", "c", "d"])];
    const after = [place(["a", "b"]), place(["c", "d"])];
    const difference = compareRows(resultTables.order_assumptions, { before, after });
    expect([difference.removed.length, difference.added.length, difference.changed.length]).toEqual([1, 2, 0]);
  });
});

/** Few names, so that rows meet; names that could be taken for a key's own signs. */
const name = fc.constantFrom("a", "b", 'c"', "d,e", "[", "\\", "\u0000");
const atoms = fc.bigInt({ min: 0n, max: 2n ** 258n }).map(String);
const flows = fc.uniqueArray(fc.record({ transfer: name, claim: name, atoms }), {
  selector: (row) => JSON.stringify([row.transfer, row.claim]),
  maxLength: 30,
});
const limits = fc.array(
  fc.record(
    {
      limit: fc.constantFrom("dust_atoms", "hops_max"),
      account: name,
      transfers: fc.array(name, { maxLength: 4 }),
      transfers_omitted: atoms,
      atoms,
    },
    { requiredKeys: ["limit", "account", "transfers", "atoms"] },
  ),
  { maxLength: 12 },
);
const gaps = fc.array(
  fc.record(
    { account: name, address: name, from: name, to: name, source: name },
    { requiredKeys: ["account", "from", "to", "source"] },
  ),
  { maxLength: 20 },
);

describe("laws of a difference", () => {
  test.each([
    ["flows", resultTables.flows, flows],
    ["limits_hit, whatever shares a transfer", resultTables.limits_hit, limits],
    ["coverage_gaps, though a key stands twice", resultTables.coverage_gaps, gaps],
  ] as const)("%s: `before` and the difference give `after`; exchanged sides give the mirror image", (_name, table, rows) => {
    const lists: fc.Arbitrary<readonly object[]> = rows;
    fc.assert(
      fc.property(lists, lists, (before, after) => {
        const difference = compareRows(table, { before, after });
        expect(rebuildRows(before, difference)).toEqual(after);
        expect(compareRows(table, { before: after, after: before })).toEqual(mirrorRows(difference));
      }),
      { numRuns: 1000 },
    );
  });

  test("a list shuffled is the same rows in runs", () => {
    const pair = flows.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const difference = compareRows(resultTables.flows, { before, after });
        expect([...difference.added, ...difference.removed, ...difference.changed]).toEqual([]);
        expect(rebuildRows(before, difference)).toEqual(after);
      }),
    );
  });

  test("equal lists have no difference", () => {
    fc.assert(
      fc.property(flows, (rows) => {
        const difference = compareRows(resultTables.flows, { before: rows, after: structuredClone(rows) });
        expect([difference.added, difference.removed, difference.changed, difference.reordered]).toEqual([[], [], [], []]);
      }),
    );
  });
});
