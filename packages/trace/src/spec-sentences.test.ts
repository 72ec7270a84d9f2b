import { parseAsset, unwrap } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { notesOf } from "./notes-of.ts";
import { answerOf, flowsOf, positionsOf } from "./test-support/answer.ts";
import { account, at, dollars, ledgerOf, requestOf, seedAccount, seedTransfers } from "./test-support/scenario.ts";
import { tagOf } from "./test-support/tag.ts";
import { traceBackward } from "./trace-backward.ts";
import type { TraceLimits, TraceRequest, TracingRule } from "./trace-request.ts";
import type { BackwardResult, TraceResult } from "./trace-result.ts";

/** Every figure here is worked out by hand from the specification of tracing. */

const limitsOf = (limits: Partial<TraceLimits>): TraceLimits => ({
  hopsMax: null,
  accountsMax: 100_000,
  dustAtoms: 0n,
  ...limits,
});
const ask = (history: string, request: Partial<TraceRequest>, rule: TracingRule = "fifo"): TraceResult =>
  answerOf(rule, ledgerOf(history), requestOf(request));
const hopsOf = (result: TraceResult): Record<string, number> =>
  Object.fromEntries(result.positions.map((row) => [row.account.replace("bank:b:", ""), row.hops]));

describe("what a debit consumes", () => {
  // M holds, oldest first: unattributed 10, A 20, unattributed 5, B 15; it pays 25.
  const history = "o 1 O M 10\na 2 V M 20\np 3 O M 5\nb 4 W M 15\nx 5 M X 25";
  const claims = [seedTransfers("A", "a"), seedTransfers("B", "b")];
  const paid: readonly (readonly [TracingRule, object])[] = [
    ["fifo", { "A x": "15" }],
    ["lifo", { "A x": "5", "B x": "15" }],
    // Shares of 25/50: 10, 7.5 and 7.5. The odd atom goes to the earlier claim, unattributed last.
    ["pro-rata", { "A x": "10", "B x": "8" }],
    // 15 unattributed first; 10 left over 20 and 15: 5.71 and 4.29.
    ["libr", { "A x": "6", "B x": "4" }],
    ["pifo", { "A x": "20", "B x": "5" }],
    ["poison", { "A x": "25", "B x": "25" }],
  ];
  test.each(paid)("%s", (rule, expected) => {
    const { "A a": _a, "B b": _b, ...flows } = flowsOf(ask(history, { claims }, rule));
    expect(flows).toEqual(expected);
  });

  test("equal remainders go by the claims' order in the request, and to unattributed value last", () => {
    const three = "o 1 O M 1\na 2 V M 1\nb 3 W M 1\nx 4 M X 1\ny 5 M Y 1";
    const inOrder = (...names: ("A" | "B")[]): object => {
      const seeds = names.map((name) => seedTransfers(name, name.toLowerCase()));
      const { "A a": _a, "B b": _b, ...flows } = flowsOf(ask(three, { claims: seeds }, "pro-rata"));
      return flows;
    };
    expect(inOrder("A", "B")).toEqual({ "A x": "1", "B y": "1" });
    expect(inOrder("B", "A")).toEqual({ "B x": "1", "A y": "1" });
  });

  test("a transfer's parts arrive in the order consumed: what left first under lifo leaves last from the next account", () => {
    const on = "o 1 O M 10\na 2 V M 10\nx 3 M N 20\ny 4 N X 10";
    const seeds = [seedTransfers("A", "a")];
    expect(flowsOf(ask(on, { claims: seeds }, "fifo"))).toEqual({ "A a": "10", "A x": "10" });
    expect(flowsOf(ask(on, { claims: seeds }, "lifo"))).toEqual({ "A a": "10", "A x": "10" });
    expect(flowsOf(ask(on, { claims: seeds }, "pifo"))).toEqual({ "A a": "10", "A x": "10", "A y": "10" });
  });

  test("a later unattributed deposit never refills a claim under libr", () => {
    const low = "a 1 V M 100\nx 2 M X 60\no 3 O M 500\ny 4 M Y 520";
    expect(flowsOf(ask(low, { claims: [seedTransfers("A", "a")] }, "libr"))).toEqual({ "A a": "100", "A x": "60", "A y": "20" });
  });
});

