import { type Conversion, toAtoms, unwrap } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { type Intervals, intervals } from "./intervals.ts";
import { sensitivity } from "./sensitivity.ts";
import type { Sensitivity } from "./sensitivity-document.ts";
import { account, at, dollars, ledgerOf, requestOf, seedTransfers } from "./test-support/scenario.ts";

const claims = [seedTransfers("A", "a")];

/** `method step` to `least..most` of the totals. */
function rangesOf({ totals }: Intervals, step = "held"): Record<string, string> {
  const rows = totals.filter((row) => row.step === step);
  return Object.fromEntries(rows.map((row) => [row.method, `${row.least_atoms}..${row.most_atoms}`]));
}

function heldAt({ positions }: Intervals, place: string): Record<string, string> {
  const rows = positions.filter((row) => row.account === account(place) && row.step === "held");
  return Object.fromEntries(rows.map((row) => [row.method, `${row.least_atoms}..${row.most_atoms}`]));
}

describe("TX-01 as intervals: 100 paid in, 80 paid out, opening unknown", () => {
  const ledger = ledgerOf("a 1 V M 100\nw 2 M X 80");
  const found = intervals(ledger, requestOf({ claims, method: "all" }));

  test("what is left at M, under each rule", () => {
    // 100 - max(0, 80 - U) for an opening U of 0 and of 80; pro rata 80 * 100 / 180 = 44.4 leave, 56 stay.
    expect(heldAt(found, "M")).toEqual({
      fifo: "20..100",
      lifo: "20..20",
      "pro-rata": "20..56",
      libr: "20..100",
      pifo: "20..20",
    });
  });

  test("a row names the runs that gave least and most, and what it rests on", () => {
    expect(found.positions.find((row) => row.method === "fifo" && row.account === account("M"))).toEqual({
      method: "fifo",
      account: account("M"),
      asset: dollars,
      claim: "A",
      step: "held",
      base_atoms: "20",
      least_atoms: "20",
      most_atoms: "100",
      least_run: "fifo, inferred, recorded, headline",
      most_run: "fifo, unbounded where unknown, recorded, headline",
      varies_by: ["openings"],
    });
  });

  test("an account whose balance is known has points only", () => {
    const balances = [{ account: account("M"), asset: dollars, time: at(3), atoms: unwrap(toAtoms(70n)) }];
    const known = intervals(ledgerOf("a 1 V M 100\nw 2 M X 80", { balances }), requestOf({ claims, method: "all" }));
    // The balance solves the opening: 70 + 80 - 100 = 50.
    expect(heldAt(known, "M")).toEqual({ fifo: "70..70", lifo: "20..20", "pro-rata": "47..47", libr: "70..70", pifo: "20..20" });
    expect(known.drivers).toEqual([]);
  });

  test("an opening that comes late is tried as well", () => {
    const late = intervals(ledgerOf("a 1 V M 100\nw 2 M X 50\nv 3 M Y 80"), requestOf({ claims }));
    // 30 are missing. As the oldest lot they pay the first 50 with 20 of A; late they come before the second payment, and A pays all of the first;
    // an opening of 130 pays both.
    expect(late.positions.find((row) => row.account === account("X"))).toMatchObject({
      base_atoms: "20",
      least_atoms: "0",
      least_run: "fifo, unbounded where unknown, recorded, headline",
      most_atoms: "50",
      most_run: "fifo, late where unknown, recorded, headline",
    });
  });

  test("the holding that decides is named, with what its opening alone changes", () => {
    const onward = ledgerOf("a 1 V M 100\nw 2 M X 80\nx 3 X Y 80");
    const request = requestOf({ claims, stops: [account("Y")] });
    expect(intervals(onward, request).drivers).toEqual([
      {
        method: "fifo",
        account: account("M"),
        asset: dollars,
        opening_least_atoms: "0",
        opening_tried_atoms: "80",
        effects: [
          { asset: dollars, step: "held", atoms: "100", least_opening_atoms: "20" },
          { asset: dollars, step: "stopped", atoms: "0", least_opening_atoms: "80" },
        ],
      },
      {
        method: "fifo",
        account: account("X"),
        asset: dollars,
        opening_least_atoms: "0",
        opening_tried_atoms: "80",
        effects: [
          { asset: dollars, step: "held", atoms: "100", least_opening_atoms: "20" },
          { asset: dollars, step: "stopped", atoms: "0", least_opening_atoms: "80" },
        ],
      },
    ]);
    expect(intervals(onward, request, { driversMax: 1 }).omitted.drivers).toBe(1);
  });
});

