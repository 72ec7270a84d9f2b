import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestBytes } from "@tributary/domain";
import { ingestIvms101, readIvms101 } from "@tributary/pipeline-ivms101";
import type { IngestItem, IngestReport } from "@tributary/pipeline-kit";
import { transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const bank = join(process.env["TRIBUTARY_TEST_DATA"] ?? join(root, "../shared/data"), "bank");
const isAbsent = !existsSync(join(bank, "ivms101"));
const absent = isAbsent ? ` (SKIPPED: ${bank}/ivms101 is absent)` : "";

let folder = "";
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-ivms101-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ingest(path: string): Promise<IngestReport> {
  const [report] = await ingestIvms101({ store, paths: [path], submitter: "re-01" });
  if (report === undefined) throw new Error("no report");
  return report;
}

async function itemsOf(path: string): Promise<readonly IngestItem[]> {
  const bytes = readFileSync(path);
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    yield bytes;
  }
  const context = { file: "f.json", fileSha256: digestBytes(bytes), submitter: "re-01", format: "ivms101", profile: "ivms101" };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  const items: IngestItem[] = [];
  for await (const item of readIvms101({ bytes: pieces(), submission })) items.push(item);
  return items;
}

async function partiesOf(path: string) {
  const rows = (await itemsOf(path)).flatMap((item) => ("rows" in item ? (item.rows.parties ?? []) : []));
  return rows.map(({ kind, name, details }) => ({ kind, name, details }));
}

/** Every scalar of a document, by a parser that has nothing to do with ours. */
function scalarsOf(value: unknown): readonly string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(scalarsOf);
  return [String(value)];
}

const samples: Readonly<Record<string, readonly string[]>> = {
  "identity_payload.json": ["Jane Howard", "Lawrence Clark", "AliceCoin, Inc.", "Bob's Discount VASP, PLC"],
  "identity_payload_alt.json": ["Jane Howard", "Lawrence Clark", "AliceCoin, Inc.", "Bob's Discount VASP, PLC"],
  "legal_person.json": ["Bob's Discount VASP, PLC"],
  "natural_person.json": ["Alice Sanders"],
};

describe.skipIf(isAbsent)(`samples of another implementation${absent}`, () => {
  test.each(Object.keys(samples))("%s loads without a finding and moves nothing; again it changes nothing", async (name) => {
    const path = join(bank, "ivms101", name);
    const report = await ingest(path);
    expect(report).toMatchObject({ outcome: "complete", findings: [], rejected: 0n, conflicts: 0n });
    expect((await partiesOf(path)).map((party) => party.name)).toEqual(samples[name]);
    expect(await store.query(transfersUntil, { until: null })).toEqual([]);
    expect(await ingest(path)).toMatchObject({ added: 0n, conflicts: 0n });
  });

  test.each(Object.keys(samples))("%s keeps every value once", async (name) => {
    const path = join(bank, "ivms101", name);
    const records = (await itemsOf(path)).flatMap((item) => ("rows" in item ? (item.rows.reportRecords ?? []) : []));
    const kept = records.flatMap(({ content }): [string, string][] => JSON.parse(content)).map(([, value]) => value);
    expect(kept.sort()).toEqual([...scalarsOf(JSON.parse(readFileSync(path, "utf8")))].sort());
  });

  test("other spellings of the same payload say the same of everybody", async () => {
    const [one, other] = ["identity_payload.json", "identity_payload_alt.json"].map((name) => join(bank, "ivms101", name));
    expect(await partiesOf(other ?? "")).toEqual(await partiesOf(one ?? ""));
  });
});
