import { join } from "node:path";
import {
  digestText,
  formatCoveredAssets,
  outpointAccount,
  parseAccount,
  parseInstant,
  unwrap,
  withoutAssets,
} from "@tributary/domain";
import {
  accountsExisting,
  actors,
  balances,
  balancesByAccounts,
  clusterMembers,
  compoundLinks,
  compoundPoints,
  compounds,
  conversions,
  counts,
  coverage,
  involvementsOfTransfers,
  recordsOfTransfers,
  reportsOfTransfers,
  tags,
  tagsByAccounts,
  transfersAtInstants,
  transfersByNames,
  transfersLeavingAccounts,
  transfersPaidAt,
  transfersReachingAccounts,
  transfersUntil,
} from "@tributary/queries";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleItem, sampleRun, sampleTransfer, temporaryFolder, transferItem } from "../test/samples.ts";
import { factTables } from "./fact-tables.ts";
import type { LedgerRows } from "./ledger-rows.ts";
import { openStore } from "./open-store.ts";
import type { Store } from "./store.ts";

const account = unwrap(parseAccount("bank:one:a"));
const other = unwrap(parseAccount("bank:one:b"));
const stranger = unwrap(parseAccount("bank:two:z"));
const at = unwrap(parseInstant("2024-03-01T00:00:00Z"));
const later = unwrap(parseInstant("2024-03-02T00:00:00.000001Z"));
const reportId = digestText("report");
const versionId = digestText("version");
const recordId = digestText("record");
const paymentId = digestText("payment");
const partyId = digestText("party");
const transfer = sampleTransfer({ id: "t1" });