describe("TX-02 as intervals: the order inside one instant", () => {
  const day = "o 1 O M 50\na 2 V M 100\nw 3 M X 120\nr 3 O M 200";
  const balances = ["O", "M", "X", "V"].map((word) => ({
    account: account(word),
    asset: dollars,
    time: at(0),
    atoms: unwrap(toAtoms(word === "M" || word === "X" ? 0n : 1000n)),
  }));

  test("(ii) a withdrawal and a deposit of one day, every opening known", () => {
    const found = intervals(ledgerOf(day, { balances }), requestOf({ claims, method: "all" }));
    expect(heldAt(found, "M")).toEqual({ fifo: "30..30", lifo: "0..100", "pro-rata": "20..66", libr: "30..100" });
    const row = found.positions.find((other) => other.method === "libr" && other.account === account("M"));
    expect(row).toMatchObject({
      varies_by: ["same_time"],
      least_run: "libr, inferred, recorded, headline",
      most_run: "libr, inferred, credits-first, headline",
    });
  });

  test("it says that three orders are no proof", () => {
    const found = intervals(ledgerOf(day, { balances }), requestOf({ claims }));
    expect(found.notes[0]).toContain("no proof");
    expect(found.runs).toHaveLength(9);
  });

  test("the place is named in what the base run rests on", () => {
    const found = sensitivity(ledgerOf(day, { balances, isSequenced: false }), requestOf({ claims }));
    expect(found.rests_on.order_assumptions).toMatchObject([{ account: account("M"), transfers: ["r", "w"] }]);
  });
});

const baht = "iso4217:THB";

function swapLedger(change: Partial<Conversion> = {}) {
  const swap: Conversion = {
    id: "c1",
    account: account("M"),
    outTransfers: ["out"],
    inTransfers: ["in"],
    kind: "exchange",
    basis: "inferred",
    document: null,
    ...change,
  };
  return ledgerOf(`a 1 V M 60\nout 2 M pool 60\nin 3 pool N 1980 ${baht}`, { conversions: [swap] });
}

