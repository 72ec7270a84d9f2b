import { join } from "node:path";
import { parseInstant, unwrap } from "@tributary/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleTransfer, temporaryFolder } from "../test/samples.ts";
import { openStore } from "./open-store.ts";
import type { PendingBlock } from "./pending-blocks.ts";
import type { Store } from "./store.ts";

const folder = temporaryFolder();
const directory = join(folder.path, "store");
let store: Store;
beforeAll(async () => {
  store = await openStore({ directory, mode: "write", create: true });
});
afterAll(async () => {
  await store.close();
  folder.remove();
});

const block = (number: bigint, hash: string, chain = "eip155:1"): PendingBlock => ({
  chain,
  number,
  hash,
  parentHash: "0x00",
  time: unwrap(parseInstant("2024-03-01T00:00:00.000001Z")),
  transfers: [sampleTransfer({ id: `${hash}:value` })],
});

test("blocks come back as they went in, apart by chain, and leave by hash", async () => {
  await store.pending.change("eip155:1", { drop: [], add: [block(2n, "0xb"), block(1n, "0xa"), block(2n, "0xc")] });
  await store.pending.change("eip155:10", { drop: [], add: [block(1n, "0xa", "eip155:10")] });
  expect(await store.pending.list("eip155:1")).toEqual([block(1n, "0xa"), block(2n, "0xb"), block(2n, "0xc")]);
  await store.pending.change("eip155:1", { drop: ["0xa", "0xb"], add: [block(3n, "0xd")] });
  expect((await store.pending.list("eip155:1")).map(({ hash }) => hash)).toEqual(["0xc", "0xd"]);
  expect(await store.pending.list("eip155:10")).toHaveLength(1);
});

test("they are no part of the ledger or of its hash, and survive a restart", async () => {
  const before = await store.contentHash();
  await store.pending.change("eip155:1", { drop: [], add: [block(9n, "0xe")] });
  expect(await store.contentHash()).toBe(before);
  await store.close();
  store = await openStore({ directory, mode: "write" });
  expect((await store.pending.list("eip155:1")).map(({ hash }) => hash)).toContain("0xe");
});

test("a store opened for reading takes none", async () => {
  await store.close();
  store = await openStore({ directory, mode: "read" });
  await expect(store.pending.change("eip155:1", { drop: ["0xe"], add: [] })).rejects.toThrow();
});
