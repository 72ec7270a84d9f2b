import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestBytes, formatUnits, knownScale } from "@tributary/domain";
import type { IngestItem, IngestReport } from "@tributary/pipeline-kit";
import { type IngestSwiftMt, ingestSwiftMt, readSwiftMt } from "@tributary/pipeline-swift-mt";
import { transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const fixtures = join(root, "fixtures/bank/swift-mt");
const bank = join(process.env["TRIBUTARY_TEST_DATA"] ?? join(root, "../shared/data"), "bank");
const isAbsent = !existsSync(join(bank, "swift-mt"));
const absent = isAbsent ? ` (SKIPPED: ${bank}/swift-mt is absent)` : "";

let folder = "";
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-swift-mt-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ingest(path: string, options: Partial<IngestSwiftMt> = {}): Promise<IngestReport> {
  const [report] = await ingestSwiftMt({ store, paths: [path], submitter: "re-01", zoneOffset: "+01:00", ...options });
  if (report === undefined) throw new Error("no report");
  return report;
}

async function movedAmounts(): Promise<readonly string[]> {
  const rows = await store.query(transfersUntil, { until: null });
  return rows.map(({ atoms, asset }) => `${formatUnits(atoms, knownScale(asset) ?? 0)} ${asset.slice(-3)}`).sort();
}

async function itemsOf(path: string): Promise<readonly IngestItem[]> {
  const bytes = readFileSync(path);
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    yield bytes;
  }
  const context = { file: "f.sta", fileSha256: digestBytes(bytes), submitter: "re-01", format: "swift-mt", profile: "swift-mt" };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  const items: IngestItem[] = [];
  for await (const item of readSwiftMt({ bytes: pieces(), submission, zoneOffset: "+01:00" })) items.push(item);
  return items;
}

interface Sample {
  /** Payments by shape. */
  readonly shapes: Readonly<Record<string, number>>;
  /** Findings that are errors, by line and code. */
  readonly refused?: readonly string[];
}

const marks = (lines: readonly number[]): readonly string[] => lines.map((line) => `${line} ASSET_UNKNOWN_FORM`);

const samples: Readonly<Record<string, Sample>> = {
  "swift-mt/betterplace_sepa_snippet.sta": { shapes: { "two-sided": 5, roles: 2, return: 4 } },
  // Broken on purpose: the information of its entry stands under the account's tag.
  "swift-mt/betterplace_sepa_snippet_broken.sta": { shapes: {}, refused: ["6 VALUE_UNREADABLE"] },
  "swift-mt/betterplace_with_binary_character.sta": { shapes: { "two-sided": 2, roles: 2 } },
  "swift-mt/citi_mt940.txt": { shapes: { roles: 5 } },
  // Its first statement is in German marks, which are no currency in use.
  "swift-mt/cmxl_mt940.sta": {
    shapes: { "two-sided": 4, roles: 1 },
    refused: marks([5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 4, 27]),
  },
  "swift-mt/jejik_abnamro.sta": { shapes: { roles: 10 } },
  "swift-mt/jejik_generic.sta": { shapes: { roles: 2 } },
  "swift-mt/jejik_postfinance.sta": { shapes: { roles: 4 } },
  "swift-mt/jejik_rabobank-iban.sta": { shapes: { roles: 4 } },
  "swift-mt/prowide_MT101.fin": { shapes: { "not-moved": 1 } },
  // Made anonymous: zeros stand for both account numbers of its first message.
  "swift-mt/prowide_MT103-bulk-with-ack.rje": { shapes: { roles: 1, "two-sided": 2 } },
  // A brace without a block stands between two of its messages. Six payers have no account.
  "swift-mt/prowide_MT103-out-ack.rje": { shapes: { "two-sided": 7, roles: 6 }, refused: ["198 FILE_UNREADABLE"] },
  // Its one entry is of 30 February.
  "swift-mt/self-provided_february_30.sta": { shapes: {}, refused: ["6 TIME_UNREADABLE"] },
  "swift-mt/self-provided_long_statement_number.sta": { shapes: {} },
  "swift-mt/self-provided_mt942.sta": { shapes: { roles: 1 } },
  "mt940/ASNB_mt940.txt": { shapes: { roles: 8 } },
  // Opening balances alone: no reference, no account, no end.
  "mt940/betterplace_amount_formats.sta": {
    shapes: {},
    refused: ["1 FIELD_MISSING", "1 FIELD_MISSING", ...[2, 3, 4, 5, 6].map((line) => `${line} VALUE_UNREADABLE`)],
  },
  "mt940/betterplace_sepa_mt9401.sta": { shapes: { "two-sided": 51, roles: 27, return: 19 } },
  "mt940/betterplace_sepa_snippet_broken.sta": { shapes: {}, refused: ["6 VALUE_UNREADABLE"] },
  "mt940/betterplace_with_binary_character.sta": { shapes: { "two-sided": 2, roles: 2 } },
  "mt940/citi_mt940.txt": { shapes: { roles: 5 } },
};

