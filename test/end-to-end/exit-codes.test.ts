import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeFolder, runCommand } from "./run-command.ts";

const folder = makeFolder("exit-codes");
const store = join(folder.path, "store");
const goodTable = join(folder.path, "good.csv");
const mixedTable = join(folder.path, "mixed.csv");
const badTable = join(folder.path, "bad.csv");

const header = "transfer_id,occurred_at,from,to,asset,atoms\n";
const row = (id: string, atoms: string): string =>
  `${id},2026-01-01T00:00:0${id.slice(1)}Z,bank:A:1,bank:A:2,iso4217:USD,${atoms}\n`;

beforeAll(async () => {
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(goodTable, header + row("t1", "100") + row("t2", "50"));
  writeFileSync(mixedTable, header + row("t3", "100") + row("t4", "1e+21"));
  writeFileSync(badTable, header + row("t5", "1,5E+15"));
  expect((await runCommand(["init", "--store", store])).status).toBe(0);
});

afterAll(folder.remove);

describe("exit codes", () => {
  test("0: all rows loaded, and one JSON document on stdout", async () => {
    const run = await runCommand(["ingest", "transfers", goodTable, "--store", store, "--json"]);
    expect(run.status, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ reports: [{ outcome: "complete", added: "2" }] });
  });

  test("1: nothing could be loaded", async () => {
    expect((await runCommand(["ingest", "transfers", badTable, "--store", store])).status).toBe(1);
    expect((await runCommand(["ingest", "transfers", join(folder.path, "absent.csv"), "--store", store])).status).toBe(1);
  });

  test("2: a command that cannot be understood, an unknown option, a request without meaning, a store that is not there", async () => {
    expect((await runCommand(["trase"])).status).toBe(2);
    expect((await runCommand(["init", "--no-such-option"])).status).toBe(2);
    const request = join(folder.path, "request.json");
    writeFileSync(
      request,
      JSON.stringify({ claims: [{ id: "V1", kind: "scam_victim", transfers: ["absent"] }], method: "fifo" }),
    );
    expect((await runCommand(["trace", request, "--store", store])).status).toBe(2);
    expect((await runCommand(["trace", request, "--store", join(folder.path, "nowhere")])).status).toBe(2);
  });

  test("3: done, but a row was rejected; the good row is in", async () => {
    const run = await runCommand(["ingest", "transfers", mixedTable, "--store", store, "--json"]);
    expect(run.status, run.stderr).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({ reports: [{ outcome: "incomplete", added: "1", rejected: "1" }] });
  });

  test("5: the store is open in another process", async () => {
    const holder = await holdStore(store);
    try {
      const run = await runCommand(["ingest", "transfers", goodTable, "--store", store]);
      expect(run.status, run.stderr).toBe(5);
      expect(run.stderr).toContain("STORE_BUSY");
    } finally {
      holder.kill("SIGKILL");
      await once(holder, "close");
    }
    expect((await runCommand(["ingest", "transfers", goodTable, "--store", store])).status).toBe(0);
  });

  test("7: an endpoint that does not answer; its URL is not repeated", async () => {
    const url = "http://127.0.0.1:1/secret-key-0123";
    const run = await runCommand(["ingest", "evm", "--rpc", url, "--from", "0", "--to", "1", "--store", store]);
    expect(run.status, run.stderr).toBe(7);
    expect(run.stderr).toContain("SOURCE_UNAVAILABLE");
    expect(run.stderr + run.stdout).not.toContain("secret-key");
  });

  test("130: interrupted by the person at the terminal", async () => {
    const table = join(folder.path, "long.csv");
    const rows = Array.from(
      { length: 60_000 },
      (_, index) => `n${index},2026-01-01T00:00:00Z,bank:A:1,bank:A:${index + 3},iso4217:USD,1\n`,
    );
    writeFileSync(table, header + rows.join(""));
    const run = await runCommand(["ingest", "transfers", table, "--store", store], {
      env: { TRIBUTARY_ACKNOWLEDGED: "1" },
      onStderrLine: (line, kill) => {
        if (line.startsWith('{"batch":1,')) kill("SIGINT");
      },
    });
    expect(run.status, run.stderr).toBe(130);
  });
});

/** A process that opens the store and keeps it. */
async function holdStore(directory: string): Promise<ChildProcess> {
  const engine = new URL("../../packages/engine/dist/index.js", import.meta.url).href;
  const script = `const { openStore } = await import(${JSON.stringify(engine)});
    await openStore({ directory: ${JSON.stringify(directory)}, mode: "write" });
    process.stdout.write("open\\n");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}