/** One row of every kind that a source record can say. */
const rows: Required<LedgerRows> = {
  transfers: [transfer],
  assets: [{ id: transfer.asset, scale: 2, symbol: "THB" }],
  balances: [{ account, asset: transfer.asset, time: at, atoms: transfer.atoms }],
  conversions: [
    { id: "c1", account, outTransfers: ["t1", "t2"], inTransfers: [], kind: "on-ramp", basis: "documented", document: null },
  ],
  coverage: [{ source: "table", scope: account, from: at, to: later, assets: withoutAssets([transfer.asset]), finality: null }],
  blocks: [{ chain: "eip155:1", number: 17n, hash: "0xaa" }],
  blockProofs: [{ chain: "eip155:1", part: "receipts", from: 17n, to: 32n, state: { kind: "quorum", agreeing: 2, asked: 3 } }],
  blockRanges: [{ chain: "eip155:1", reading: "receipts", from: 17n, to: 32n, toHash: "0xbb" }],
  outpoints: [
    {
      outpoint: outpointAccount("bip122:000000000019d6689c085ae165831e93", "ab".repeat(32), 0n),
      address: null,
      scriptKind: "p2tr",
    },
  ],
  itemTransfers: [
    {
      source: "eip155:1",
      id: "0x1:log:3",
      occurredAt: at,
      sequence: 5n,
      from: account,
      to: other,
      collection: "eip155:1/erc721:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
      item: (2n ** 256n - 1n).toString(),
      count: transfer.atoms,
      reference: null,
    },
  ],
  issuerActs: [
    {
      source: "eip155:1",
      id: "0x1:log:4",
      occurredAt: at,
      sequence: 6n,
      account,
      asset: transfer.asset,
      act: "blacklisted",
      reference: "0x1",
    },
  ],
  chainNotes: [{ source: "bip122:0", id: "ab:1", occurredAt: at, reference: "ab", data: "6a00" }],
  assetTraits: [{ asset: transfer.asset, trait: "balance-differs-from-transfers" }],
  bridgeEvents: [
    {
      source: "eip155:1",
      id: "0x1:log:9",
      direction: "deposit",
      protocol: "cctp",
      key: "0:17",
      transfers: ["t1"],
      account,
      recipient: null,
      asset: transfer.asset,
      atoms: transfer.atoms,
      occurredAt: at,
    },
  ],
  tags: [
    {
      id: "tag1",
      account,
      label: "Exchange ไทย",
      actor: "actor1",
      sourceCategory: "exchange",
      category: "exchange",
      confidence: 70,
      validFrom: at,
      validTo: null,
      origin: "https://example.org/tags",
    },
  ],
  actors: [{ id: "actor1", label: "Exchange", origin: "pack", categories: ["exchange", "otc"] }],
  reportVersions: [
    {
      id: versionId,
      reportId,
      number: 1n,
      submitter: "BANK1",
      format: "goaml",
      profile: "goaml-5.0.1",
      reference: "REF-1",
      reportCode: "STR",
      schemaVersion: null,
      statedDate: "2024-03-01",
      narrative: "Paid at once.",
      action: null,
    },
  ],
  reportCompletions: [{ versionId }],
  reportRecords: [
    {
      id: recordId,
      versionId,
      path: "/report",
      reference: null,
      content: JSON.stringify([["/report/reason", "Paid at once."]]),
      lines: "[7]",
    },
  ],
  payments: [
    {
      id: paymentId,
      versionId,
      recordId,
      shape: "two-sided",
      transfer: { source: transfer.source, id: transfer.id, sequence: transfer.sequence },
      reference: "T-1",
      path: "/report/transaction[1]",
    },
  ],
  parties: [{ id: partyId, versionId, kind: "person", path: "/report/t_from", name: "Somchai", details: { phones: ["+66 1"] } }],
  partyIdentifiers: [{ partyId, kind: "phone", model: "1", value: "+661" }],
  involvements: [
    {
      id: digestText("i"),
      versionId,
      paymentId,
      partyId,
      account,
      transferId: transfer.id,
      role: "from",
      amount: null,
      currency: null,
      path: "/report/transaction[1]",
    },
  ],
  accounts: [
    {
      id: digestText("a"),
      versionId,
      account: stranger,
      institution: "two",
      currency: "THB",
      accountName: "Somchai",
      path: "/report/acct",
    },
  ],
  activities: [
    {
      id: digestText("activity"),
      versionId,
      kind: "cash-in",
      from: "2024-03-01",
      to: null,
      amount: "100",
      currency: "THB",
      description: "counted",
      path: "/report/activity",
    },
  ],
  indicators: [{ id: digestText("indicator"), versionId, code: "FRD", path: "/report/indicator" }],
  attachments: [
    { id: digestText("file"), versionId, sha256: digestText("x"), byteCount: 1n, mediaType: "text/plain", name: "somchai.txt" },
  ],
  mentions: [
    {
      id: digestText("mention"),
      versionId,
      recordId,
      kind: "chain-address",
      isChecked: true,
      position: 4n,
      account,
      transactionHash: null,
      value: "0x1",
      path: "/report/reason",
    },
  ],
  reportWithdrawals: [
    { id: digestText("w"), reportId: digestText("other"), upTo: null, author: "b", madeAt: at, reason: "twice" },
  ],
  partyJudgements: [
    {
      id: digestText("j"),
      left: digestText("p1"),
      right: digestText("p2"),
      answer: "same",
      model: "none",
      weight: null,
      author: "analyst",
      madeAt: at,
      evidence: "{}",
    },
  ],
  partyJudgementWithdrawals: [{ subjectId: digestText("j"), author: "analyst", madeAt: later, reason: "wrong" }],
  determinations: [
    {
      id: digestText("d"),
      partyId,
      status: "possible",
      authority: "police",
      determinedAt: at,
      author: "analyst",
      evidence: "statement 1",
    },
  ],
  determinationWithdrawals: [{ subjectId: digestText("d"), author: "analyst", madeAt: later, reason: "wrong" }],
  compounds: [{ id: "k1", name: "Compound", country: "MM", otherNames: ["Park"], note: null }],
  compoundPoints: [{ compoundId: "k1", latitude: "16.7", longitude: "98.5", source: "paper" }],
  compoundLinks: [
    {
      id: "l1",
      compoundId: "k1",
      target: { cluster: "cl1" },
      evidence: "statement 4",
      confidence: 80,
      author: "analyst",
      madeAt: at,
      withdrawnAt: later,
    },
  ],
  clusterMembers: [
    { clusterId: "cl1", account, heuristic: "analyst/1", evidence: "e", author: "a", madeAt: at, withdrawnAt: later },
  ],
};

const folder = temporaryFolder();
const run = sampleRun("all.csv");
let store: Store;
beforeAll(async () => {
  store = await openStore({ directory: join(folder.path, "store"), mode: "write", create: true });
  await store.beginRun(run);
  const items = [
    sampleItem(run, "1", rows),
    transferItem(run, "2", { id: "t2", from: "b", to: "c", at: "2024-03-02T00:00:00Z" }),
  ];
  const outcome = await store.append(run, { items, itemsAcknowledged: 2n, isDone: true });
  expect(outcome).toMatchObject({ added: 2n, quarantined: 0n });
  expect(Object.keys(outcome.rowsByTable).length).toBe(factTables.length);
});
afterAll(async () => {
  await store.close();
  folder.remove();
});

