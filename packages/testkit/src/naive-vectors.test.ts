import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TraceResult, TracingRule } from "@tributary/trace";
import { describe, expect, test } from "vitest";
import { accountNamed, ledgerOf, requestOf, type TransferFixture, transferClaim } from "./ledger-of.ts";
import { naiveForward } from "./naive-trace.ts";

const folder = join(process.env["TRIBUTARY_TEST_DATA"] ?? join(import.meta.dirname, "../../../../shared/data"), "../vectors");
const file = join(folder, "tracing-base.jsonl");
const isAbsent = !existsSync(file);
const reason = isAbsent ? ` (skipped: ${file} is not there; set TRIBUTARY_TEST_DATA)` : "";

/** Fractions of a vector become atoms at this scale. */
const scale = 1_000_000n;
const account = "W";
const rules: readonly (readonly [string, TracingRule])[] = [
  ["FIFO", "fifo"],
  ["LIFO", "lifo"],
  ["PRORATA", "pro-rata"],
  ["LIBR", "libr"],
  ["PIFO", "pifo"],
];

type Amount = number | string;
interface Vector {
  readonly id: string;
  readonly events: readonly (readonly ["in" | "out", string, number])[];
  readonly expect: Readonly<Record<string, Expected>>;
  readonly librTotal: number;
}
interface Expected {
  readonly remaining: Readonly<Record<string, Amount>>;
  readonly outs: Readonly<Record<string, Readonly<Record<string, Amount>>>>;
}

const vectors: readonly Vector[] = isAbsent
  ? []
  : readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line): Vector => JSON.parse(line));

/** The nearest atom, and whether the vector's fraction is whole at the scale. */
function atomsOf(amount: Amount): { readonly low: bigint; readonly high: bigint } {
  const [numerator = "0", denominator = "1"] = amount.toString().split("/");
  const scaled = BigInt(numerator) * scale;
  const low = scaled / BigInt(denominator);
  return low * BigInt(denominator) === scaled ? { low, high: low } : { low: low - 1n, high: low + 2n };
}

function trace(vector: Vector, rule: TracingRule): TraceResult {
  const transfers = vector.events.map(([direction, other, amount], index): TransferFixture => {
    const atoms = BigInt(amount) * scale;
    const id = `${direction}${index}`;
    return direction === "in" ? { id, from: `${other}-${index}`, to: account, atoms } : { id, from: account, to: other, atoms };
  });
  const owners = [...new Set(vector.events.filter(([kind, who]) => kind === "in" && who !== "OWN").map(([, who]) => who))];
  const claims = owners.map((owner) =>
    transferClaim(
      owner,
      ...vector.events.flatMap(([kind, who], index) => (kind === "in" && who === owner ? [`in${index}`] : [])),
    ),
  );
  return naiveForward(ledgerOf(transfers), requestOf({ claims }), rule);
}

function heldBy(result: TraceResult, holder: string, claim: string): bigint {
  const row = result.positions.find((position) => position.account === accountNamed(holder) && position.claim === claim);
  return BigInt(row?.atoms ?? "0");
}

function expectWithin(found: bigint, amount: Amount): void {
  const { low, high } = atomsOf(amount);
  expect(found).toBeGreaterThanOrEqual(low);
  expect(found).toBeLessThanOrEqual(high);
}

describe.skipIf(isAbsent)(`acceptance vectors${reason}`, () => {
  test("all fourteen are read", () => {
    expect(vectors.length).toBe(14);
  });

  for (const vector of vectors)
    test.each(rules)(`${vector.id} %s`, (key, rule) => {
      const result = trace(vector, rule);
      const expected = vector.expect[key];
      expect(expected).toBeDefined();
      for (const [claim, amount] of Object.entries(expected?.remaining ?? {}))
        if (claim !== "OWN") expectWithin(heldBy(result, account, claim), amount);
      for (const [receiver, parts] of Object.entries(expected?.outs ?? {}))
        for (const claim of result.claims.map((row) => row.claim))
          expectWithin(heldBy(result, receiver, claim), parts[claim] ?? 0);
      const retained = result.positions.filter((row) => row.account === accountNamed(account));
      if (rule === "libr")
        expect(retained.reduce((sum, row) => sum + BigInt(row.atoms), 0n)).toBe(BigInt(vector.librTotal) * scale);
    });
});
