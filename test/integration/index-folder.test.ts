import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildIndex, currentSnapshot, indexStatus, openFreshIndex } from "@tributary/flow-index";
import type { Store } from "@tributary/store";
import { ledgerOf } from "@tributary/testkit";
import { afterAll, expect, test } from "vitest";
import { makeStores } from "./store-of-ledger.ts";

const { inStore, remove } = makeStores("index-folder");
afterAll(remove);

const ledger = ledgerOf([{ from: "A", to: "B", atoms: 7n, at: 1 }]);
const build = (store: Store) => buildIndex(store, { software: "test" });

test("a folder, another text or a link where the snapshot is named: damaged, and mended by the next build", async () => {
  await inStore(ledger, async (store) => {
    const { directory } = await build(store);
    const pointer = join(store.directory, "index", "current");
    const spoil = [
      () => mkdirSync(join(pointer, "inside"), { recursive: true }),
      () => writeFileSync(pointer, "../elsewhere\n"),
      () => symlinkSync(directory, pointer),
    ];
    for (const change of spoil) {
      rmSync(pointer, { recursive: true });
      change();
      expect(await indexStatus(store)).toMatchObject({ condition: "damaged", reason: expect.stringContaining(pointer) });
      expect(await openFreshIndex(store)).toMatchObject({ reason: expect.stringContaining(pointer) });
      expect(currentSnapshot(store.directory)).toBeUndefined();
      await build(store);
      expect(await indexStatus(store)).toMatchObject({ condition: "fresh" });
    }
  });
});

test("the files and folders of an index are its owner's alone", async () => {
  await inStore(ledger, async (store) => {
    await build(store);
    const folder = join(store.directory, "index");
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      const found = statSync(join(folder, name));
      expect([name, (found.mode & 0o777).toString(8)]).toEqual([name, found.isDirectory() ? "700" : "600"]);
    }
  });
});