describe("seeds", () => {
  test("profit paid back to a victim and paid in again is not lost twice", () => {
    const history = "a 1 V M 100\nb 2 M V 30\nc 3 V M 50";
    const result = ask(history, { claims: [seedTransfers("A", "a", "c")] });
    // V holds 30 of A behind an opening of 120; 100 of it went with a, and 20 and then the 30 go with c.
    expect(result.claims).toEqual([{ claim: "A", asset: dollars, seeded_atoms: "120" }]);
    expect(flowsOf(result)).toEqual({ "A a": "100", "A b": "30", "A c": "50" });
    expect(positionsOf(result)).toEqual({ "A M held": "120" });
  });

  test("a transfer seed takes nothing from the claim that its transfer carries", () => {
    const history = "a 1 V M 60\no 2 O M 40\nb 3 M N 80";
    const result = ask(history, { claims: [seedTransfers("A", "a"), seedTransfers("B", "b")] });
    expect(flowsOf(result)).toEqual({ "A a": "60", "A b": "60", "B b": "20" });
  });

  test("an account seed labels every asset, an opening, and late lots; its incoming transfers carry nothing and are no dust", () => {
    const history = "o 1 O W 4\np 2 W X 9\nq 3 W X 5 iso4217:EUR";
    const request = { claims: [seedAccount("W", "W", at(2))], limits: limitsOf({ dustAtoms: 5n }) };
    for (const openings of ["inferred", "late"] as const) {
      const result = ask(history, { ...request, openings });
      expect(result.claims.map((row) => [row.asset, row.seeded_atoms])).toEqual([
        ["iso4217:EUR", "5"],
        [dollars, "9"],
      ]);
      expect(flowsOf(result)).toEqual({ "W p": "9", "W q": "5" });
      expect(result.opening_assumptions.map((row) => row.atoms)).toEqual(["5", "5"]);
    }
  });

  test("under late, a shortfall under an account seed is a claim's, without one nobody's", () => {
    const history = "o 1 O W 4\np 2 W X 9";
    const late = (since: number): object =>
      flowsOf(ask(history, { claims: [seedAccount("W", "W", at(since))], openings: "late" }));
    expect(late(1)).toEqual({ "W p": "9" });
    expect(late(3)).toEqual({});
  });
});

describe("the order within one instant", () => {
  test("credits first waits for whatever comes to the payer, in any asset; in a ring the first recorded goes", () => {
    const history = "x 1 M X 10\na 1 V M 10\ne 1 F M 1 iso4217:EUR";
    const claims = [seedTransfers("A", "a")];
    expect(flowsOf(ask(history, { claims }))).toEqual({ "A a": "10" });
    expect(flowsOf(ask(history, { claims, sameTime: "credits-first" }))).toEqual({ "A a": "10", "A x": "10" });
    expect(flowsOf(ask(history, { claims, sameTime: "debits-first" }))).toEqual({ "A a": "10" });
    // A ring of p, q, r: none is free, so p goes; then q's payer receives nothing more, then r's.
    const ring = "p 1 A B 10\nq 1 B C 10\nr 1 C A 10";
    const result = ask(ring, { claims: [seedTransfers("P", "p")], sameTime: "credits-first" });
    expect(positionsOf(result)).toEqual({ "P A held": "10" });
  });

  test("a zero amount or a self-transfer to the payer is no credit to wait for", () => {
    const history = "x 1 M X 10\ns 1 M M 10\nz 1 V M 0\na 1 V M 10";
    const result = ask(history, { claims: [seedTransfers("A", "a", "s", "z")], sameTime: "credits-first" });
    expect(flowsOf(result)).toEqual({ "A a": "10", "A x": "10" });
    expect(result.order_assumptions.flatMap((row) => row.transfers)).not.toContain("s");
  });
});