describe("headline beside with inferred", () => {
  const rowsOf = ({ headline }: Sensitivity) =>
    headline.totals
      .filter((row) => row.method === "fifo")
      .map((row) => [row.asset, row.step, row.headline_atoms, row.with_inferred_atoms, row.difference]);

  test("the difference, and the inferred conversion that makes it, with its basis", () => {
    const found = sensitivity(swapLedger(), requestOf({ claims }));
    expect(rowsOf(found)).toEqual([
      [baht, "held", "0", "1980", "1980"],
      [baht, "converted_in", "0", "1980", "1980"],
      [dollars, "seeded", "60", "60", "0"],
      [dollars, "held", "60", "0", "-60"],
      [dollars, "converted_out", "0", "60", "60"],
    ]);
    expect(found.headline.claims.every((row) => row.claim === "A" && row.difference !== "0")).toBe(true);
    expect(found.headline.conversions).toMatchObject([
      {
        conversion: "c1",
        account: account("M"),
        kind: "exchange",
        basis: "inferred",
        out_transfers: ["out"],
        in_transfers: ["in"],
      },
    ]);
    const carried = found.headline.conversions[0]?.carried ?? [];
    expect(carried.map((row) => row.method)).toEqual(["fifo", "lifo", "pro-rata", "libr", "pifo"]);
    expect(carried[0]).toEqual({
      method: "fifo",
      claim: "A",
      asset_out: dollars,
      atoms_out: "60",
      asset_in: baht,
      atoms_in: "1980",
    });
    // All 54 headline runs but the six of fifo and libr whose unbounded opening pays the out leg.
    expect(found.limits.reached).toEqual([{ limit: "conversion_inferred", runs: 48 }]);
  });

  test("what is not inferred makes no difference", () => {
    const found = sensitivity(swapLedger({ basis: "documented" }), requestOf({ claims }));
    expect(rowsOf(found).every(([, , , , difference]) => difference === "0")).toBe(true);
    expect(found.headline.conversions).toEqual([]);
  });

  test("one that cannot act although it is asked for is told apart", () => {
    const found = sensitivity(swapLedger({ inTransfers: ["gone"] }), requestOf({ claims, method: "lifo" }));
    expect(found.headline.conversions).toEqual([]);
    expect(found.headline.not_applied.map((row) => row.method)).toEqual(["fifo", "lifo", "pro-rata", "libr", "pifo"]);
    expect(found.headline.not_applied[0]).toEqual({
      method: "fifo",
      limit: "conversion_incomplete",
      account: account("M"),
      transfers: ["out"],
      atoms: "60",
    });
  });
});

describe("the document", () => {
  const history = "o 1 O M 100\na 2 V M 100\nw 3 M X 100";
  const found = sensitivity(ledgerOf(history), requestOf({ claims }));

  test("has every rule, mode and switch, poison apart from amounts", () => {
    expect(found.runs).toHaveLength(5 * 3 * 3 * 2);
    expect(found.exposure).toHaveLength(3 * 3 * 2);
    expect(found.exposure[0]).toMatchObject({ method: "poison", accounts: 2, transfers: 2 });
    expect(found.base).toBe("fifo, inferred, recorded, headline");
    expect(found.totals.every((row) => row.atoms.length === found.runs.length)).toBe(true);
  });

  test("says what each switch alone does to a total, and the runs of least and most", () => {
    // FIFO pays the own money first, LIFO the claim's. As large an opening as all payments is older than both.
    const stopped = sensitivity(ledgerOf(history), requestOf({ claims, stops: [account("X")] }));
    expect(stopped.totals.find((row) => row.step === "stopped")).toMatchObject({
      base_atoms: "0",
      least_atoms: "0",
      most_atoms: "100",
      least_run: "fifo, inferred, recorded, headline",
      most_run: "lifo, inferred, recorded, headline",
      alone: {
        method: { least_atoms: "0", most_atoms: "100" },
        openings: { least_atoms: "0", most_atoms: "0" },
        same_time: { least_atoms: "0", most_atoms: "0" },
        include_inferred: { least_atoms: "0", most_atoms: "0" },
      },
    });
  });

  test("names the accounts that differ most from the base run", () => {
    const lifo = found.runs.find((row) => row.run === "lifo, inferred, recorded, headline");
    expect(lifo).toMatchObject({ accounts_changed: 2 });
    expect(lifo?.differences).toEqual([
      { account: account("M"), asset: dollars, step: "held", base_atoms: "100", atoms: "0", difference: "-100" },
      { account: account("X"), asset: dollars, step: "held", base_atoms: "0", atoms: "100", difference: "100" },
    ]);
  });

  test("has the request's own list of openings as a mode of its own", () => {
    const openings = [{ account: account("M"), asset: dollars, time: at(0), atoms: unwrap(toAtoms(50n)) }];
    const listed = sensitivity(ledgerOf(history), requestOf({ claims, openings, method: "all" }));
    expect(listed.base).toBe("fifo, listed, recorded, headline");
    expect(listed.runs).toHaveLength(5 * 4 * 3 * 2);
  });

  test("keeps only what is asked for, and always the request's own run", () => {
    const options = { rules: ["libr"], openings: ["late"], sameTime: ["recorded"], includeInferred: [true] } as const;
    const some = sensitivity(ledgerOf(history), requestOf({ claims }), options);
    expect(some.runs).toHaveLength(2 * 2 * 1 * 2);
    expect(some.runs.map((row) => row.run)).toContain(some.base);
  });

  test("refuses more runs, or more work, than its limits, before it traces", () => {
    const ask = (options: object) => () => sensitivity(ledgerOf(history), requestOf({ claims }), options);
    expect(ask({ runsMax: 100 })).toThrow(/LIMIT_REACHED: found 108 runs; expected at most 100 runs/);
    expect(ask({ stepsMax: 300 })).toThrow(/LIMIT_REACHED: found 138 runs over 3 transfers/);
    expect(ask({ openings: ["listed"] })).toThrow(/USAGE/);
  });

  test("cuts its lists to the rows that differ most, and counts the others", () => {
    const many = Array.from({ length: 8 }, (_, index) => `s${index} ${index + 1} V M${index} 1${index}`).join("\n");
    const names = Array.from({ length: 8 }, (_, index) => seedTransfers(`C${index}`, `s${index}`));
    const cut = sensitivity(ledgerOf(many), requestOf({ claims: names }), { rowsMax: 3 });
    expect(cut.claims.map((row) => row.claim)).toEqual(["C0", "C0", "C1"]);
    expect(cut.limits).toMatchObject({ rows_max: 3, omitted: { claims: 13 } });
  });

  test("backward it says what the origins bring", () => {
    const target = sensitivity(ledgerOf(history), requestOf({ target: { transfer: "w" } }));
    const origins = target.claims.map((row) => [row.claim, row.step, row.least_atoms, row.most_atoms]);
    expect(origins).toEqual([
      ["a", "origin", "0", "100"],
      ["o", "origin", "0", "100"],
      ["opening", "origin", "0", "100"],
    ]);
  });
});

