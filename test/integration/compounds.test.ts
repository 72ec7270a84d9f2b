import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { boundInstant, formatInstant, unwrap } from "@tributary/domain";
import { ingestCompounds } from "@tributary/pipeline-compounds";
import { clusterMembers, compoundLinks, compounds, judgementHistory } from "@tributary/queries";
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

const account = "eip155:1:0x1111111111111111111111111111111111111111";

function placesText(member: string, link: string): string {
  return `version: 1
clusters:
  - id: cashiers
    members:
      - { account: "${account}", heuristic: analyst/1, evidence: a screen, author: analyst-07, ${member} }
compounds:
  - id: river-town
    name: River Town
    country: MM
    links:
      - { cluster: cashiers, confidence: 80, evidence: exhibit 12, author: analyst-07, ${link} }
`;
}

async function ingestText(name: string, text: string) {
  await writeFile(join(folder, name), text);
  const [report] = await ingestCompounds({ store, paths: [join(folder, name)] });
  return report;
}

const made = "made_at: 2025-02-04T10:00:00Z";
const withdrawn = (time: string) => `${made}, withdrawn_at: ${time}`;
const first = placesText(made, made);

describe("a judgement withdrawn by a later file", () => {
  test("no longer counts, keeps what was made, and is not brought back by the earlier file", async () => {
    await ingestText("a.yaml", first);
    const report = await ingestText("b.yaml", placesText(withdrawn("2025-06-01T00:00:00Z"), withdrawn("2025-06-02T00:00:00Z")));
    expect(report).toMatchObject({ outcome: "complete", added: 2n, conflicts: 0n });
    expect(report?.rowsByTable).toEqual({ "graph.withdrawal": 1n, "place.withdrawal": 1n });
    await ingestText("a.yaml", first);
    await ingestText("c.yaml", `${first}# written again\n`);
    const [member] = await store.query(clusterMembers, {});
    const [link] = await store.query(compoundLinks, {});
    expect([member?.withdrawnAt, link?.withdrawnAt].map((at) => at && formatInstant(at))).toEqual([
      "2025-06-01T00:00:00.000000Z",
      "2025-06-02T00:00:00.000000Z",
    ]);
    expect(await store.quarantine()).toEqual([]);
  });

  test("is known since the day that its file came", async () => {
    await store.close();
    const [before, after] = [1_750_000_000_000_000n, 1_760_000_000_000_000n];
    for (const [clock, name, text] of [
      [before, "a.yaml", first],
      [after, "b.yaml", placesText(made, withdrawn("2025-06-02T00:00:00Z"))],
    ] as const) {
      store = await openStore({ directory: folder, mode: "write", clock: () => unwrap(boundInstant(clock, "test")) });
      await ingestText(name, text);
      await store.close();
    }
    store = await openStore({ directory: folder, mode: "write" });
    const history = await store.query(judgementHistory, {});
    expect(history.map(({ subject, event, receivedAt }) => [subject, event, receivedAt])).toEqual([
      ["link", "made", before],
      ["link", "withdrawn", after],
      ["member", "made", before],
    ]);
  });

  test("may be made anew, and the latest of several withdrawals counts whatever came first", async () => {
    const later = placesText(withdrawn("2025-07-01T00:00:00Z"), withdrawn("2025-07-01T00:00:00Z"));
    const earlier = placesText(withdrawn("2025-05-01T00:00:00Z"), withdrawn("2025-05-01T00:00:00Z"));
    await ingestText("later.yaml", later);
    await ingestText("earlier.yaml", earlier);
    const anew = "made_at: 2025-08-01T00:00:00Z";
    expect(await ingestText("anew.yaml", placesText(anew, anew))).toMatchObject({ outcome: "complete" });
    const july = "2025-07-01T00:00:00.000000Z";
    const links = (await store.query(compoundLinks, {})).map(({ withdrawnAt }) => withdrawnAt && formatInstant(withdrawnAt));
    expect(links.sort()).toEqual([july, null]);
    const members = await store.query(clusterMembers, {});
    expect(members.map(({ withdrawnAt }) => withdrawnAt && formatInstant(withdrawnAt))).toEqual([july, null]);
  });

  test("does not allow its evidence to be changed", async () => {
    await ingestText("a.yaml", first);
    const report = await ingestText("b.yaml", first.replace("exhibit 12", "exhibit 13"));
    expect(report).toMatchObject({ outcome: "incomplete", conflicts: 1n });
    expect(report?.findings[0]).toMatchObject({ code: "RECORD_CONFLICT", where: { line: 7 }, found: "evidence exhibit 13" });
  });
});
