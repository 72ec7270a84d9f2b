import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { AmountRule } from "./spend.ts";
import { answerOf } from "./test-support/answer.ts";
import { account, ledgerOf, requestOf, seedTransfers } from "./test-support/scenario.ts";

const scale = 1_000_000n;
const amountRules: readonly AmountRule[] = ["fifo", "lifo", "pro-rata", "libr", "pifo"];

interface Vector {
  readonly id: string;
  readonly events: readonly (
    | { readonly pay_in: number; readonly by: string }
    | { readonly pay_out: number; readonly to: string }
  )[];
  readonly expect: Readonly<Record<string, { readonly held: Shares; readonly paid: Readonly<Record<string, Shares>> }>>;
}

type Shares = Readonly<Record<string, string>>;

const projectRoot = resolve(import.meta.dirname, "../../..");
const vectors = readLines<Vector>(resolve(projectRoot, "fixtures/vectors/base.jsonl"));

describe.each(vectors.map((vector) => [vector.id, vector] as const))("%s", (_id, vector) => {
  test.each(amountRules)("holds and pays out under %s as the vector says", (rule) => {
    expectVector(rule, vector);
  });
});

const dataFolder = resolve(projectRoot, process.env["TRIBUTARY_TEST_DATA"] ?? "../shared/data");
const originalFile = resolve(dataFolder, "../vectors/tracing-base.jsonl");
const originalRules = { FIFO: "fifo", LIFO: "lifo", PRORATA: "pro-rata", LIBR: "libr", PIFO: "pifo" } as const;

interface OriginalVector {
  readonly id: string;
  readonly events: readonly (readonly ["in" | "out", string, number])[];
  readonly expect: Readonly<
    Record<
      keyof typeof originalRules,
      { readonly remaining: OriginalShares; readonly outs: Readonly<Record<string, OriginalShares>> }
    >
  >;
}

type OriginalShares = Readonly<Record<string, string | number>>;

test.skipIf(!existsSync(originalFile))(
  "the acceptance vectors hold as they were given (needs the folder of acceptance vectors)",
  () => {
    for (const original of readLines<OriginalVector>(originalFile)) {
      for (const [name, rule] of Object.entries(originalRules)) {
        const wanted = original.expect[name as keyof typeof originalRules];
        const paid = Object.fromEntries(Object.entries(wanted.outs).map(([to, shares]) => [to, restate(shares)]));
        expectVector(rule, {
          id: original.id,
          events: original.events.map(([way, who, atoms]) =>
            way === "in" ? { pay_in: atoms, by: who === "OWN" ? "unattributed" : who } : { pay_out: atoms, to: who },
          ),
          expect: { [rule]: { held: restate(wanted.remaining), paid } },
        });
      }
    }
  },
);

function restate(shares: OriginalShares): Shares {
  return Object.fromEntries(Object.entries(shares).map(([who, atoms]) => [who === "OWN" ? "unattributed" : who, String(atoms)]));
}

function expectVector(rule: AmountRule, vector: Vector): void {
  const lines = vector.events.map((event, index) =>
    "pay_in" in event
      ? `in-${event.by}-${index} ${index} from-${event.by} M ${BigInt(event.pay_in) * scale}`
      : `out-${event.to} ${index} M ${event.to} ${BigInt(event.pay_out) * scale}`,
  );
  const names = [...new Set(vector.events.flatMap((event) => ("by" in event && event.by !== "unattributed" ? [event.by] : [])))];
  const claims = names.map((name) => {
    const payments = lines.map((line) => line.split(" ")[0] ?? "").filter((id) => id.startsWith(`in-${name}-`));
    return seedTransfers(name, ...payments);
  });
  const result = answerOf(rule, ledgerOf(lines.join("\n")), requestOf({ claims }));
  const { held, paid } = vector.expect[rule] ?? { held: {}, paid: {} };
  for (const name of names) {
    const row = result.positions.find((position) => position.claim === name && position.account === account("M"));
    expectWithinOne(row?.atoms, held[name], `${vector.id} ${rule} holds of ${name}`);
    for (const [to, shares] of Object.entries(paid)) {
      const flow = result.flows.find((candidate) => candidate.claim === name && candidate.transfer === `out-${to}`);
      expectWithinOne(flow?.atoms, shares[name], `${vector.id} ${rule} pays ${to} of ${name}`);
    }
  }
}

/** The distance to a fraction of whole units, in atoms, is below one. */
function expectWithinOne(atoms: string | undefined, wanted: string | undefined, what: string): void {
  const [numerator = "0", denominator = "1"] = (wanted ?? "0").split("/");
  const difference = BigInt(atoms ?? "0") * BigInt(denominator) - BigInt(numerator) * scale;
  const distance = difference < 0n ? -difference : difference;
  expect(distance <= BigInt(denominator), `${what}: ${atoms ?? "0"} is not ${wanted ?? "0"} x 10^6`).toBe(true);
}

function readLines<Row>(file: string): Row[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line): Row => JSON.parse(line));
}
