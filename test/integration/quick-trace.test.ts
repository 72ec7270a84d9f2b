import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestText, type SourceFile } from "@tributary/domain";
import { buildFlowIndex, openStore, type Store, traceQuestion } from "@tributary/engine";
import { traceQuickly } from "@tributary/engine/quick-trace";
import { accountNamed, ledgerOf, requestOf } from "@tributary/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

const root = mkdtempSync(join(tmpdir(), "tributary-quick-"));
const made = join(root, "made");
const directory = join(root, "store");
const request = requestOf({ claims: [{ id: "W", kind: "laundering_wallet", account: accountNamed("A"), since: null }] });
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function inStore<Value>(place: string, mode: "read" | "write", work: (store: Store) => Promise<Value>): Promise<Value> {
  const store = await openStore({ directory: place, mode, create: mode === "write", threads: 1 });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function send(place: string, id: string, at: number): Promise<void> {
  return inStore(place, "write", async (store) => {
    const sha256 = digestText(id);
    const file: SourceFile = { sha256, byteCount: 0n, kind: "transfer-table", origin: id, submitter: null, licence: null };
    const { transfers } = ledgerOf([{ id, from: "A", to: "B", atoms: 7n, at }]);
    const record = { fileSha256: sha256, locator: "row 1", rawSha256: sha256 };
    const rows = { transfers: transfers.map(({ name: _, ...transfer }) => transfer) };
    await store.beginRun({ file, options: "" });
    await store.append({ file, options: "" }, { items: [{ record, rows }], itemsAcknowledged: 1n, isDone: true });
  });
}

const build = (place: string) => inStore(place, "read", (store) => buildFlowIndex(store, { keep: 2, isWhole: false }));
const ask = (place: string) => inStore(place, "read", (store) => traceQuestion(store, request));

beforeAll(async () => {
  await send(made, "t1", 1);
  await build(made);
});
beforeEach(async () => {
  rmSync(directory, { recursive: true, force: true });
  cpSync(made, directory, { recursive: true });
  // The index stays; its mark is made anew, since a copy has other times.
  await build(directory);
});

test("while nothing was written the answer is the store's, without the store", async () => {
  const quick = await traceQuickly(directory, request);
  const { document, isComplete, assets } = await ask(directory);
  expect(quick).toEqual({ document, isComplete, assets });
});

test("a deadline that comes before it is known what can be reached leaves a partial answer", async () => {
  const quick = await traceQuickly(directory, request, { shouldStop: () => "deadline" });
  expect(quick).toMatchObject({
    isComplete: false,
    document: { flows: [], limits_hit: [{ limit: "deadline", account: "", transfers: ["t1"] }] },
  });
});

test("memory in which not even a question can be held is refused", async () => {
  await expect(traceQuickly(directory, request, { memoryBytesMax: 64 })).rejects.toMatchObject({
    code: "LIMIT_REACHED",
    message: expect.stringContaining("a higher --memory"),
  });
});

describe("the store is asked", () => {
  const database = join(directory, "tributary.duckdb");
  const log = join(directory, "commits.log");
  const mark = join(directory, "index", "mark.json");

  test.each<[string, () => Promise<void> | void]>([
    ["after a write", () => send(directory, "t2", 2)],
    [
      "after a write that was cut off before its line in the log",
      async () => {
        const before = readFileSync(log);
        await send(directory, "t2", 2);
        writeFileSync(log, before);
      },
    ],
    [
      "where the database was put back, and the log and the index were not",
      async () => {
        await send(directory, "t2", 2);
        await build(directory);
        cpSync(join(made, "tributary.duckdb"), database, { preserveTimestamps: true });
      },
    ],
    ["where the database is gone", () => rmSync(database)],
    ["where the log is cut", () => truncateSync(log, 10)],
    ["where the mark is cut", () => truncateSync(mark, 100)],
    ["where the mark is empty", () => truncateSync(mark, 0)],
    ["where the mark is nothing", () => writeFileSync(mark, "null")],
    ["where the mark is changed", () => writeFileSync(mark, readFileSync(mark, "utf8").replace('"scale":', '"scale":1'))],
    [
      "where the mark is a folder",
      () => {
        rmSync(mark);
        mkdirSync(mark);
      },
    ],
    ["where there is no index", () => rmSync(join(directory, "index"), { recursive: true })],
  ])("%s", async (_, harm) => {
    await harm();
    expect(await traceQuickly(directory, request)).toBeUndefined();
  });
});

test("where a file that is read by name is gone, the store answers", async () => {
  const { document } = await ask(directory);
  const folder = join(directory, "index");
  const snapshot = readdirSync(folder).find((name) => name.length === 64) ?? "";
  rmSync(join(folder, snapshot, "segment-0", "details.arrow"));
  expect(await traceQuickly(directory, request)).toBeUndefined();
  const answer = await ask(directory);
  expect(answer.document).toEqual(document);
  expect(answer.source).toMatch(/^store: .*details\.arrow/);
});
