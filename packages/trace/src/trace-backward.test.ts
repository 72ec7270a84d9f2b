import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { notesOf } from "./notes-of.ts";
import type { AmountRule } from "./spend.ts";
import { answerOf, flowsOf } from "./test-support/answer.ts";
import { account, at, dollars, ledgerOf, requestOf, seedTransfers } from "./test-support/scenario.ts";
import { tagOf } from "./test-support/tag.ts";
import { trace } from "./trace.ts";
import { traceBackward } from "./trace-backward.ts";
import type { TraceRequest, TracingRule } from "./trace-request.ts";
import type { BackwardResult } from "./trace-result.ts";

function walkBack(
  rule: TracingRule,
  history: string,
  change: Partial<TraceRequest> & { readonly ledger?: object } = {},
): BackwardResult {
  const { ledger, ...request } = change;
  const answer = traceBackward(ledgerOf(history, ledger), requestOf({ target: { transfer: "t" }, method: rule, ...request }));
  if ("results" in answer) throw new Error("one rule was asked for");
  return answer;
}

/** Origin to atoms; an opening by its holder. */
function originsOf(result: BackwardResult): Record<string, string> {
  return Object.fromEntries(
    result.origins.map((row) => ["transfer" in row ? row.transfer : `${row.opening} ${row.account}`, row.atoms]),
  );
}

const history = "v 1 V M 60\no 2 O M 40\nm 3 M N 100\nx 4 X N 50\nt 5 N T 120";

test.each([
  ["fifo", { v: "60", o: "40", x: "20" }, true],
  ["lifo", { v: "60", o: "10", x: "50" }, true],
  ["pro-rata", { v: "48", o: "32", x: "40" }, false],
  ["libr", { v: "30", o: "10", x: "20" }, false],
  ["pifo", { v: "60", o: "40", x: "50" }, false],
  ["poison", { v: "120", o: "120", x: "120" }, false],
] as const)("%s: each origin is a question of its own", (rule, origins, isClosed) => {
  const result = walkBack(rule, history);
  expect(originsOf(result)).toEqual(origins);
  expect(result.sums_close).toBe(isClosed);
});

test("an opening lot inside the region is an origin, and says what it rests on", () => {
  const opened = "v 1 V M 60\nt 2 M T 100";
  expect(originsOf(walkBack("fifo", opened))).toEqual({ v: "60", [`inferred ${account("M")}`]: "40" });
  expect(originsOf(walkBack("fifo", opened, { openings: "late" }))).toEqual({ v: "60", [`late ${account("M")}`]: "40" });
  const openings = [{ account: account("M"), asset: dollars, time: at(1), atoms: ledgerOf("k 1 A B 45").transfers[0]?.atoms }];
  expect(originsOf(walkBack("fifo", opened, { openings } as Partial<TraceRequest>))).toEqual({
    v: "55",
    [`known ${account("M")}`]: "45",
  });
});

test("an account without a receipt before its payment is the ledger's edge", () => {
  expect(originsOf(walkBack("fifo", "e 1 E N 10\nt 2 N T 10\nlate 3 V E 10"))).toEqual({ e: "10" });
});

test("a payment of a stop is an origin, and what was paid to it is not asked", () => {
  const stop = { ledger: { tags: [tagOf("x", "M")] } };
  const result = walkBack("fifo", history, stop);
  expect(originsOf(result)).toEqual({ m: "100", x: "20" });
});

test("hops_max ends the walk, and says where", () => {
  const limits = { hopsMax: 1, accountsMax: 9, dustAtoms: 0n };
  const result = walkBack("fifo", history, { limits });
  expect(originsOf(result)).toEqual({ m: "100", x: "20" });
  expect(result.limits_hit).toEqual([
    { limit: "hops_max", account: account("M"), transfers: ["m"], atoms: "100" },
    { limit: "hops_max", account: account("X"), transfers: ["x"], atoms: "20" },
  ]);
});

