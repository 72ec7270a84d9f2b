import { type Asset, parseAsset, unwrap } from "@tributary/domain";
import { type BackwardResult, compareResults, type PositionRow, type TraceResult } from "@tributary/trace";
import { describe, expect, test } from "vitest";
import { type ChangesScreen, changesText } from "./changes-text.ts";
import { displayWidth } from "./display-width.ts";

const dollars = unwrap(parseAsset("iso4217:USD"));
const assets = new Map<string, Asset>([[dollars, { id: dollars, symbol: "USD", scale: 2, name: null } as Asset]]);
const screen: ChangesScreen = { assets, width: 80, before: "earlier.json", after: "store", reasons: [] };

const position = (account: string, atoms: string, more: Partial<PositionRow> = {}): PositionRow => ({
  account,
  asset: dollars,
  claim: "V1",
  atoms,
  status: "held",
  hops: 1,
  reason: "held",
  ...more,
});

const result = (positions: readonly PositionRow[], more: Partial<TraceResult> = {}): TraceResult => ({
  method: "fifo",
  claims: [],
  positions,
  flows: [],
  conversions: [],
  order_assumptions: [],
  opening_assumptions: [],
  limits_hit: [],
  coverage_gaps: [],
  ...more,
});

const tell = (before: TraceResult | BackwardResult, after: TraceResult | BackwardResult): string =>
  changesText(compareResults(before, after), screen);

describe("changes as text", () => {
  test("says so where nothing has changed", () => {
    const same = result([position("bank:b:A", "5")]);
    expect(tell(same, same)).toBe(
      "Before: earlier.json\nAfter: store\n\nNothing has changed: the two answers are the same in every row.",
    );
  });

  test("says why an answer is not complete", () => {
    const same = result([position("bank:b:A", "5")]);
    const reasons = ["The answer before is not complete: limit deadline was reached (3 accounts)."];
    expect(changesText(compareResults(same, same), { ...screen, reasons })).toBe(
      "Before: earlier.json\nAfter: store\n\nNothing has changed: the two answers are the same in every row.\n\n" +
        "The answer before is not complete: limit deadline was reached (3 accounts).",
    );
  });

  test("tells totals, then what is new, gone and changed, the largest first, and the other rows by number", () => {
    const before = result([position("bank:b:A", "1000"), position("bank:b:B", "250000"), position("bank:b:C", "7")]);
    const after = result(
      [
        position("bank:b:A", "900"),
        position("bank:b:B", "1"),
        position("bank:b:D", "5"),
        position("bank:b:E", "123456789", { status: "stopped", reason: "stop: named in the request" }),
      ],
      { flows: [{ transfer: "t9", claim: "V1", atoms: "5" }] },
    );
    expect(tell(before, after)).toBe(`Before: earlier.json
After: store

Under fifo

Total       Asset    Before         After     Difference
----------  -----  --------  ------------  -------------
V1 stopped  USD        0.00  1,234,567.89  +1,234,567.89
V1 held     USD    2,510.07          9.06      -2,501.01

New positions: 2
  bank:b:E
      +1,234,567.89 USD  V1, stop: named in the request
  bank:b:D
      +0.05 USD  V1, held

Positions that are gone: 1
  bank:b:C
      -0.07 USD  V1, held

Positions with another amount: 2
  bank:b:B
      -2,499.99 USD, from 2,500.00 to 0.01  V1, held
  bank:b:A
      -1.00 USD, from 10.00 to 9.00  V1, held

positions: 2 new, 1 gone, 2 changed (3 before, 4 after)
parts of transfers: 1 new (0 before, 1 after)`);
  });

  test("a backward answer is told by its origins", () => {
    const backward = (atoms: string, isClosed: boolean): BackwardResult => {
      const { claims: _claims, positions: _positions, ...rest } = result([]);
      return { ...rest, origins: [{ account: "bank:b:A", asset: dollars, atoms, opening: "inferred" }], sums_close: isClosed };
    };
    const text = tell(backward("100", true), backward("90", false));
    expect(text).toContain("Origins with another amount: 1\n  bank:b:A\n      -0.10 USD, from 1.00 to 0.90  opening (inferred)");
    expect(text).toContain("The origins no longer sum to the target.");
  });

  test("shows ten rows, says how many more there are, keeps within the width and hides no control character", () => {
    const many = Array.from({ length: 25 }, (_, index) => position(`bank:\u202e${"long".repeat(20)}:${index}`, `${index + 1}`));
    const text = tell(result([]), result(many));
    expect(text).toContain("... and 15 more rows; --json has all of them.");
    expect(text.split("\n").every((line) => displayWidth(line) <= 80)).toBe(true);
    expect(text).not.toContain("\u202e");
  });
});