test("intervals of a UTXO chain leave outpoints and transactions as they are", () => {
  const chain = "bip122:000000000019d6689c085ae165831e93";
  const hub = `tx:${chain}:${"a".repeat(64)}`;
  const output = (digit: string, index: number): string => `utxo:${chain}:${digit.repeat(64)}:${index}`;
  const bitcoin = `${chain}/slip44:0`;
  const history = [
    `in0 1 ${output("f", 0)} ${hub} 30 ${bitcoin}`,
    `in1 1 ${output("e", 0)} ${hub} 70 ${bitcoin}`,
    `out0 1 ${hub} ${output("a", 0)} 60 ${bitcoin}`,
    `out1 1 ${hub} ${output("a", 1)} 40 ${bitcoin}`,
  ].join("\n");
  const found = intervals(ledgerOf(history), requestOf({ claims: [seedTransfers("A", "in0")], method: "all" }));
  expect(rangesOf(found)).toEqual({ fifo: "30..30", lifo: "30..30", "pro-rata": "30..30", libr: "30..30", pifo: "30..30" });
  expect(found.positions.every((row) => row.least_atoms === row.most_atoms || row.varies_by.includes("same_time"))).toBe(true);
});

test("a deadline between the runs refuses the question, and says how far they came", () => {
  const ledger = ledgerOf("a 1 V M 100\nw 2 M X 80");
  const ask = (shouldStop: () => string | undefined): Sensitivity => sensitivity(ledger, requestOf({ claims }), { shouldStop });
  expect(() => ask(() => "deadline")).toThrow(
    /LIMIT_REACHED: found the deadline came after 1 of [0-9]+ runs; expected .*fewer rules/,
  );
  expect(ask(() => undefined)).toEqual(sensitivity(ledger, requestOf({ claims })));
});
