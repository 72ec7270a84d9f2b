import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestText, type SourceFile, type Transfer } from "@tributary/domain";
import { buildIndex, currentSnapshot, indexStatus, openIndex, verifyContent, verifyFiles } from "@tributary/flow-index";
import { openStore, type Store } from "@tributary/store";
import { ledgerOf } from "@tributary/testkit";
import { afterAll, expect, test } from "vitest";

const root = mkdtempSync(join(tmpdir(), "tributary-index-kill-"));
const directory = join(root, "store");
afterAll(() => rmSync(root, { recursive: true, force: true }));

const script = join(import.meta.dirname, "build-until-killed.mjs");

function transfersFrom(first: number, count: number): readonly Transfer[] {
  const fixtures = Array.from({ length: count }, (_, index) => {
    const number = first + index;
    return { id: `t${number}`, from: `A${number % 97}`, to: `B${number % 89}`, atoms: BigInt(number + 1), at: number };
  });
  return ledgerOf(fixtures).transfers.map(({ name: _, ...transfer }) => transfer);
}

async function send(store: Store, transfers: readonly Transfer[]): Promise<void> {
  const sha256 = digestText(String(transfers[0]?.id));
  const file: SourceFile = { sha256, byteCount: 0n, kind: "transfer-table", origin: "made", submitter: null, licence: null };
  const record = { fileSha256: sha256, locator: "row 1", rawSha256: sha256 };
  await store.beginRun({ file, options: "" });
  await store.append({ file, options: "" }, { items: [{ record, rows: { transfers } }], itemsAcknowledged: 1n, isDone: true });
}

async function inStore<Value>(mode: "read" | "write", work: (store: Store) => Promise<Value>): Promise<Value> {
  const store = await openStore({ directory, mode, create: mode === "write" });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Ends the build by SIGKILL so long after its store is open, if it is not done before. */
function buildAndKill(milliseconds: number): Promise<{ readonly isBuilt: boolean }> {
  const child = spawn(process.execPath, [script, directory], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (output === "") setTimeout(() => child.kill("SIGKILL"), milliseconds);
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve({ isBuilt: output.endsWith("built\n") }));
  });
}

test("kill -9 at any moment of a build leaves the snapshot that stood, and the next build is whole", async () => {
  await inStore("write", (store) => send(store, transfersFrom(0, 3000)));
  const first = await inStore("read", (store) => buildIndex(store, { software: "kill" }));
  await inStore("write", (store) => send(store, transfersFrom(3000, 2000)));
  let killed = 0;
  for (const milliseconds of [0, 5, 10, 20, 40, 60, 80, 120, 160, 240, 320]) {
    const { isBuilt } = await buildAndKill(milliseconds);
    if (isBuilt) break;
    killed += 1;
    const standing = currentSnapshot(directory);
    if (standing !== first.directory) break;
    expect(await verifyFiles(first.directory)).toEqual([]);
    (await openIndex(first.directory)).close();
  }
  expect(killed).toBeGreaterThan(2);
  await inStore("read", async (store) => {
    const built = await buildIndex(store, { software: "kill" });
    expect(await verifyFiles(built.directory)).toEqual([]);
    expect(await verifyContent(built.directory, store)).toEqual([]);
    expect(await indexStatus(store)).toMatchObject({ condition: "fresh" });
  });
  const left = readdirSync(join(directory, "index")).filter((name) => name.startsWith("building"));
  expect(left).toEqual([]);
});
