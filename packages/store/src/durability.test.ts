import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transferSpan } from "@tributary/queries";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleRun, temporaryFolder, transferItem } from "../test/samples.ts";
import { openStore } from "./open-store.ts";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const isBuilt = existsSync(join(packageFolder, "dist/index.js"));
const batchCount = 60;

let folder = temporaryFolder();
let directory = "";
beforeEach(() => {
  folder = temporaryFolder();
  directory = join(folder.path, "store");
});
afterEach(() => folder.remove());

interface Child {
  readonly process: ChildProcess;
  /** Items that the child was told are safe. */
  readonly acknowledged: () => number;
  readonly ended: Promise<void>;
}

/** Starts the writer; `onLine` sees each acknowledgement as it comes. */
function startWriter(onLine: (acknowledged: number, child: ChildProcess) => void): Child {
  const child = spawn(process.execPath, [join(packageFolder, "test/append-until-killed.mjs"), directory, `${batchCount}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let acknowledged = 0;
  let text = "";
  child.stdout?.on("data", (bytes: Buffer) => {
    text += bytes.toString();
    const counts = [...text.matchAll(/acknowledged ([0-9]+)\n/g)].map(([, count]) => Number(count));
    acknowledged = counts.at(-1) ?? 0;
    onLine(acknowledged, child);
  });
  return {
    process: child,
    acknowledged: () => acknowledged,
    ended: new Promise((resolve) => child.on("close", () => resolve())),
  };
}

async function hashUndisturbed(): Promise<string> {
  await startWriter(() => undefined).ended;
  const store = await openStore({ directory, mode: "read" });
  const hash = await store.contentHash();
  await store.close();
  rmSync(directory, { recursive: true });
  return hash;
}

test.skipIf(!isBuilt)(
  "what was acknowledged survives kill -9, and the import goes on to the same content (needs a build)",
  async () => {
    const expected = await hashUndisturbed();
    for (const stop of [1, 7, 23, 41, 59]) {
      const child = startWriter((acknowledged, process) => {
        if (acknowledged >= stop * 10) process.kill("SIGKILL");
      });
      await child.ended;
      const acknowledged = child.acknowledged();
      expect(acknowledged).toBeGreaterThanOrEqual(stop * 10);
      const afterKill = await openStore({ directory, mode: "read" });
      const [span] = await afterKill.query(transferSpan, {});
      await afterKill.close();
      expect(span?.transferCount).toBeGreaterThanOrEqual(BigInt(acknowledged));
      await startWriter(() => undefined).ended;
      const resumed = await openStore({ directory, mode: "write" });
      expect(await resumed.contentHash()).toBe(expected);
      await resumed.close();
      rmSync(directory, { recursive: true });
    }
  },
);

test.skipIf(!isBuilt)("a second process gets STORE_BUSY while the first has the store open (needs a build)", async () => {
  const child = startWriter((_, process) => process.kill("SIGSTOP"));
  await new Promise<void>((resolve) => child.process.stdout?.once("data", () => resolve()));
  await expect(openStore({ directory, mode: "write" })).rejects.toMatchObject({ code: "STORE_BUSY" });
  await expect(openStore({ directory, mode: "read" })).rejects.toMatchObject({ code: "STORE_BUSY" });
  child.process.kill("SIGKILL");
  await child.ended;
  const store = await openStore({ directory, mode: "write" });
  await store.close();
});

test("the same process cannot open a store twice for writing, and a closed store is free", async () => {
  const first = await openStore({ directory, mode: "write", create: true });
  await expect(openStore({ directory, mode: "write" })).rejects.toMatchObject({ code: "STORE_BUSY" });
  await first.close();
  await first.close();
  const second = await openStore({ directory, mode: "write" });
  await second.close();
});

test("several may read at once", async () => {
  await (await openStore({ directory, mode: "write", create: true })).close();
  const readers = await Promise.all([openStore({ directory, mode: "read" }), openStore({ directory, mode: "read" })]);
  for (const reader of readers) {
    expect(await reader.query(transferSpan, {})).toEqual([{ transferCount: 0n, firstAt: null, lastAt: null }]);
    await expect(reader.beginRun(sampleRun("a"))).rejects.toMatchObject({ code: "USAGE" });
  }
  for (const reader of readers) await reader.close();
});

test("a lock left by a process that is no more is taken over", async () => {
  await (await openStore({ directory, mode: "write", create: true })).close();
  const lock = join(directory, "store.lock");
  for (const text of ["", "no lock", JSON.stringify({ pid: 1, bootId: "another", processStart: "1", token: "t" })]) {
    writeFileSync(lock, text);
    const store = await openStore({ directory, mode: "write" });
    await store.close();
    expect(existsSync(lock)).toBe(false);
  }
});

test("there is no store where none was made", async () => {
  await expect(openStore({ directory, mode: "write" })).rejects.toMatchObject({ code: "STORE_MISSING" });
  await expect(openStore({ directory, mode: "read", create: true })).rejects.toMatchObject({ code: "STORE_MISSING" });
});

test("a store that lost acknowledged writes, or its commit log, says so", async () => {
  const run = sampleRun("a.csv");
  const store = await openStore({ directory, mode: "write", create: true });
  await store.beginRun(run);
  for (const index of [1, 2, 3])
    await store.append(run, {
      items: [transferItem(run, `${index}`, { id: `t${index}` })],
      itemsAcknowledged: BigInt(index),
      isDone: index === 3,
    });
  await store.close();
  const log = join(directory, "commits.log");
  const whole = readFileSync(log, "utf8");
  const lines = whole.split("\n");
  expect(lines.length).toBe(4);
  for (const damaged of [
    `${whole}4 ${"0".repeat(64)}\n`,
    "",
    `${lines[0]}\n`,
    `${lines[0]}\n${lines[1]}\n3 ${"0".repeat(64)}\n`,
  ]) {
    writeFileSync(log, damaged);
    await expect(openStore({ directory, mode: "write" })).rejects.toMatchObject({ code: "STORE_DAMAGED" });
  }
  writeFileSync(log, `${lines[0]}\n${lines[1]}\n3 0000`);
  await (await openStore({ directory, mode: "write" })).close();
  expect(readFileSync(log, "utf8")).toBe(whole);
});

test("a damaged database file is told as such", async () => {
  await (await openStore({ directory, mode: "write", create: true })).close();
  const path = join(directory, "tributary.duckdb");
  const bytes = readFileSync(path);
  bytes.fill(0xff, 0, 4096);
  writeFileSync(path, bytes);
  await expect(openStore({ directory, mode: "write" })).rejects.toMatchObject({ code: "STORE_DAMAGED" });
  expect(existsSync(join(directory, "store.lock"))).toBe(false);
});