test("every kind of row comes back as it went in", async () => {
  expect((await store.query(transfersUntil, { until: null })).map(({ name }) => name)).toEqual(["t1", "t2"]);
  expect(await store.query(balances, {})).toEqual(rows.balances);
  expect(await store.query(conversions, {})).toEqual(rows.conversions);
  expect(await store.query(coverage, {})).toEqual(
    rows.coverage.map((row) => ({ ...row, assets: formatCoveredAssets(row.assets) })),
  );
  expect(await store.query(tags, {})).toEqual(rows.tags);
  expect(await store.query(actors, {})).toEqual(rows.actors);
  expect(await store.query(compounds, {})).toEqual(rows.compounds);
  expect(await store.query(compoundPoints, {})).toEqual(rows.compoundPoints);
  expect(await store.query(clusterMembers, {})).toEqual(rows.clusterMembers);
  const { target, ...link } = rows.compoundLinks[0] ?? { target: null };
  expect(target).toEqual({ cluster: "cl1" });
  expect(await store.query(compoundLinks, {})).toEqual([{ ...link, account: null, clusterId: "cl1" }]);
});

test("the frontier's questions find what leaves, arrives, happens at once or is named, up to a time", async () => {
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  expect(names(await store.query(transfersLeavingAccounts, { accounts: [account], until: null }))).toEqual(["t1"]);
  expect(names(await store.query(transfersReachingAccounts, { accounts: [other], until: null }))).toEqual(["t1"]);
  const paidAt = { accounts: [account, other], instants: [transfer.occurredAt, transfer.occurredAt] };
  expect(names(await store.query(transfersPaidAt, paidAt))).toEqual(["t1"]);
  expect(names(await store.query(transfersAtInstants, { instants: [transfer.occurredAt] }))).toEqual(["t1"]);
  expect(names(await store.query(transfersByNames, { names: ["t2", "absent"] }))).toEqual(["t2"]);
  expect(await store.query(transfersLeavingAccounts, { accounts: [], until: null })).toEqual([]);
  expect(await store.query(tagsByAccounts, { accounts: [other] })).toEqual([]);
  expect(await store.query(balancesByAccounts, { accounts: [account] })).toEqual(rows.balances);
  expect(await store.query(accountsExisting, { accounts: [stranger, unwrap(parseAccount("bank:no:one"))] })).toEqual([
    { account: stranger },
  ]);
});

test("a hundred thousand accounts are one question", async () => {
  const accounts = Array.from({ length: 100_000 }, (_, index) => unwrap(parseAccount(`bank:many:${index}`)));
  expect((await store.query(transfersLeavingAccounts, { accounts: [...accounts, account], until: null })).length).toBe(1);
});

test("a transfer leads back to the records that state it, and to the report", async () => {
  const [record] = await store.query(recordsOfTransfers, { names: ["t1"] });
  expect(record).toMatchObject({
    name: "t1",
    fileSha256: run.file.sha256,
    locator: "1",
    kind: "transfer-table",
  });
  const second = sampleRun("second.csv");
  await store.beginRun(second);
  await store.append(second, { items: [transferItem(second, "9", { id: "t1" })], itemsAcknowledged: 1n, isDone: true });
  const records = await store.query(recordsOfTransfers, { names: ["t1"] });
  expect(new Set(records.map(({ fileSha256, locator }) => `${fileSha256} ${locator}`))).toEqual(
    new Set([`${run.file.sha256} 1`, `${second.file.sha256} 9`]),
  );
  expect(await store.query(reportsOfTransfers, { ids: [transfer.id] })).toMatchObject([
    { reference: "REF-1", narrative: "Paid at once." },
  ]);
  expect(await store.query(involvementsOfTransfers, { ids: [transfer.id] })).toMatchObject([{ role: "from", name: "Somchai" }]);
});

test("many questions at once, and a stream beside them, disturb nobody", async () => {
  const stream = store.stream(transfersUntil, { until: null });
  const seen = [];
  for await (const part of stream) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => store.query(counts, {})));
    expect(new Set(answers.map((answer) => JSON.stringify(answer, (_, value) => String(value)))).size).toBe(1);
    seen.push(...part);
  }
  expect(seen.length).toBe(2);
});
