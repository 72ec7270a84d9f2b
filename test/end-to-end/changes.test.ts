import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { displayWidth } from "@tributary/report";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../contract/source-files.ts";
import { type CommandResult, commandPath, makeFolder, runCommand } from "./run-command.ts";

const folder = makeFolder("changes");
const request = join(projectRoot, "fixtures/demo/requests/case.yaml");
const earlier = join(folder.path, "demo", "store");
const later = join(folder.path, "later");
const saved = join(folder.path, "saved.json");
const out = join(folder.path, "result");
let written: CommandResult = { status: null, stdout: "", stderr: "" };

/** Exit code 3, done but incomplete, is the demo's answer: its chain ends some hours before its bank records do. */
const done = 3;

beforeAll(async () => {
  const demo = await runCommand(["demo", "--out", join(folder.path, "demo")]);
  expect(demo.status, demo.stderr).toBe(0);
  const traced = await runCommand(["trace", request, "--store", earlier, "--json"]);
  expect(traced.status, traced.stderr).toBe(done);
  writeFileSync(saved, traced.stdout);
  written = await runCommand(["trace", request, "--store", earlier, "--out", out, "--json"]);
  await ingestPayment(traced.stdout);
}, 300_000);
afterAll(folder.remove);

/** A store in which the largest holder under `pifo` has paid a third of it on. */
async function ingestPayment(traced: string): Promise<void> {
  cpSync(earlier, later, { recursive: true });
  cpSync(`${earlier}.key`, `${later}.key`);
  const held: { account: string; asset: string; atoms: string; status: string }[] = JSON.parse(traced).results.pifo.positions;
  const [largest] = held
    .filter((row) => row.status === "held")
    .sort((a, b) => (BigInt(a.atoms) < BigInt(b.atoms) ? 1 : BigInt(a.atoms) > BigInt(b.atoms) ? -1 : 0));
  if (largest === undefined) throw new Error("the demo holds nothing");
  const table = join(folder.path, "later.csv");
  const third = (BigInt(largest.atoms) / 3n).toString();
  const row = `late1,2026-12-31T00:00:00Z,${largest.account},bank:late:1,${largest.asset},${third}`;
  writeFileSync(table, `transfer_id,occurred_at,from,to,asset,atoms\n${row}\n`);
  const run = await runCommand(["ingest", "transfers", table, "--store", later]);
  expect(run.status, run.stderr).toBe(0);
}

function changes(...parameters: readonly string[]): Promise<CommandResult> {
  return runCommand(["changes", request, ...parameters]);
}