describe("hops and limits", () => {
  test("an account keeps the hop of the first payment; a payer of a seed counts 0 unless it has one already", () => {
    const history = "a 1 V M 10\nb 2 M N 10\nc 3 N X 10\nd 4 V X 5\ne 5 X Y 15";
    const result = ask(history, { claims: [seedTransfers("A", "a", "d", "e")] });
    expect(hopsOf(result)).toEqual({ Y: 4 });
    const late = ask("a 1 V M 10\nb 2 N X 5\nc 3 M N 10\nd 4 N Z 10", { claims: [seedTransfers("A", "a", "b")] });
    expect(hopsOf(late)).toEqual({ X: 1, Z: 1 });
  });

  test("one number over all assets and claims: a near way in one asset lets the other asset pass", () => {
    const history = "a 1 V N 1 iso4217:EUR\nb 2 W L 9\nc 3 L M 9\nd 4 M N 9\ne 5 N X 9";
    const result = ask(history, {
      claims: [seedTransfers("A", "a"), seedTransfers("B", "b")],
      limits: limitsOf({ hopsMax: 3 }),
    });
    expect(positionsOf(result)).toMatchObject({ "A N held": "1", "B X held": "9" });
  });

  test("an account seed's account has hop 0 before its start too", () => {
    const history = "a 1 V M 9\nb 2 M W 9\nc 3 W X 9";
    const request = { limits: limitsOf({ hopsMax: 2 }) };
    const alone = ask(history, { ...request, claims: [seedTransfers("A", "a")] });
    expect(positionsOf(alone)).toEqual({ "A W limit": "9" });
    const beside = ask(history, { ...request, claims: [seedTransfers("A", "a"), seedAccount("W", "W", at(9))] });
    expect(positionsOf(beside)).toEqual({ "A X held": "9" });
    expect(hopsOf(beside)).toEqual({ X: 1 });
  });

  test("what a limit set aside may be labelled again by a later seed, and the result says so", () => {
    const history = "a 1 V M 9\nb 2 M N 9\nc 3 N X 9";
    const result = ask(history, {
      claims: [seedTransfers("A", "a"), seedTransfers("B", "c")],
      limits: limitsOf({ hopsMax: 2 }),
    });
    // N has hop 2 already, so the later seed does not make it 0, and X is beyond the limit as well.
    expect(positionsOf(result)).toEqual({ "A N limit": "9", "B X limit": "9" });
    expect(result.limits_hit).toEqual([
      { limit: "hops_max", account: account("N"), transfers: ["b"], atoms: "9" },
      { limit: "hops_max", account: account("X"), transfers: ["c"], atoms: "9" },
    ]);
    expect(notesOf(result).join()).toContain("exceed what was lost");
  });

  test("dust is by asset, of the sum over claims, and an asset that is not named has none", () => {
    const history = "a 1 V M 2\nb 2 W M 2\nx 3 M X 4\ne 4 V M 1 iso4217:EUR\nf 5 M Y 1 iso4217:EUR";
    const claims = [seedTransfers("A", "a", "e"), seedTransfers("B", "b")];
    const dustAtoms = new Map([[unwrap(parseAsset("iso4217:USD")), 3n]]);
    expect(positionsOf(ask(history, { claims, limits: limitsOf({ dustAtoms }) }))).toEqual({
      "A M dust": "2",
      "B M dust": "2",
      "A Y held": "1",
    });
    const four = new Map([[unwrap(parseAsset("iso4217:USD")), 2n]]);
    expect(positionsOf(ask(history, { claims, limits: limitsOf({ dustAtoms: four }) }))).toEqual({
      "A X held": "2",
      "B X held": "2",
      "A Y held": "1",
    });
  });

  test("poison stops at stops and hops_max, knows no dust, and marks by account and asset", () => {
    const history = "a 1 V M 1\nb 2 M N 5\nc 3 N X 5\nd 4 M Y 7 iso4217:EUR";
    const request = { claims: [seedTransfers("A", "a")], limits: limitsOf({ hopsMax: 2, dustAtoms: 9n }) };
    const result = ask(history, request, "poison");
    expect(flowsOf(result)).toEqual({ "A a": "1", "A b": "5" });
    expect(positionsOf(result)).toEqual({ "A M exposed": "1", "A N exposed": "5" });
    const stopped = ask(history, { claims: request.claims, stops: [account("N")] }, "poison");
    expect(flowsOf(stopped)).toEqual({ "A a": "1", "A b": "5" });
  });
});

describe("special accounts", () => {
  test("never hold, have no opening, and stop even where they are opened", () => {
    const fee = "fee:eip155:1";
    const history = `m 1 mint:iso4217:USD M 50\na 2 V M 10\nf 3 M ${fee} 55\nb 4 M mint:iso4217:USD 5\ng 5 ${fee} X 5`;
    const result = ask(history, { claims: [seedTransfers("A", "a", "m")], open: [account(fee)] });
    expect(result.positions.map((row) => [row.account, row.status, row.atoms])).toEqual([
      [fee, "destroyed", "55"],
      ["mint:iso4217:USD", "stopped", "5"],
    ]);
    expect(result.opening_assumptions).toEqual([]);
  });
});

describe("backward", () => {
  const back = (history: string, request: Partial<TraceRequest>, rule: TracingRule): BackwardResult => {
    const answer = traceBackward(ledgerOf(history), requestOf({ ...request, method: rule }));
    if ("results" in answer) throw new Error("one rule was asked for");
    return answer;
  };
  // M receives 30 from A and 50 from B, and pays 40. Asked alone, each origin has the rest as unattributed value.
  const history = "a 1 A M 30\nb 2 B M 50\nx 3 M X 40";
  const origins: readonly (readonly [TracingRule, object, boolean])[] = [
    ["fifo", { a: "30", b: "10" }, true],
    ["lifo", { b: "40" }, true],
    ["pro-rata", { a: "15", b: "25" }, false],
    // Alone, A's claim leaves last: 50 unattributed cover the 40; B's leaves 10.
    ["libr", { b: "10" }, false],
    ["pifo", { a: "30", b: "40" }, false],
    ["poison", { a: "40", b: "40" }, false],
  ];
  test.each(origins)("%s", (rule, expected, isClosed) => {
    const result = back(history, { target: { transfer: "x" } }, rule);
    const sums = result.origins.map((row) => ["transfer" in row ? row.transfer : row.opening, row.atoms]);
    expect(Object.fromEntries(sums)).toEqual(expected);
    expect(result.sums_close).toBe(isClosed);
  });

  test("past an account that was a stop for a time, origins still sum to the target under fifo and lifo", () => {
    const ledger = ledgerOf("a 1 A M 10\ny 2 M Y 4\nx 3 M X 12", {
      tags: [tagOf("t", "M", { validFrom: at(2), validTo: at(2) })],
    });
    for (const method of ["fifo", "lifo"] as const) {
      const result = traceBackward(ledger, requestOf({ target: { transfer: "x" }, method }));
      expect("sums_close" in result && result.sums_close, method).toBe(true);
    }
  });
});
