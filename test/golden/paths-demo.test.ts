import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBlockedWording } from "@tributary/casefile";
import { parseInstant, unwrap } from "@tributary/domain";
import { layersQuestion, leadsQuestion, openStore, pathsQuestion, readTraceRequest, type Store } from "@tributary/engine";
import { determinationOf, recordStatements } from "@tributary/people";
import { partiesOfAccounts } from "@tributary/queries";
import { displayWidth, layersText, leadsText, pathsText } from "@tributary/report";
import { accountNamed } from "@tributary/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoRequest, runDemoSteps } from "../../packages/cli/src/demo-steps.ts";
import { createTalk } from "../../packages/cli/src/talk.ts";

let folder = "";
let store: Store;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-paths-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
  await runDemoSteps(store, { ...createTalk({ isJson: true }), say: () => undefined });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const wallet = accountNamed("eip155:31337:0xad2a7c89267c6f0c4bd87b51430bf586d97a0f88");
const mule = accountNamed("bank:ZZSHLKLX:300100990021");

describe("the demo case", () => {
  test("tells which payments of a victim came to a wallet, through the bank and the exchange's order", async () => {
    const request = await readTraceRequest(demoRequest);
    const { document } = await pathsQuestion(store, request, { to: [wallet] });
    const position = document.results.fifo?.positions.find(({ claim }) => claim === "V12");
    // 300 LKR a dollar: 15,000,000.00, 10,610,000.00 and 10,390,000.00 LKR of the victim's payments make 120,000 USDT.
    expect([position?.atoms, position?.paths_left, position?.atoms_left]).toEqual(["120000000000", "0", "0"]);
    expect(
      position?.paths.map(({ atoms, start_atoms, start_asset, legs }) => [atoms, start_atoms, start_asset, legs.length]),
    ).toEqual([
      ["50000000000", "1500000000", "iso4217:LKR", 6],
      ["35366666666", "1061000000", "iso4217:LKR", 6],
      ["34633333334", "1039000000", "iso4217:LKR", 6],
    ]);
    expect(position?.paths[0]?.legs.map(({ conversion }) => conversion ?? null)).toEqual([
      ...[null, null, "LGX-24-0006", "LGX-24-0006", null, null],
    ]);
  });

  test("goes from layer to layer without losing an atom", async () => {
    const { document } = await layersQuestion(store, await readTraceRequest(demoRequest));
    const dirhams = document.results.fifo?.totals.filter(({ asset }) => asset === "iso4217:AED") ?? [];
    expect(dirhams.map((row) => [row.seeded_atoms, row.entered_atoms, row.held_atoms, row.stopped_atoms])).toEqual([
      ["331626750", "0", "0", "0"],
      ["0", "331626750", "9476750", "0"],
      ["0", "322150000", "21996100", "0"],
      ["0", "19278900", "18000000", "1278900"],
    ]);
    expect(dirhams.map((row) => [row.converted_away_atoms, row.went_on_atoms])).toEqual([
      ["0", "331626750"],
      ["0", "322150000"],
      ["280875000", "19278900"],
      ["0", "0"],
    ]);
  });

  test("is told on a terminal of 80 columns, and claims no more than it shows", async () => {
    const request = await readTraceRequest(demoRequest);
    const [paths, layers, leads] = [
      await pathsQuestion(store, request, {}),
      await layersQuestion(store, request),
      await leadsQuestion(store, request, {}),
    ];
    const options = { assets: paths.assets, width: 80 };
    for (const text of [
      pathsText(paths.document, options),
      layersText(layers.document, options),
      leadsText(leads.document, options),
    ]) {
      expect(text.split("\n").filter((line) => displayWidth(line) > 80)).toEqual([]);
      expect(/[\u0000-\u0009\u000b-\u001f]/.test(text)).toBe(false);
      expect(findBlockedWording(text)).toEqual([]);
    }
  });

  test("ranks leads, and never an account that a record ties to a protected person", async () => {
    const request = await readTraceRequest(demoRequest);
    const { document, isComplete } = await leadsQuestion(store, request, {});
    expect([isComplete, document.left_out.protected_persons]).toEqual([true, "0"]);
    expect(document.leads.map(({ account }) => account)).toContain(mule);
    const [tied] = await store.query(partiesOfAccounts, { accounts: [mule] });
    if (tied === undefined) throw new Error("no report ties a person to the account");
    const stated = {
      partyId: tied.partyId,
      status: "possible",
      authority: "Ministry",
      author: "analyst",
      evidence: "7",
    } as const;
    const determinedAt = unwrap(parseInstant("2026-03-01T00:00:00Z"));
    await recordStatements(store, { determinations: [determinationOf({ ...stated, determinedAt })] });
    const guarded = (await leadsQuestion(store, request, {})).document;
    expect(Number(guarded.left_out.protected_persons)).toBeGreaterThan(0);
    expect(JSON.stringify(guarded)).not.toContain(mule);
    expect(guarded.leads.length).toBeGreaterThan(10);
  });
});
