import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { examineStore, flowsQuestion, openStore, readTraceRequest, type Store, traceQuestion } from "@tributary/engine";
import { ingestGoaml } from "@tributary/pipeline-goaml";
import { ingestTransfers } from "@tributary/pipeline-transfer-table";
import { transfersUntil } from "@tributary/queries";
import { afterEach, beforeEach, expect, test } from "vitest";

const fixtures = resolve(import.meta.dirname, "../../fixtures/bank");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-keyless-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function withStore<Value>(mode: "read" | "write", work: (store: Store) => Promise<Value>): Promise<Value> {
  const store = await openStore({ directory: join(folder, "store"), mode, create: mode === "write" });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** What can be asked of reported money without knowing who is in the reports. */
function ask(request: string) {
  return withStore("read", async (store) => {
    const asked = await readTraceRequest(request);
    const path = join(folder, "export.csv");
    await store.exportTransfers({ path, format: "csv" });
    const answers = { traced: (await traceQuestion(store, asked)).document, flows: (await flowsQuestion(store, asked)).document };
    return JSON.stringify({ ...answers, exported: readFileSync(path, "utf8") }, (_, value: unknown) =>
      typeof value === "bigint" ? value.toString() : value instanceof Map ? [...value] : value,
    );
  });
}

test("traces and exports over reported money are the same without the key, and the store can be examined", async () => {
  const table = join(folder, "table.csv");
  writeFileSync(
    table,
    "transfer_id,occurred_at,from,to,asset,atoms,sequence\nt1,2026-01-01T00:00:00Z,bank:A:1,bank:A:2,iso4217:USD,5,0\n",
  );
  const reported = await withStore("write", async (store) => {
    await ingestGoaml({ store, paths: [join(fixtures, "gh-5.0.1-str.xml")], profile: "goaml-gh", submitter: "re-01" });
    return store.query(transfersUntil, { until: null });
  });
  const [first] = reported;
  expect(first?.source).toBe("bank-record");
  const request = join(folder, "request.yaml");
  writeFileSync(request, `claims:\n  - id: V01\n    kind: scam_victim\n    transfers: [${first?.name}]\nmethod: all\n`);
  const told = await ask(request);
  renameSync(join(folder, "store.key"), join(folder, "kept-apart.key"));
  expect(await ask(request)).toBe(told);
  await withStore("write", async (store) => {
    const [report] = await ingestTransfers({ store, paths: [table] });
    expect(report?.outcome).toBe("complete");
  });
  const examined = await withStore("read", examineStore);
  expect(examined).toMatchObject({ isDamaged: false, needsAttention: true, quarantine: [] });
  const facts = new Map(examined.facts.map(({ name, value }) => [name, value]));
  expect(facts.get("key")).toMatch(/^[0-9a-f]{16}, is missing, looked for at .*store\.key$/);
  expect(facts.get("content hash")).toBe("not without the key");
});
