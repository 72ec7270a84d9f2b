import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseExactJson, readExactNumber } from "@tributary/chain-kit";
import { digestText, type Transfer, tronAddressFromHex } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { describe, expect, test } from "vitest";
import { compactJson } from "./compact-json.ts";
import { decodeInside } from "./decode-inside.ts";
import { decodeTransaction } from "./decode-transaction.ts";
import { madeAddress, makeChain, transferOf } from "./made-chain.ts";
import { parseInfos, type TransactionInfo } from "./transaction-info.ts";
import { parseBlock } from "./tron-block.ts";
import { recordsOf } from "./tron-record.ts";

const folder = resolve(process.env["TRIBUTARY_TEST_DATA"] ?? "../shared/data", "tron/graphsense");
const isAbsent = !existsSync(folder);
const reason = isAbsent ? " (skipped: no tron/graphsense in TRIBUTARY_TEST_DATA)" : "";

type Row = Readonly<Record<string, unknown>>;

/** A block with one call, whose internal transactions the golden rows stand in for. */
const made = makeChain([[transferOf(madeAddress("a1"), madeAddress("b2"), 1n)]]).blocks[1];
const block = parseBlock(parseExactJson(compactJson(made?.block)), "block 1");

describe.skipIf(isAbsent)(`GraphSense's TRON data${reason}`, () => {
  test("of 4,957 internal transactions 210 move value, exactly as stated; the 1,067 rejected ones move nothing", () => {
    const rows = readRows("56804500_56805500/traces.json");
    const byTransaction = new Map<string, Row[]>();
    for (const row of rows) byTransaction.set(hexOf(row, "txHash"), [...(byTransaction.get(hexOf(row, "txHash")) ?? []), row]);
    const items = [...byTransaction].flatMap(([id, own]) => readInternals(id, own));
    const transfers = items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));
    const refused = items.flatMap((item) => ("findings" in item ? item.findings : []));
    expect(rows).toHaveLength(4_957);
    expect(rows.filter((row) => row["rejected"] === true)).toHaveLength(1_067);
    expect(rows.filter((row) => row["rejected"] === true && numberOf(row, "callValue") > 0n)).toHaveLength(3);
    expect(transfers).toHaveLength(210);
    expect(transfers.map(describeTransfer).sort()).toEqual(rows.flatMap(describeExpected).sort());
    // The export's writer cut amounts to 32 bits with a sign: 22 rows stand below zero, and nobody can say what moved.
    expect(refused.map(({ code }) => code)).toEqual(Array.from({ length: 22 }, () => "AMOUNT_NEGATIVE"));
    const stated = rows.filter((row) => row["rejected"] !== true).reduce((sum, row) => sum + numberOf(row, "callValue"), 0n);
    const below = rows.reduce((sum, row) => sum + (numberOf(row, "callValue") < 0n ? numberOf(row, "callValue") : 0n), 0n);
    expect(transfers.reduce((sum, { atoms }) => sum + atoms, 0n)).toBe(stated - below);
  });

  test("2,172 fees of the first blocks load exactly, and those of 0 are no transfers", () => {
    const fees = readRows("0_10000/tx_fee.json");
    const sum = fees.reduce((total, row) => total + feeOf(numberOf(row, "fee")), 0n);
    expect(fees).toHaveLength(2_172);
    expect(sum).toBe(fees.reduce((total, row) => total + numberOf(row, "fee"), 0n));
    expect(sum).toBe(277_312_297_920n);
  });

  test("1,958 transfers of TRX of the first blocks load exactly, one beyond 2^53", () => {
    const rows = readRows("0_10000/transactions.json").filter((row) => row["toAddress"] !== undefined);
    const transfers = rows.map((row) => movedBy(row));
    expect(rows).toHaveLength(1_958);
    expect(transfers).toEqual(rows.map((row) => numberOf(row, "value")));
    expect(transfers.filter((atoms) => atoms > 2n ** 53n)).toHaveLength(1);
  });
});

