import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { withdrawReport } from "@tributary/bank-kit";
import { parseInstant, unwrap } from "@tributary/domain";
import { listReports, traceQuestion } from "@tributary/engine";
import { ingestGoaml } from "@tributary/pipeline-goaml";
import type { IngestReport } from "@tributary/pipeline-kit";
import { filesRefused, reportStatuses, transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { requestOf, transferClaim } from "@tributary/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

const fixture = readFileSync(resolve(import.meta.dirname, "../../fixtures/bank/gh-5.0.1-str.xml"), "utf8");
const submitter = "re-01";
const reference = /<entity_reference>(.*?)</.exec(fixture)?.[1] ?? "";

/** The fixture without its first transaction. */
const [head = "", , ...others] = fixture.split("<transaction>");
const amendment = [head, ...others].join("<transaction>");

let folder = "";
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-amended-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function send(name: string, text: string, versionNumber: bigint): Promise<IngestReport> {
  const path = join(folder, name);
  writeFileSync(path, text);
  const [report] = await ingestGoaml({ store, paths: [path], profile: "goaml-gh", submitter, versionNumber });
  if (report === undefined) throw new Error("no report");
  return report;
}

const held = async () => (await store.query(transfersUntil, { until: null })).map(({ id, sequence }) => ({ id, sequence }));
const statuses = async () => (await store.query(reportStatuses, {})).map(({ number, status }) => `${number} ${status}`);

test("an amended goAML report keeps the ids of what it repeats, at their new place", async () => {
  await send("first.xml", fixture, 1n);
  const before = await held();
  const { outcome } = await send("second.xml", amendment, 2n);
  expect(outcome).toBe("complete");
  const expected = before.filter(({ sequence }) => sequence > 1n).map(({ id, sequence }) => ({ id, sequence: sequence - 1n }));
  expect(await held()).toEqual(expected);
  expect(await statuses()).toEqual(["1 superseded", "2 accepted"]);
  await send("first.xml", fixture, 1n);
  expect(await held()).toEqual(expected);
  await send("first.xml", fixture, 3n);
  expect(await held()).toEqual(before);
});

test("an amendment under the old number is a conflict that says what to do, and then loads under the next", async () => {
  await send("first.xml", fixture, 1n);
  const { outcome, findings } = await send("second.xml", amendment, 1n);
  expect(outcome).toBe("incomplete");
  expect(findings.filter(({ code }) => code === "RECORD_CONFLICT").map(({ hint }) => hint)).toEqual(
    others.map(() => expect.stringContaining("--revision 2")),
  );
  expect((await send("second.xml", amendment, 2n)).outcome).toBe("complete");
  expect(await store.quarantine()).toEqual([]);
});

test("a withdrawn report leaves the ledger and stays in the store; a file of which nothing loads is told apart", async () => {
  await send("first.xml", fixture, 1n);
  const [payment] = await held();
  const madeAt = unwrap(parseInstant("2026-03-20T10:00:00Z"));
  await withdrawReport(store, { submitter, reference, upTo: null, author: "officer", madeAt, reason: "sent twice" });
  expect(await held()).toEqual([]);
  expect(await statuses()).toEqual(["1 withdrawn"]);
  const request = requestOf({ claims: [transferClaim("c", payment?.id ?? "")], method: "fifo" });
  await expect(traceQuestion(store, request)).rejects.toThrow(/leaves it when the report is amended or withdrawn/);
  await send("broken.xml", "<report><rentity_id></report>", 1n);
  expect((await store.query(filesRefused, {})).map(({ kind }) => kind)).toEqual(["goaml"]);
});

test("a report is told as it was known on the day, not as it ended", async () => {
  await send("first.xml", fixture, 1n);
  const [first] = await listReports(store, null);
  await send("second.xml", amendment, 2n);
  const madeAt = unwrap(parseInstant("2026-03-20T10:00:00Z"));
  await withdrawReport(store, { submitter, reference, upTo: null, author: "officer", madeAt, reason: "sent twice" });
  if (first?.acceptedAt === undefined || first.acceptedAt === null) throw new Error("the first version was accepted");
  expect(await listReports(store, first.acceptedAt)).toEqual([first]);
  expect((await listReports(store, null)).map(({ status }) => status)).toEqual(["withdrawn", "withdrawn"]);
});