describe("the flow index", () => {
  const store = join(folder.path, "indexed");
  // Without conversions, which an index leaves to the store.
  const transfers = join(folder.path, "plain.csv");
  const plain = join(folder.path, "plain.json");

  test("answers as the store does, with and without its engine, and keeps what was known before", async () => {
    const rows = Array.from(
      { length: 40 },
      (_, row) =>
        `p${row},2026-01-01T00:00:${String(row).padStart(2, "0")}Z,bank:x:${row % 7},bank:x:${(row * 3 + 1) % 7 === row % 7 ? 7 : (row * 3 + 1) % 7},iso4217:USD,${row + 5}`,
    );
    writeFileSync(transfers, `transfer_id,occurred_at,from,to,asset,atoms\n${rows.join("\n")}\n`);
    writeFileSync(plain, JSON.stringify({ claims: [{ id: "W", kind: "other", account: "bank:x:1" }], method: "all" }));
    const named = join(folder.path, "named.json");
    writeFileSync(named, JSON.stringify({ claims: [{ id: "V", kind: "scam_victim", transfers: ["p3"] }], method: "fifo" }));
    const run = async (...words: readonly string[]): Promise<CommandResult> => {
      const result = await runCommand([...words, "--store", store, "--json"]);
      expect([0, done], result.stderr).toContain(result.status);
      return result;
    };
    await run("ingest", "transfers", transfers);
    const before = [await run("trace", plain), await run("trace", named)];
    const built = JSON.parse((await run("index", "build")).stdout);
    expect(built).toMatchObject({ outcome: "built", transfers: 40 });
    expect(await run("trace", plain)).toEqual(before[0]);
    expect(await run("trace", named)).toEqual(before[1]);
    writeFileSync(
      transfers,
      `transfer_id,occurred_at,from,to,asset,atoms\nlate,2026-02-01T00:00:00Z,bank:x:1,bank:x:9,iso4217:USD,1\n`,
    );
    await run("ingest", "transfers", transfers);
    expect(JSON.parse((await run("index", "status")).stdout)).toMatchObject({ condition: "stale" });
    const after = await run("trace", plain);
    expect(after.stdout).not.toBe(before[0]?.stdout);
    expect(JSON.parse((await run("index", "build")).stdout)).toMatchObject({ outcome: "appended", transfers: 41 });
    expect(await run("trace", plain)).toEqual(after);
    expect(JSON.parse((await run("index", "verify")).stdout)).toMatchObject({ isIntact: true });
    for (const [index, request] of [plain, named].entries()) {
      const then = join(folder.path, `then-${index}.json`);
      writeFileSync(then, before[index]?.stdout ?? "");
      const sides = [
        [built.directory, then, true],
        [built.directory, store, false],
      ];
      for (const [earlierSide, laterSide, same] of sides) {
        const told = await runCommand(["changes", request, "--before", earlierSide, "--after", laterSide, "--json"]);
        expect(JSON.parse(told.stdout), told.stderr).toMatchObject({ same });
      }
    }
  });
});

describe("trace --out", () => {
  test("writes a folder and says what stands for all of it", () => {
    expect(written.status, written.stderr).toBe(done);
    const told = JSON.parse(written.stdout);
    expect(told).toMatchObject({ directory: out, files: 97 });
    expect(readFileSync(join(out, "COMPLETE"), "utf8")).toBe(`${told.manifest_sha256}\n`);
    const head = JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
    const document = JSON.parse(readFileSync(saved, "utf8"));
    expect(head.results.fifo.rows.flows).toBe(document.results.fifo.flows.length);
    const lines = readFileSync(join(out, "fifo", "flows.ndjson"), "utf8")
      .trim()
      .split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(document.results.fifo.flows);
    expect(readdirSync(folder.path).filter((name) => name.includes("partial"))).toEqual([]);
  });

  test("2: a folder that is there already is not written over, and not traced for", async () => {
    const run = await runCommand(["trace", request, "--store", join(folder.path, "nowhere"), "--out", out]);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/USAGE: found .*result exists/);
  });

  test("2: a file where a folder must be", async () => {
    const run = await runCommand(["trace", request, "--store", earlier, "--out", join(saved, "result")]);
    expect(run.status, run.stderr).toBe(2);
    expect(run.stderr).toMatch(/USAGE: found .*saved\.json, which is no folder/);
  });

  test("5: no room for a file is told for people and leaves nothing behind", () => {
    const place = join(folder.path, "full");
    const command = [process.execPath, commandPath, "trace", request, "--store", earlier, "--out", place];
    // The limit is on the size of each file, in kibibytes: the store is only read.
    const run = spawnSync("bash", ["-c", 'ulimit -f 4; exec "$@"', "bash", ...command], {
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", CI: "true" },
    });
    expect(run.status, run.stderr).toBe(5);
    expect(run.stderr).toMatch(/STORE_FULL: found .*full; expected room on the disk; nothing was written/);
    expect(readdirSync(folder.path).filter((name) => name.includes("full"))).toEqual([]);
  });
});

