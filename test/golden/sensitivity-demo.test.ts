import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBlockedWording } from "@tributary/casefile";
import { type Answer, openStore, readTraceRequest, type Store, sensitivityQuestion, traceQuestion } from "@tributary/engine";
import { displayWidth, sensitivityText } from "@tributary/report";
import type { Sensitivity, TraceResult, TracingRule } from "@tributary/trace";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoRequest, runDemoSteps } from "../../packages/cli/src/demo-steps.ts";
import { createTalk } from "../../packages/cli/src/talk.ts";

let folder = "";
let store: Store;
let answer: Answer<Sensitivity>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-sensitivity-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
  await runDemoSteps(store, { ...createTalk({ isJson: true }), say: () => undefined });
  answer = await sensitivityQuestion(store, await readTraceRequest(demoRequest), {});
}, 120_000);
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** By rule and asset: what is held. */
async function heldByRule(includeInferred: boolean): Promise<Record<string, string>> {
  const request = { ...(await readTraceRequest(demoRequest)), includeInferred };
  const { document } = await traceQuestion(store, request);
  if (!("results" in document)) throw new Error("every rule was asked for");
  const sums = new Map<string, bigint>();
  for (const [rule, result] of Object.entries(document.results) as [TracingRule, TraceResult][]) {
    for (const row of rule === "poison" ? [] : result.positions) {
      const key = `${rule} ${row.asset} ${row.status}`;
      sums.set(key, (sums.get(key) ?? 0n) + BigInt(row.atoms));
    }
  }
  return Object.fromEntries([...sums].map(([key, atoms]) => [key, atoms.toString()]));
}

const statuses = ["held", "stopped", "limit", "dust", "destroyed"];

describe("the demo case under every rule, mode and switch", () => {
  test("stands without and with inferred conversions as two traces of its own would", async () => {
    const rows = answer.document.headline.totals.filter((row) => statuses.includes(row.step));
    const sideOf = (side: "headline_atoms" | "with_inferred_atoms"): Record<string, string> =>
      Object.fromEntries(
        rows.filter((row) => row[side] !== "0").map((row) => [`${row.method} ${row.asset} ${row.step}`, row[side]]),
      );
    expect(sideOf("headline_atoms")).toEqual(await heldByRule(false));
    expect(sideOf("with_inferred_atoms")).toEqual(await heldByRule(true));
  });

  test("names the one inferred conversion that makes the difference", () => {
    const { conversions } = answer.document.headline;
    expect(conversions.map(({ conversion, kind, basis }) => [conversion, kind, basis])).toEqual([
      ["LGX-24-0008", "on-ramp", "inferred"],
    ]);
    // One dollar buys one token: what a rule carries into the conversion is what it carries out, in cents and in millionths.
    for (const row of conversions[0]?.carried ?? []) {
      const [out, into] = [BigInt(row.atoms_out) * 10_000n, BigInt(row.atoms_in)];
      expect(out - into < 10_000n && into - out < 10_000n).toBe(true);
    }
  });

  test("has a wide interval where banks' earlier balances are not known, and names the holders", () => {
    const { intervals } = answer.document;
    const held = intervals.totals.find((row) => row.method === "fifo" && row.asset === "iso4217:AED" && row.step === "held");
    expect(held).toMatchObject({ least_atoms: "49472850", most_atoms: "331626750", varies_by: ["openings"] });
    // Under lifo an opening is the last to leave: however large, it keeps nothing of the claims in place.
    expect(intervals.totals.some((row) => row.method === "lifo" && row.least_atoms !== row.most_atoms)).toBe(false);
    const drivers = intervals.drivers.filter((row) => row.method === "fifo").map((row) => row.account);
    expect(drivers).toContain("bank:ZZSHLKLX:300100204455");
    expect(drivers.every((account) => account.startsWith("bank:"))).toBe(true);
  });

  test("is told on a terminal of 80 columns, and claims no more than it shows", () => {
    const text = sensitivityText(answer.document, { assets: answer.assets, width: 80 });
    expect(text.split("\n").every((line) => displayWidth(line) <= 80)).toBe(true);
    expect(findBlockedWording(text)).toEqual([]);
    expect(text).toContain("fifo, inferred, recorded, headline");
    expect(text).toContain("+55,100.000000");
    expect(text).toContain("Whose earlier balance would settle it");
    expect(text).toContain("Exposure under poison (not an amount)");
  });
});
