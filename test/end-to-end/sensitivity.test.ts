import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CommandResult, makeFolder, runCommand } from "./run-command.ts";

const folder = makeFolder("sensitivity");
const store = join(folder.path, "store");
const request = join(folder.path, "request.json");
const table = join(folder.path, "transfers.csv");

const rows = [
  "transfer_id,occurred_at,from,to,asset,atoms,sequence",
  "o,2026-01-01T00:00:00Z,bank:A:own,bank:A:mule,iso4217:USD,5000,1",
  "a,2026-01-02T00:00:00Z,bank:A:victim,bank:A:mule,iso4217:USD,10000,2",
  "w,2026-01-03T00:00:00Z,bank:A:mule,bank:A:shop,iso4217:USD,12000,3",
  "r,2026-01-03T00:00:00Z,bank:A:own,bank:A:mule,iso4217:USD,20000,4",
];

beforeAll(async () => {
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(table, `${rows.join("\n")}\n`);
  writeFileSync(request, JSON.stringify({ claims: [{ id: "A", kind: "scam_victim", transfers: ["a"] }], method: "libr" }));
  expect((await runCommand(["init", "--store", store])).status).toBe(0);
  const run = await runCommand(["ingest", "transfers", table, "--store", store]);
  expect(run.status, run.stderr).toBe(0);
}, 120_000);
afterAll(folder.remove);

function ask(...parameters: readonly string[]): Promise<CommandResult> {
  return runCommand(["sensitivity", request, "--store", store, ...parameters]);
}

test("one document with every rule, mode and switch", async () => {
  const run = await ask("--json");
  expect(run.status, run.stderr).toBe(0);
  const document = JSON.parse(run.stdout);
  expect(document.base).toBe("libr, inferred, recorded, headline");
  expect(document.runs).toHaveLength(90);
  // 30 of the victim's 100 stay where the payment comes first, all where the deposit of the same day does.
  const held = document.intervals.positions.find(
    (row: { method: string; account: string }) => row.method === "libr" && row.account === "bank:A:mule",
  );
  expect(held).toMatchObject({ least_atoms: "3000", most_atoms: "10000" });
});

test("a table for a person, and fewer runs where fewer are asked for", async () => {
  const run = await ask("--rules", "fifo", "lifo", "--openings", "inferred", "--inferred", "without");
  expect(run.status, run.stderr).toBe(0);
  expect(run.stdout).toContain("9 runs give amounts");
  expect(run.stdout).toContain("credits-first");
});

test("too many runs are refused before anything is traced, a word that is no choice as well", async () => {
  const many = await ask("--runs-max", "10");
  expect(many.status).toBe(3);
  expect(many.stderr).toContain("LIMIT_REACHED: found 108 runs");
  const wrong = await ask("--rules", "fastest");
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain("fifo, lifo, pro-rata, libr, pifo, poison");
});
