import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildFlowIndex, flowIndexStatus, traceQuestion } from "@tributary/engine";
import { traceQuickly } from "@tributary/engine/quick-trace";
import { currentSnapshot } from "@tributary/flow-index";
import { accountClaim, ledgerOf, requestOf } from "@tributary/testkit";
import { trace } from "@tributary/trace";
import { afterAll, expect, test } from "vitest";
import { makeStores } from "./store-of-ledger.ts";

const { inStore, remove } = makeStores("unreadable-index");
afterAll(remove);

const ledger = ledgerOf(
  Array.from({ length: 20 }, (_, row) => ({ from: `A${row % 5}`, to: `A${(row * 2 + 1) % 5}`, atoms: BigInt(row + 1) })),
);
const request = requestOf({ claims: [accountClaim("V", "A0")], method: "all" });

/** A folder or a pipe where a file should be, or a file where a folder should be: the disk refuses to read it, whoever asks. */
const obstacles: readonly (readonly [string, string, (index: string, snapshot: string) => void])[] = [
  [
    "the folder of the index",
    "damaged",
    (index) => {
      renameSync(index, `${index}-away`);
      writeFileSync(index, "");
    },
  ],
  ["the file that names the snapshot", "damaged", (index) => replaceByFolder(join(index, "current"))],
  ["a manifest", "damaged", (_, snapshot) => replaceByFolder(join(snapshot, "manifest.json"))],
  ["a file that is read at once", "fresh", (_, snapshot) => replaceByFolder(join(snapshot, "segment-0/movements.arrow"))],
  ["a file that is read piece by piece", "fresh", (_, snapshot) => replaceByFolder(join(snapshot, "segment-0/details.arrow"))],
  ["the names of accounts", "fresh", (_, snapshot) => replaceByFolder(join(snapshot, "segment-0/accounts.arrow"))],
  ["a manifest but a pipe", "damaged", (_, snapshot) => replaceByPipe(join(snapshot, "manifest.json"))],
  ["movements but a pipe", "fresh", (_, snapshot) => replaceByPipe(join(snapshot, "segment-0/movements.arrow"))],
  ["details but a pipe", "fresh", (_, snapshot) => replaceByPipe(join(snapshot, "segment-0/details.arrow"))],
];

function replaceByFolder(path: string): void {
  rmSync(path);
  mkdirSync(path);
}

/** Nobody writes to it: whoever waits for it waits for ever. */
function replaceByPipe(path: string): void {
  rmSync(path);
  execFileSync("mkfifo", [path]);
}

test.each(obstacles)("where the disk does not give %s, the store answers", async (_, condition, obstruct) => {
  await inStore(ledger, async (store) => {
    await buildFlowIndex(store, { keep: 1, isWhole: false });
    expect((await traceQuestion(store, request)).source).toBe("index");
    obstruct(join(store.directory, "index"), currentSnapshot(store.directory) ?? "");
    expect((await flowIndexStatus(store)).condition).toBe(condition);
    const { document, source } = await traceQuestion(store, request);
    expect(source).toMatch(/^store: /);
    expect(document).toEqual(trace(ledger, request));
    expect(await traceQuickly(store.directory, request)).toBeUndefined();
  });
});
