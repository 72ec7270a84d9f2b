import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseInstant, unwrap } from "@tributary/domain";
import { addToCase, createCase, openStore, type Store, sealCase } from "@tributary/engine";
import { determinationOf, recordStatements } from "@tributary/people";
import { ingestGoaml } from "@tributary/pipeline-goaml";
import { involvementsOfTransfers, transfersUntil } from "@tributary/queries";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder = "";
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-protected-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const fixture = join(import.meta.dirname, "../../fixtures/bank/gh-5.0.1-str.xml");

/** The annex of a case about the first payment of the report. */
async function annexOf(id: string): Promise<string> {
  const [payment] = await store.query(transfersUntil, { until: null });
  const request = join(folder, `${id}.json`);
  const claims = [{ id: "V1", kind: "scam_victim", transfers: [payment?.id] }];
  writeFileSync(request, JSON.stringify({ claims, method: "fifo" }));
  await createCase(store, id);
  await addToCase(store, { id, files: [request], role: null });
  await sealCase(store, { id, outDirectory: join(folder, id) });
  return readFileSync(join(folder, `${id}-annex`, "data/annex.ndjson"), "utf8");
}

/** An authority calls the person of the first payment a possible victim. */
async function protect(person: string): Promise<void> {
  const [payment] = await store.query(transfersUntil, { until: null });
  const parts = await store.query(involvementsOfTransfers, { ids: payment === undefined ? [] : [payment.id] });
  const partyId = parts.find(({ name }) => name === person)?.partyId;
  if (partyId === null || partyId === undefined) throw new Error("the report names nobody");
  const determinedAt = unwrap(parseInstant("2026-03-01T00:00:00Z"));
  const stated = { partyId, status: "possible", authority: "Ministry", author: "analyst", evidence: "statement 7" } as const;
  await recordStatements(store, { determinations: [determinationOf({ ...stated, determinedAt })] });
}

test("a person whom any authority calls a possible victim of trafficking is not named, nor is what the report tells", async () => {
  await ingestGoaml({ store, paths: [fixture], profile: "goaml-gh", submitter: "re-01" });
  const open = await annexOf("CASE-1");
  expect(open).toContain("Kojo Placeholder");
  expect(open).toContain("Salary account receives payments");
  await protect("Kojo Placeholder");
  const guarded = await annexOf("CASE-2");
  expect(guarded).not.toContain("Kojo");
  expect(guarded).not.toContain("Salary account");
  expect(guarded).toContain("name withheld (protected person)");
});

test("an amendment that writes a protected person's name otherwise gives it away as little", async () => {
  await ingestGoaml({ store, paths: [fixture], profile: "goaml-gh", submitter: "re-01" });
  await protect("Kojo Placeholder");
  const amended = join(folder, "amended.xml");
  writeFileSync(amended, readFileSync(fixture, "utf8").replaceAll("Kojo", "Kodjo"));
  await ingestGoaml({ store, paths: [amended], profile: "goaml-gh", submitter: "re-01", versionNumber: 2n });
  const guarded = await annexOf("CASE-1");
  expect(guarded).not.toContain("Kodjo");
  expect(guarded).not.toContain("Salary account");
});
