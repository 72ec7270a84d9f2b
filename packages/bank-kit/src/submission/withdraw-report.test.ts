import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestText, parseInstant, type SourceFile, unwrap } from "@tributary/domain";
import { openStore, type Store } from "@tributary/pipeline-kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SubmissionScope } from "./report-scope.ts";
import { withdrawReport } from "./withdraw-report.ts";

let folder = "";
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-withdraw-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const withdrawal = {
  submitter: "bank-1",
  reference: "R-1",
  upTo: 1n,
  author: "officer 7",
  madeAt: unwrap(parseInstant("2026-03-20T10:00:00+07:00")),
  reason: "sent twice",
};

async function send(versionNumber: bigint): Promise<void> {
  const sha256 = digestText(`version ${versionNumber}`);
  const file: SourceFile = { sha256, byteCount: 1n, kind: "goaml", origin: "r.xml", submitter: "bank-1", licence: null };
  const context = {
    file: "r.xml",
    fileSha256: sha256,
    submitter: "bank-1",
    format: "goaml",
    profile: "goaml-base",
    country: null,
  };
  const scope = new SubmissionScope({ ...context, versionNumber });
  const heading = scope
    .openReport({ reference: "R-1" })
    .record({ path: "/report", line: 1, reference: null, raw: "r", leaves: [] });
  heading.addHeading();
  const run = { file, options: "{}" };
  await store.beginRun(run);
  await store.append(run, { items: [heading.finish(), ...scope.completions()], itemsAcknowledged: 2n, isDone: true });
}

test("a withdrawal names the versions that it takes back", async () => {
  await send(1n);
  await send(2n);
  expect(await withdrawReport(store, withdrawal)).toMatchObject({ isNew: true, isReportKnown: true, withdrawnVersions: [1n] });
  expect(await withdrawReport(store, { ...withdrawal, upTo: null })).toMatchObject({ withdrawnVersions: [1n, 2n] });
});

test("the same statement again changes nothing, another one is another", async () => {
  await send(1n);
  await withdrawReport(store, withdrawal);
  const hash = await store.contentHash();
  expect(await withdrawReport(store, { ...withdrawal })).toMatchObject({ isNew: false });
  expect(await store.contentHash()).toBe(hash);
  expect(await withdrawReport(store, { ...withdrawal, reason: "wrong customer" })).toMatchObject({ isNew: true });
});

test("a report that has not come yet can be withdrawn, and is told as unknown", async () => {
  expect(await withdrawReport(store, withdrawal)).toMatchObject({ isReportKnown: false, withdrawnVersions: [] });
  await send(1n);
  expect(await withdrawReport(store, withdrawal)).toMatchObject({ isNew: false, withdrawnVersions: [1n] });
});

test.each([
  ["no reason", { reason: " " }],
  ["no author", { author: "" }],
  ["no reference", { reference: "" }],
  ["a reason that cannot be stored", { reason: "a\0b" }],
  ["version 0", { upTo: 0n }],
  ["no submitter", { submitter: "" }],
])("%s is refused before anything is written", async (_, change) => {
  await expect(withdrawReport(store, { ...withdrawal, ...change })).rejects.toMatchObject({ finding: { code: "USAGE" } });
});
