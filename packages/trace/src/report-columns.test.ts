import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { type ReportColumnRow, reportColumns } from "./report-columns.ts";
import { account, ledgerOf, requestOf, seedTransfers } from "./test-support/scenario.ts";

function columnsOf(history: string, word: string, ...seeds: [string, ...string[]][]): ReportColumnRow | undefined {
  const claims = seeds.map(([id, ...transfers]) => seedTransfers(id, ...transfers));
  return reportColumns(ledgerOf(history), requestOf({ claims })).find((row) => row.account === account(word));
}

test("TR-03: strict is 0 once mixed, assessed the value intermingled", () => {
  const row = columnsOf("o 1 O M 500\na 2 V M 100\nw 3 M X 300", "M", ["A", "a"]);
  expect(row).toMatchObject({ balance: "300", strict: "0", assessed: "100", expost: "100" });
});

test("TR-05: assessed reads the treaty literally, expost shares what survived", () => {
  const row = columnsOf("o 1 O M 1000\na 2 V M 600\nw 3 M X 1300\no2 4 O M 900", "M", ["A", "a"]);
  expect(row).toMatchObject({ balance: "1200", strict: "0", assessed: "600", expost: "300" });
});

test("TR-08 and TR-09: expost shares the pool by total contributions", () => {
  const staged = columnsOf("a 1 V M 100\nb 2 U M 100\nw 3 M X 100\nc 4 T M 100", "M", ["A", "a"], ["B", "b"], ["C", "c"]);
  expect(staged?.claims.map((claim) => claim.expost)).toEqual(["67", "67", "66"]);
  expect(staged).toMatchObject({ strict: "200", assessed: "200" });
  const own = "o 1 O M 300\na 2 V M 400\nb 3 U M 400\nw 4 M X 500\nc 5 T M 200\nw2 6 M X 100";
  expect(columnsOf(own, "M", ["A", "a"], ["B", "b"], ["C", "c"])?.claims.map((claim) => claim.expost)).toEqual([
    "280",
    "280",
    "140",
  ]);
});

test("strict holds until the money is mixed, also one account on", () => {
  const history = "a 1 V M 100\nm 2 M N 60\no 3 O N 1\np 4 N X 61";
  expect(columnsOf(history, "M", ["A", "a"])).toMatchObject({ strict: "40" });
  expect(columnsOf(history, "N", ["A", "a"])).toMatchObject({ strict: "0" });
  expect(columnsOf(history, "X", ["A", "a"])).toMatchObject({ strict: "0", expost: "60" });
});

test("money that goes round is not new money", () => {
  const history = "a 1 V M 100\nf 2 M N 100\nb 3 N M 100\no 4 O M 900";
  expect(columnsOf(history, "M", ["A", "a"])).toMatchObject({ balance: "1000", assessed: "100" });
});

interface Vector {
  readonly id: string;
  readonly events: readonly (
    | { readonly pay_in: number; readonly by: string }
    | { readonly pay_out: number; readonly to: string }
  )[];
  readonly libr_pool: string;
  readonly expost: Readonly<Record<string, string>>;
}

const vectorFile = resolve(import.meta.dirname, "../../../fixtures/vectors/base.jsonl");
const vectors = readFileSync(vectorFile, "utf8")
  .trim()
  .split("\n")
  .map((line): Vector => JSON.parse(line));

test.each(vectors.map((vector) => [vector.id, vector] as const))("%s: the pool and its shares after the fact", (_id, vector) => {
  const lines = vector.events.map((event, index) =>
    "pay_in" in event
      ? `i${index} ${index} ${event.by} M ${event.pay_in * 1_000_000}`
      : `p${index} ${index} M ${event.to} ${event.pay_out * 1_000_000}`,
  );
  const names = Object.keys(vector.expost);
  const seeds = names.map((name): [string, ...string[]] => [
    name,
    ...vector.events.flatMap((event, index) => ("by" in event && event.by === name ? [`i${index}`] : [])),
  ]);
  const row = columnsOf(lines.join("\n"), "M", ...seeds);
  const wanted = (text: string): number => {
    const [numerator = "0", denominator = "1"] = text.split("/");
    return (Number(numerator) / Number(denominator)) * 1_000_000;
  };
  expect(Number(row?.expost)).toBe(wanted(vector.libr_pool));
  for (const claim of row?.claims ?? [])
    expect(Math.abs(Number(claim.expost) - wanted(vector.expost[claim.claim] ?? "0"))).toBeLessThan(1);
});
