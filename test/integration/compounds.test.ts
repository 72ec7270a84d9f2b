import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ingestCompounds } from "@tributary/pipeline-compounds";
import { clusterMembers, compoundLinks, compounds } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const halfRight = fileURLToPath(new URL("../../fixtures/compounds/half-right.yaml", import.meta.url));

let folder = "";
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "compounds-"));
  store = await openStore({ directory: folder, mode: "write", create: true });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

describe("ingest compounds", () => {
  test("loads the right compound whole and keeps the wrong one apart whole, with every error", async () => {
    const [report] = await ingestCompounds({ store, paths: [halfRight] });
    expect(report).toMatchObject({ outcome: "incomplete", records: 3n, added: 2n, rejected: 1n });
    expect(report?.findings.map(({ where }) => [where.line, where.path])).toEqual([
      [22, "compounds[1].country"],
      [24, "compounds[1].links[0].cluster"],
      [28, "compounds[1].links[0].made_at"],
    ]);
    expect((await store.query(compounds, {})).map((compound) => compound.id)).toEqual(["right"]);
    expect(await store.query(compoundLinks, {})).toMatchObject([
      { compoundId: "right", clusterId: "cashiers", withdrawnAt: null },
    ]);
    expect(await store.query(clusterMembers, {})).toMatchObject([{ clusterId: "cashiers", author: "analyst-01" }]);
  });

  test("twice changes nothing", async () => {
    await ingestCompounds({ store, paths: [halfRight] });
    const before = await store.contentHash();
    const [again] = await ingestCompounds({ store, paths: [halfRight] });
    expect(again).toMatchObject({ added: 0n, same: 2n, rejected: 1n });
    expect(await store.contentHash()).toBe(before);
  });
});