/** The golden rows of one transaction in java-tron's shape, read as TransactionInfo. */
function readInternals(id: string, rows: readonly Row[]): readonly IngestItem[] {
  const sorted = rows.toSorted((a, b) => Number(numberOf(a, "traceIndex") - numberOf(b, "traceIndex")));
  const internal_transactions = sorted.map((row) => ({
    hash: "00".repeat(32),
    caller_address: `41${hexOf(row, "callerAddress")}`,
    transferTo_address: `41${hexOf(row, "transfertoAddress")}`,
    callValueInfo: [numberOf(row, "callValue") === 0n ? {} : { callValue: numberOf(row, "callValue") }],
    note: Buffer.from(String(row["note"]), "utf8").toString("hex"),
    ...(row["rejected"] === true ? { rejected: true } : {}),
  }));
  const info = readInfo({ id, blockNumber: 1n, internal_transactions });
  const [transaction] = block.transactions;
  if (transaction === undefined) throw new Error("a made block has a transaction");
  const envelope = { blockNumber: 1n, time: block.time, transactionIndex: 0n, transactionId: id };
  return decodeInside({
    transaction: { ...transaction, id },
    info,
    envelope,
    locator: `tx/${id}`,
    makeRecord: recordsOf(digestText("golden")),
  });
}

function readInfo(value: unknown): TransactionInfo {
  const [info] = parseInfos(parseExactJson(compactJson([value])), "info");
  if (info === undefined) throw new Error("one TransactionInfo");
  return info;
}

function feeOf(fee: bigint): bigint {
  const [transaction] = block.transactions;
  if (transaction === undefined) throw new Error("a made block has a transaction");
  const info = readInfo({ id: transaction.id, blockNumber: 1n, ...(fee === 0n ? {} : { fee }) });
  const { movements } = decodeTransaction({ block, transaction, info });
  const fees = movements.filter(({ id }) => id.endsWith(":fee"));
  expect(fees).toHaveLength(fee === 0n ? 0 : 1);
  return fees[0]?.atoms ?? 0n;
}

/** The row as a transaction of its own, through its bytes. */
function movedBy(row: Row): bigint {
  const [from, to] = [addressOf(row, "fromAddress"), addressOf(row, "toAddress")];
  const chain = makeChain([[transferOf(from, to, numberOf(row, "value"))]]);
  const own = parseBlock(parseExactJson(compactJson(chain.blocks[1]?.block)), "block 1");
  const [transaction] = own.transactions;
  if (transaction === undefined) throw new Error("a made block has a transaction");
  const { movements } = decodeTransaction({ block: own, transaction, info: null });
  if (numberOf(row, "value") > 0n)
    expect(movements[0]).toMatchObject({ from: `tron:0x2b6653dc:${from}`, to: `tron:0x2b6653dc:${to}` });
  return movements[0]?.atoms ?? 0n;
}

function readRows(path: string): readonly Row[] {
  const lines = readFileSync(resolve(folder, path), "utf8").split("\n");
  return lines.filter((line) => line.trim() !== "").map((line): Row => Object(parseExactJson(line)));
}

function numberOf(row: Row, key: string): bigint {
  return BigInt(readExactNumber(row[key]) ?? "");
}

function hexOf(row: Row, key: string): string {
  return Buffer.from(String(row[key]), "base64").toString("hex");
}

function addressOf(row: Row, key: string): string {
  return tronAddressFromHex(hexOf(row, key));
}

function describeTransfer({ reference, from, to, asset, atoms }: Transfer): string {
  return [reference, from, to, asset, atoms].join(" ");
}

function describeExpected(row: Row): readonly string[] {
  const atoms = numberOf(row, "callValue");
  if (row["rejected"] === true || atoms <= 0n) return [];
  const [from, to] = ["callerAddress", "transfertoAddress"].map((key) => `tron:0x2b6653dc:${addressOf(row, key)}`);
  return [[hexOf(row, "txHash"), from, to, "tron:0x2b6653dc/slip44:195", atoms].join(" ")];
}
