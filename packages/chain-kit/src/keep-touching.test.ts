import {
  type AccountId,
  digestText,
  evmAccount,
  nativeEvmAsset,
  outpointAccount,
  parseSourceName,
  parseTransferId,
  type SourceRecord,
  type Transfer,
  toAtoms,
  transactionHub,
  type UtcMicros,
  unwrap,
} from "@tributary/domain";
import type { IngestItem, LedgerRows } from "@tributary/pipeline-kit";
import { describe, expect, test } from "vitest";
import { keepTouching, watchReading } from "./keep-touching.ts";

const chain = "bip122:000000000019d6689c085ae165831e93";
const [a, b, c] = [
  evmAccount(1n, `0x${"a".repeat(40)}`),
  evmAccount(1n, `0x${"b".repeat(40)}`),
  evmAccount(1n, `0x${"c".repeat(40)}`),
];

describe("a watch of some accounts", () => {
  test("keeps their rows of whole blocks, and all that is said of the blocks", () => {
    const block = { chain: "eip155:1", number: 7n, hash: "0x7" };
    const items = [
      item("block", { blocks: [block] }),
      item("one", { transfers: [transfer("1", a, b), transfer("2", b, c)] }),
      item("two", { transfers: [transfer("3", b, c)] }),
    ];
    expect(rowsOf(keepTouching(items, new Set([a])))).toEqual([
      ["block", [block]],
      ["one", [transfer("1", a, b)]],
    ]);
  });

  test("keeps what could not be read, since nobody knows whom it touches", () => {
    const unread: IngestItem = { record: record("unread"), findings: [], raw: "" };
    expect(keepTouching([unread], new Set([a]))).toEqual([unread]);
  });

  test("keeps assets where a kept row is of them", () => {
    const asset = { id: nativeEvmAsset(1n), scale: 18, symbol: null };
    const assets = item("asset", { assets: [asset] });
    const moved = item("one", { transfers: [transfer("1", a, b)] });
    expect(rowsOf(keepTouching([assets, moved], new Set([a])))).toContainEqual(["asset", [asset]]);
    expect(keepTouching([assets, moved], new Set([c]))).toEqual([]);
  });

  test("an address stands for its outpoints, and a record can be kept whole", () => {
    const txid = "1".repeat(64);
    const [spent, paid, other] = [
      outpointAccount(chain, txid, 0n),
      outpointAccount(chain, txid, 1n),
      outpointAccount(chain, txid, 2n),
    ];
    const hub = transactionHub(chain, txid);
    const outpoints = [{ outpoint: paid, address: b, scriptKind: "p2pkh" }];
    const rows = {
      transfers: [transfer("in", spent, hub), transfer("out0", hub, paid), transfer("out1", hub, other)],
      outpoints,
    };
    const ownerOf = (of: AccountId): AccountId | null => (of === spent ? a : null);
    const keptRows = rowsOf(keepTouching([item("tx", rows)], new Set([b]), { ownerOf }));
    expect(keptRows).toEqual([["tx", [rows.transfers[1], ...outpoints]]]);
    const whole = keepTouching([item("tx", rows)], new Set([a]), { ownerOf, keep: "records" });
    expect(rowsOf(whole)).toEqual([["tx", [...rows.transfers, ...outpoints]]]);
    expect(keepTouching([item("tx", rows)], new Set([c]), { ownerOf, keep: "records" })).toEqual([]);
  });

  test("keeps an exchange of a watched account with all that it is made of, whoever received it", () => {
    const conversion = {
      id: "swap",
      account: a,
      outTransfers: ["out"],
      inTransfers: ["in"],
      kind: "swap",
      basis: "same-transaction",
      document: null,
    } as const;
    const items = [
      item("tx", { transfers: [transfer("out", a, b)], conversions: [conversion] }),
      item("log", { transfers: [transfer("in", b, c)] }),
    ];
    expect(rowsOf(keepTouching(items, new Set([a])))).toEqual([
      ["tx", [transfer("out", a, b), conversion]],
      ["log", [transfer("in", b, c)]],
    ]);
    expect(rowsOf(keepTouching(items, new Set([c])))).toEqual([["log", [transfer("in", b, c)]]]);
  });

  test("has a name of its own that does not depend on the order of accounts", () => {
    expect(watchReading(new Set([a, b]), "receipts")).toBe(watchReading(new Set([b, a]), "receipts"));
    expect(watchReading(new Set([a]), "receipts")).not.toBe(watchReading(new Set([b]), "receipts"));
    expect(watchReading(new Set([a]), "receipts")).toMatch(/^watch:[0-9a-f]{64}:receipts$/);
  });
});

function record(locator: string): SourceRecord {
  return { fileSha256: digestText("file"), locator, rawSha256: digestText(locator) };
}

function item(locator: string, rows: LedgerRows): IngestItem {
  return { record: record(locator), rows };
}

function transfer(id: string, from: AccountId, to: AccountId): Transfer {
  return {
    source: unwrap(parseSourceName("eip155:1")),
    id: unwrap(parseTransferId(id)),
    occurredAt: 1n as UtcMicros,
    sequence: 1n,
    precision: "second",
    basis: "block",
    from,
    to,
    asset: nativeEvmAsset(1n),
    atoms: unwrap(toAtoms(1n)),
    reference: "0x1",
  };
}

function rowsOf(items: readonly IngestItem[]): readonly (readonly [string, readonly unknown[]])[] {
  return items.map((of) => [of.record.locator, "rows" in of ? Object.values(of.rows).flat() : []]);
}
