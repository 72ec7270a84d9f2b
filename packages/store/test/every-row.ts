import { digestText, outpointAccount, parseAccount, parseInstant, unwrap, withoutAssets } from "@tributary/domain";
import type { LedgerRows } from "../src/index.ts";
import { sampleTransfer } from "./samples.ts";

export const account = unwrap(parseAccount("bank:one:a"));
export const other = unwrap(parseAccount("bank:one:b"));
export const stranger = unwrap(parseAccount("bank:two:z"));
export const at = unwrap(parseInstant("2024-03-01T00:00:00Z"));
export const later = unwrap(parseInstant("2024-03-02T00:00:00.000001Z"));
export const reportId = digestText("report");
export const versionId = digestText("version");
export const recordId = digestText("record");
export const paymentId = digestText("payment");
export const partyId = digestText("party");
export const transfer = sampleTransfer({ id: "t1" });

/** One row of every kind that a source record can say; those of reports name Somchai where a person may be named. */
export const everyRow: Required<LedgerRows> = {
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
  reportBalances: [
    {
      id: digestText("balance"),
      versionId,
      account,
      asset: transfer.asset,
      time: at,
      atoms: transfer.atoms,
      path: "/statement/Somchai",
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
