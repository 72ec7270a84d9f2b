import {
  type AccountId,
  type Asset,
  type AssetId,
  digestText,
  parseAccount,
  parseAsset,
  parseInstant,
  parseSourceName,
  parseTransferId,
  type Result,
  toAtoms,
  type UtcMicros,
  unwrap,
} from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import { parseTraceRequest, type TraceRequest } from "@tributary/trace";
import type { SealInput } from "../../packages/engine/src/bundle/seal-input.ts";

function read<Value>(parse: (text: string) => Result<Value>, text: string): Value {
  return unwrap(parse(text));
}

const account = (text: string): AccountId => read(parseAccount, text);
const at = (text: string): UtcMicros => read(parseInstant, text);
const evm = (digit: string): AccountId => account(`eip155:1:0x${digit.repeat(40)}`);

const baht: AssetId = read(parseAsset, "iso4217:THB");
const token: AssetId = read(parseAsset, `eip155:1/erc20:0x${"c".repeat(40)}`);

export const places = {
  victims: ["V1", "V2", "V3"].map((id) => account(`bank:BANKTHBK:${id}-000`)),
  family: account("bank:BANKKHPP:F1-000"),
  mule: account("bank:BANKTHBK:777-1"),
  trade: account("bank:BANKTHBK:888-1"),
  ramp: account("bank:BANKTHBK:999-1"),
  desk: evm("a"),
  hop: evm("1"),
  split: evm("2"),
  riverside: evm("3"),
  hilltop: evm("4"),
  exchange: evm("5"),
} as const;

interface Step {
  readonly id: string;
  readonly time: string;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: AssetId;
  readonly atoms: bigint;
}

function transfer({ id, time, from, to, asset, atoms }: Step, sequence: number): NamedTransfer {
  const isBank = asset === baht;
  return {
    name: id,
    source: read(parseSourceName, isBank ? "bank" : "eip155:1"),
    id: read(parseTransferId, id),
    occurredAt: at(time),
    sequence: BigInt(sequence),
    precision: isBank ? "minute" : "instant",
    basis: isBank ? "booking" : "block",
    from,
    to,
    asset,
    atoms: unwrap(toAtoms(atoms)),
    reference: isBank ? null : `0x${digestText(id)}`,
  };
}

const steps: readonly Step[] = [
  { id: "b1", time: "2026-01-05T03:00:00Z", from: places.trade, to: places.mule, asset: baht, atoms: 1_000_000_00n },
  ...places.victims.map((from, index) => ({
    id: `b${index + 2}`,
    time: `2026-01-05T0${index + 4}:00:00Z`,
    ...{ from, to: places.mule, asset: baht, atoms: 2_000_000_00n + BigInt(index) * 500_000_07n },
  })),
  { id: "b5", time: "2026-01-05T08:00:00Z", from: places.family, to: places.mule, asset: baht, atoms: 350_000_00n },
  { id: "b6", time: "2026-01-06T03:00:00Z", from: places.mule, to: places.ramp, asset: baht, atoms: 7_000_000_00n },
  { id: "c1", time: "2026-01-06T04:00:00Z", from: places.desk, to: places.hop, asset: token, atoms: 200_000_000_001n },
  { id: "c2", time: "2026-01-06T05:00:00Z", from: places.hop, to: places.split, asset: token, atoms: 150_000_000_000n },
  { id: "c3", time: "2026-01-06T06:00:00Z", from: places.split, to: places.riverside, asset: token, atoms: 90_000_000_000n },
  { id: "c4", time: "2026-01-06T07:00:00Z", from: places.split, to: places.hilltop, asset: token, atoms: 40_000_000_000n },
  { id: "c5", time: "2026-01-06T08:00:00Z", from: places.hop, to: places.exchange, asset: token, atoms: 30_000_000_000n },
];