describe("changes", () => {
  test.each([
    ["the saved document", () => saved],
    ["the result folder", () => out],
    ["the store itself", () => earlier],
  ])("%s and the store it came from are the same", async (_name, place) => {
    const run = await changes("--before", place(), "--store", earlier);
    expect(run.status, run.stderr).toBe(done);
    expect(run.stdout).toContain("Nothing has changed: the two answers are the same in every row.");
    expect(run.stdout.replace(/\s+/g, " ")).toMatch(
      /The answer after is not complete: .*gaps in the records of [0-9]+ accounts?\./,
    );
    const document = JSON.parse((await changes("--before", place(), "--store", earlier, "--json")).stdout);
    expect(document.same).toBe(true);
  });

  test("a payment that came later is told: what is new, what has another amount, and the totals stay", async () => {
    const run = await changes("--before", saved, "--store", later);
    expect(run.status, run.stderr).toBe(done);
    const pifo = /Under pifo\n([\s\S]*?)\nparts of transfers: 1 new/.exec(run.stdout)?.[1] ?? "";
    expect(pifo).toMatch(/^\nAll totals are the same\.\n\nNew positions: 1\n {2}bank:late:1\n {6}\+/);
    expect(pifo).toMatch(/Positions with another amount: 1\n/);
    const tooWide = run.stdout.split("\n").filter((line) => displayWidth(line) > 80);
    expect(tooWide).toEqual([]);
  });

  test("the same bytes whichever form the earlier answer has", async () => {
    const runs = await Promise.all([saved, out, earlier].map((place) => changes("--before", place, "--after", later, "--json")));
    expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1);
    const document = JSON.parse(runs[0]?.stdout ?? "");
    expect(document.results.pifo.tables.flows).toMatchObject({
      added: [{ row: { transfer: "late1" } }],
      removed: [],
      changed: [],
    });
  });

  test("2: no earlier answer, a place where nothing is, the answer to another request", async () => {
    expect((await changes("--store", earlier)).status).toBe(2);
    const nowhere = await changes("--before", join(folder.path, "nowhere"), "--store", earlier);
    expect(nowhere.status).toBe(2);
    expect(nowhere.stderr).toContain("STORE_MISSING");
    const other = join(folder.path, "other.yaml");
    writeFileSync(other, readFileSync(request, "utf8").replace(/^method: .*$/m, "method: lifo"));
    for (const place of [saved, out]) {
      const run = await runCommand(["changes", other, "--before", place, "--store", earlier]);
      expect(run.status, run.stderr).toBe(2);
      expect(run.stderr).toContain("REQUEST_INVALID");
    }
  });

  test("1: a saved document that is no result, or that was cut; 1: a folder that was not finished", async () => {
    const cut = join(folder.path, "cut.json");
    writeFileSync(cut, readFileSync(saved, "utf8").slice(0, 100_000));
    const torn = await changes("--before", cut, "--store", earlier);
    expect(torn.status).toBe(1);
    expect(torn.stderr).toMatch(/FILE_UNREADABLE at .*cut\.json/);
    writeFileSync(cut, '{ "results": { "fifo": { "method": "fifo" } } }');
    const empty = await changes("--before", cut, "--store", earlier);
    expect(empty.status).toBe(1);
    expect(empty.stderr).toMatch(/FIELD_MISSING at .*cut\.json results\.fifo\.claims.*and 7 more faults/);
    const unfinished = join(folder.path, "unfinished");
    cpSync(out, unfinished, { recursive: true });
    rmSync(join(unfinished, "COMPLETE"));
    const run = await changes("--before", unfinished, "--store", earlier);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/FILE_TRUNCATED .*was not finished/);
  });

  test("4: a folder in which one digit was changed, and the file is named", async () => {
    const changed = join(folder.path, "changed");
    cpSync(out, changed, { recursive: true });
    const path = join(changed, "libr", "positions.ndjson");
    const text = readFileSync(path, "utf8");
    writeFileSync(
      path,
      text.replace(/"atoms":"([0-9])/, (_match, digit: string) => `"atoms":"${(Number(digit) + 1) % 10}`),
    );
    const run = await changes("--before", changed, "--store", earlier);
    expect(run.status).toBe(4);
    expect(run.stderr).toContain(`BUNDLE_CHANGED at ${changed}/libr/positions.ndjson`);
    expect(run.stderr).toContain("(the answer before)");
  });
});