/** Amounts of entries and settled amounts, as another pair of patterns finds them in the text. */
function writtenAmounts(text: string): readonly string[] {
  const entries = [...text.matchAll(/^:61:\d{6}(?:\d{4}| {4})?(?:R?[DC])[A-Z]?(\d+,\d*)/gm)];
  const payments = [...text.matchAll(/^:32[AB]:(?:\d{6})?[A-Z]{3}(\d+,\d*)/gm)];
  return [...entries, ...payments].map(([, amount = ""]) => amount.replace(/,$/, "").replace(",", "."));
}

describe.skipIf(isAbsent)(`samples of many banks${absent}`, () => {
  test.each(Object.keys(samples))("%s loads, or is refused for its own reason, and again changes nothing", async (name) => {
    const sample = samples[name];
    const path = join(bank, name);
    const rows = (await itemsOf(path)).flatMap((item) => ("rows" in item ? [item.rows] : []));
    const shapes = new Map<string, number>();
    for (const { shape } of rows.flatMap(({ payments = [] }) => payments)) shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
    expect(Object.fromEntries(shapes)).toEqual(sample?.shapes);
    const report = await ingest(path);
    const errors = report.findings.filter(({ severity }) => severity === undefined);
    expect(errors.map(({ where, code }) => `${where.line} ${code}`)).toEqual(sample?.refused ?? []);
    expect(report.conflicts).toBe(0n);
    const moved = await movedAmounts();
    expect(moved).toHaveLength(sample?.shapes["two-sided"] ?? 0);
    const again = await ingest(path);
    expect([again.added, again.conflicts]).toEqual([0n, 0n]);
    expect(await movedAmounts()).toEqual(moved);
  });

  const whole = Object.keys(samples).filter((name) => samples[name]?.refused === undefined || name.includes("out-ack"));
  test.each(whole)("%s keeps every amount that its text states", async (name) => {
    const path = join(bank, name);
    const parts = (await itemsOf(path)).flatMap((item) => ("rows" in item ? (item.rows.involvements ?? []) : []));
    const amounts = new Map(
      parts.flatMap(({ paymentId, amount }) => (paymentId === null || amount === null ? [] : [[paymentId, amount]])),
    );
    expect([...amounts.values()].sort()).toEqual([...writtenAmounts(readFileSync(path, "utf8"))].sort());
  });
});

describe("the project's own messages", () => {
  test.each([
    ["payments.rje", ["1250.50 EUR", "80.00 EUR"]],
    ["between-banks.fin", ["1000000.00 USD"]],
    ["statement.sta", ["10.00 EUR", "100.00 EUR", "250.50 EUR"]],
    ["damaged-entries.sta", ["20.00 EUR"]],
  ])("%s moves %j", async (name, moved) => {
    await ingest(join(fixtures, name));
    expect(await movedAmounts()).toEqual(moved);
  });
});