export function exampleRequest(method = "all"): TraceRequest {
  const parsed = parseTraceRequest(
    {
      claims: [
        { id: "V1", kind: "scam_victim", transfers: ["b2"] },
        { id: "V2", kind: "scam_victim", transfers: ["b3"] },
        { id: "V3", kind: "scam_victim", transfers: ["b4"] },
        { id: "F1", kind: "ransom", transfers: ["b5"] },
      ],
      method,
    },
    { file: "case.yaml" },
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  return parsed.request;
}

const made = { author: "analyst-2", madeAt: at("2026-01-20T00:00:00Z"), withdrawnAt: null };
const assets: readonly Asset[] = [
  { id: baht, scale: 2, symbol: null },
  { id: token, scale: 6, symbol: "USDT" },
];

/** Texts that only the annex may hold. */
export const secrets = [
  "reporting-entity-01",
  "STR-2026-000417",
  "Somsak Rakdee (สมศักดิ์ รักดี)",
  "Customer said a friend asked him to receive the money.",
] as const;

/** A small made case: banks, an on-ramp, a token, two compounds with names in four scripts, an exchange. */
export function exampleCase(change: Partial<SealInput> = {}): SealInput {
  return {
    caseId: "CASE-2026-001",
    title: "Payments of three victims and one family",
    preparedAt: at("2026-02-01T09:30:00Z"),
    software: { version: "0.1.0", lockfileSha256: digestText("lock") },
    snapshots: [{ name: "Ledger content SHA-256", sha256: digestText("store") }],
    requests: [{ name: "case.yaml", request: exampleRequest() }],
    ledger: {
      transfers: steps.map(transfer),
      conversions: [
        {
          id: "ramp-1",
          account: places.mule,
          outTransfers: ["b6"],
          inTransfers: ["c1"],
          kind: "on-ramp",
          basis: "documented",
          document: "order 5512 of the exchange desk",
        },
      ],
      tags: [
        {
          id: "tag-1",
          account: places.exchange,
          label: "Example Exchange",
          actor: "example_exchange",
          sourceCategory: "exchange",
          category: "exchange",
          confidence: 90,
          validFrom: null,
          validTo: null,
          origin: "example tag pack",
        },
      ],
      balances: [],
      coverage: [],
      outpoints: [],
    },
    sources: steps.map(({ id, asset }) => ({
      transfer: id,
      recordId: digestText(`record ${id}`),
      kind: asset === baht ? ("bank-record" as const) : ("chain-event" as const),
      fileSha256: digestText("file"),
      rawSha256: digestText(`raw ${id}`),
      proof: asset === baht ? null : ({ kind: "proven" } as const),
    })),
    assets,
    issuerActs: [],
    assetTraits: [],
    compounds: [
      { id: "riverside", name: "Riverside Park", country: "KH", otherNames: ["សួនមាត់ទន្លេ", "河滨园区"], note: null },
      { id: "hilltop", name: "Hilltop", country: "MM", otherNames: ["တောင်ထိပ်", "ยอดเขา", "ຍອດພູ", "Đỉnh đồi"], note: null },
    ],
    compoundPoints: [
      { compoundId: "riverside", latitude: "11.55", longitude: "104.91", source: "report one" },
      { compoundId: "riverside", latitude: "11.61", longitude: "104.87", source: "report two" },
    ],
    compoundLinks: [
      {
        id: "link-1",
        compoundId: "riverside",
        target: { cluster: "cluster-1" },
        evidence: "court order return 12",
        confidence: 80,
        ...made,
      },
      {
        id: "link-2",
        compoundId: "hilltop",
        target: { account: places.hilltop },
        evidence: "seized device 3",
        confidence: 70,
        ...made,
      },
    ],
    clusterMembers: [
      { clusterId: "cluster-1", account: places.riverside, heuristic: "analyst/1", evidence: "same deposit address", ...made },
    ],
    asked: { compounds: "2", accounts: "2" },
    statedLosses: [],
    documents: [
      { name: "note ស្រី.md", role: "note", bytes: new TextEncoder().encode("Request of the prosecutor, 1 February 2026.\n") },
    ],
    annex: [
      {
        recordId: digestText("record b6"),
        submitter: secrets[0],
        reference: secrets[1],
        locator: "/report/transaction[1] line 41",
        fileSha256: digestText("file"),
        rawSha256: digestText("raw b6"),
        names: [secrets[2]],
        narrative: secrets[3],
      },
    ],
    ...change,
  };
}