test("all that an account received in a window", () => {
  const target = { account: account("N"), since: at(4), until: null };
  expect(originsOf(walkBack("fifo", history, { target }))).toEqual({ x: "50" });
});

test("a conversion leads back to its out legs' origins, in the asset that the target received", () => {
  const swap = {
    id: "c",
    account: account("M"),
    outTransfers: ["out"],
    inTransfers: ["in"],
    kind: "swap",
    basis: "documented",
    document: null,
  };
  const legs = "v 1 V M 60\no 2 O M 40\nout 3 M pool 100\nin 4 pool M 50 iso4217:THB\nt 5 M T 50 iso4217:THB";
  const result = walkBack("fifo", legs, { ledger: { conversions: [swap] } });
  expect(result.origins).toEqual([
    { account: account("V"), asset: "iso4217:THB", atoms: "30", transfer: "v" },
    { account: account("O"), asset: "iso4217:THB", atoms: "20", transfer: "o" },
  ]);
  expect(result.sums_close).toBe(true);
});

test("flows are those of the questions that bring something, named by their origin", () => {
  const result = walkBack("fifo", "v 1 V M 60\nt 2 M T 60\nw 3 W M 5\nz 4 T Z 1");
  expect(result.flows).toEqual([
    { transfer: "v", claim: "v", atoms: "60" },
    { transfer: "t", claim: "v", atoms: "60" },
    { transfer: "z", claim: "v", atoms: "1" },
  ]);
});

test("a target that moves nothing has no origins, and says so", () => {
  const result = walkBack("fifo", "t 1 A A 5");
  expect(result.origins).toEqual([]);
  expect(notesOf(result)[0]).toContain("moves nothing");
});

test("trace goes backward where there is a target", () => {
  const answer = trace(ledgerOf(history), requestOf({ target: { transfer: "t" }, method: "all" }));
  expect("results" in answer && Object.keys(answer.results)).toHaveLength(6);
});

describe("forward and backward agree", () => {
  const name = fc.constantFrom("A", "B", "C", "D", "E", "F");
  const line = fc.tuple(name, name, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 2 }));
  const ledgerLines = fc.array(line, { minLength: 1, maxLength: 14 }).map((lines) => {
    let second = 0;
    return lines.map(([from, to, atoms, pause], index) => {
      second += pause;
      return `t${index} ${second} ${from} ${to} ${atoms}`;
    });
  });
  const rules: readonly AmountRule[] = ["fifo", "lifo", "pro-rata", "libr", "pifo"];

  test.each(rules)("each origin's atoms are what a forward trace from it brings, under %s", (rule) => {
    fc.assert(
      fc.property(
        ledgerLines,
        fc.nat(),
        fc.record({ hopsMax: fc.constantFrom(null, 1, 2), dustAtoms: fc.constantFrom(0n, 3n) }),
        (lines, pick, { hopsMax, dustAtoms }) => {
          const ledger = ledgerOf(lines.join("\n"));
          const transfer = `t${pick % lines.length}`;
          const limits = { hopsMax, accountsMax: 99, dustAtoms };
          const result = traceBackward(ledger, requestOf({ target: { transfer }, method: rule, limits, openings: "inferred" }));
          if ("results" in result) throw new Error("one rule was asked for");
          for (const origin of result.origins) {
            if (!("transfer" in origin)) continue;
            const request = requestOf({ claims: [seedTransfers("o", origin.transfer)], limits: { ...limits, hopsMax: null } });
            expect(flowsOf(answerOf(rule, ledger, request))[`o ${transfer}`]).toBe(origin.atoms);
          }
          const moved = ledger.transfers.find((row) => row.name === transfer && row.from !== row.to)?.atoms ?? 0n;
          const sum = result.origins.reduce((total, origin) => total + BigInt(origin.atoms), 0n);
          if ((rule === "fifo" || rule === "lifo") && hopsMax === null && dustAtoms === 0n) expect(sum).toBe(moved);
        },
      ),
      { numRuns: 400 },
    );
  });
});
