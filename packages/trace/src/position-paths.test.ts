import type { Conversion } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { type PathQuestion, type PositionWithPaths, pathDefaults, positionPaths } from "./position-paths.ts";
import { account, dollars, ledgerOf, requestOf, seedAccount, seedTransfers } from "./test-support/scenario.ts";
import type { TracingRule } from "./trace-request.ts";

const history = `
  t1 1 V M 100
  t2 2 W M 50
  t3 3 M A 60
  t4 4 M B 40
  t5 5 A Z 60
  t6 6 B Z 40
  t7 7 M Z 50`;

function tell(change: Partial<PathQuestion> = {}, rule: TracingRule = "fifo"): readonly PositionWithPaths[] {
  const request = requestOf({ claims: [seedTransfers("V", "t1", "t2")], method: rule });
  return positionPaths(ledgerOf(history), request, { ...pathDefaults, ...change }).results[rule]?.positions ?? [];
}

/** `transfer atoms` of each leg, a text for each path. */
function pathsOf(rows: readonly PositionWithPaths[]): readonly string[][] {
  return rows.map(({ paths }) => paths.map(({ legs }) => legs.map(({ transfer, atoms }) => `${transfer} ${atoms}`).join(" > ")));
}

describe("the paths to a position", () => {
  test("stand the largest first, each with what it carried over each transfer", () => {
    expect(pathsOf(tell())).toEqual([["t1 60 > t3 60 > t5 60", "t2 50 > t7 50", "t1 40 > t4 40 > t6 40"]]);
  });

  test("or by arrival", () => {
    expect(pathsOf(tell({ which: "earliest" }))).toEqual([["t1 60 > t3 60 > t5 60", "t1 40 > t4 40 > t6 40", "t2 50 > t7 50"]]);
    expect(pathsOf(tell({ which: "earliest", most: 2 }))).toEqual([["t1 60 > t3 60 > t5 60", "t1 40 > t4 40 > t6 40"]]);
  });

  test("under lifo follow the newest lots", () => {
    expect(pathsOf(tell({}, "lifo"))).toEqual([
      ["t2 50 > t3 50 > t5 50", "t1 50 > t7 50", "t1 40 > t4 40 > t6 40", "t1 10 > t3 10 > t5 10"],
    ]);
  });

  test("that are not told are counted and valued", () => {
    const [row] = tell({ most: 1 });
    expect([row?.atoms, row?.paths_left, row?.atoms_left]).toEqual(["150", "2", "90"]);
    const [none] = tell({ limits: { ...pathDefaults.limits, stepsMax: 1 } });
    expect([none?.paths, none?.paths_left, none?.atoms_left]).toEqual([[], "3", "150"]);
  });

  test("are told of the accounts asked for alone, and of so many positions else", () => {
    expect(tell({ to: [account("A")] })).toEqual([]);
    expect(tell({ to: [account("Z")] }).length).toBe(1);
    const request = requestOf({ claims: [seedTransfers("V", "t1"), seedTransfers("W", "t2")] });
    const question = { ...pathDefaults, limits: { ...pathDefaults.limits, positionsMax: 1 } };
    const told = positionPaths(ledgerOf(history), request, question).results.fifo;
    expect(told?.positions.map(({ claim }) => claim)).toEqual(["V"]);
    expect(told?.positions_left).toEqual([{ claim: "W", asset: dollars, positions: "1", atoms: "50" }]);
  });

  test("of an account seed start at the account, and have no leg where the money never moved", () => {
    const request = requestOf({ claims: [seedAccount("W", "M")] });
    const told = positionPaths(ledgerOf("t1 1 V M 100\nt2 2 M A 30"), request).results.fifo;
    expect(told?.positions.map(({ paths }) => paths.map(({ start_account, legs }) => [start_account, legs.length]))).toEqual([
      [[account("M"), 1]],
      [[account("M"), 0]],
    ]);
  });

  test("go through conversions in both assets, and what went in first comes out first", () => {
    const conversion: Conversion = {
      ...{ id: "c1", account: account("M"), outTransfers: ["t3"], inTransfers: ["t4", "t5"] },
      ...{ kind: "exchange", basis: "documented", document: null },
    };
    const ledger = ledgerOf(
      `t1 1 V M 100
       t2 2 W M 50
       t3 3 M X 150
       t4 4 X A 200 iso4217:THB
       t5 5 X B 100 iso4217:THB`,
      { conversions: [conversion] },
    );
    const request = requestOf({ claims: [seedTransfers("V", "t1", "t2")] });
    const told = positionPaths(ledger, request).results.fifo;
    expect(pathsOf(told?.positions ?? [])).toEqual([["t1 100 > t3 100 > t4 200"], ["t2 50 > t3 50 > t5 100"]]);
    expect(told?.positions[0]?.paths[0]).toMatchObject({ start_asset: dollars, start_atoms: "100", atoms: "200" });
    expect(told?.positions[0]?.paths[0]?.legs.map((leg) => leg.conversion)).toEqual([undefined, "c1", "c1"]);
  });

  test("are refused backward and for poison alone", () => {
    expect(() => positionPaths(ledgerOf(history), requestOf({ target: { transfer: "t5" } }))).toThrow(/REQUEST_INVALID/);
    expect(() => tell({}, "poison")).toThrow(/REQUEST_INVALID/);
  });
});

test("a long chain behind a hub with many payers is walked no further than the paths asked for need", () => {
  const payers = Array.from({ length: 2000 }, (_, index) => `s${index} ${index} V${index} H ${index + 1}`);
  const total = (2000n * 2001n) / 2n;
  const chain = Array.from(
    { length: 200 },
    (_, index) => `c${index} ${3000 + index} ${index === 0 ? "H" : `C${index}`} C${index + 1} ${total}`,
  );
  const request = requestOf({ claims: [seedTransfers("V", ...payers.map((_, index) => `s${index}`))] });
  const told = positionPaths(ledgerOf([...payers, ...chain].join("\n")), request, { ...pathDefaults, most: 2 }).results.fifo;
  const [row] = told?.positions ?? [];
  expect(row?.paths.map(({ atoms, legs }) => [atoms, legs.length])).toEqual([
    ["2000", 201],
    ["1999", 201],
  ]);
  expect([row?.paths_left, row?.atoms_left]).toEqual(["1998", (total - 3999n).toString()]);
});
