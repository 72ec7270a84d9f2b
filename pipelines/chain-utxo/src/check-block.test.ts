import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import type { BitcoinTransaction } from "./bitcoin-transaction.ts";
import { targetOf } from "./block-header.ts";
import { parametersOf } from "./chain-parameters.ts";
import { type BitcoinBlock, checkParent, checkStatedHeight, checkTransactions, checkWork } from "./check-block.ts";
import { keyHashScript, makeBlock, makeTransaction, witnessCommitment } from "./made-chain.ts";

const simnet = parametersOf("bip122:683e86bd5c6d110d91b94b97137ba6bf");
const noHash = "0".repeat(64);
const reserved = Buffer.alloc(32, 7);

function spending(byte: number, witness?: readonly (readonly Buffer[])[]): BitcoinTransaction {
  const inputs = [{ txid: byte.toString(16).padStart(64, "0"), index: 0 }];
  const outputs = [{ atoms: 1n, script: keyHashScript(byte) }];
  return makeTransaction({ inputs, outputs, ...(witness === undefined ? {} : { witness }) });
}

function coinbaseOf(others: readonly BitcoinTransaction[], coinbase = Buffer.from("5151", "hex")): BitcoinTransaction {
  const outputs = [
    { atoms: 1n, script: keyHashScript(1) },
    { atoms: 0n, script: witnessCommitment(others, reserved) },
  ];
  return makeTransaction({ inputs: [], outputs, coinbase, witness: [[reserved]] });
}

function blockOf(transactions: readonly BitcoinTransaction[], height = 1n): BitcoinBlock {
  return makeBlock({ height, parentHash: noHash, time: 1_700_000_000, transactions });
}

test("a list with its end repeated has the same root and is refused (CVE-2012-2459)", () => {
  const others = [spending(1), spending(2)];
  const honest = blockOf([coinbaseOf(others), ...others]);
  expect(() => checkTransactions(honest)).not.toThrow();
  const last = others.slice(-1);
  expect(() => checkTransactions({ ...honest, transactions: [...honest.transactions, ...last] })).toThrow(
    /the same one twice in a row/,
  );
});

test("a witness that the coinbase does not commit to, or none commits to, is refused", () => {
  const signed = [spending(1, [[Buffer.of(1)]])];
  expect(() => checkTransactions(blockOf([coinbaseOf(signed), ...signed]))).not.toThrow();
  const forged = [spending(1, [[Buffer.of(2)]])];
  expect(() => checkTransactions(blockOf([coinbaseOf(signed), ...forged]))).toThrow(/root of the witnesses/);
  const bare = makeTransaction({ inputs: [], outputs: [{ atoms: 1n, script: keyHashScript(1) }] });
  expect(() => checkTransactions(blockOf([bare, ...signed]))).toThrow(/a witness in transaction/);
});

test("one coinbase stands first", () => {
  const coinbase = coinbaseOf([]);
  expect(() => checkTransactions(blockOf([spending(1)]))).toThrow(/no coinbase/);
  expect(() =>
    checkTransactions(blockOf([coinbase, spending(1), makeTransaction({ inputs: [], outputs: coinbase.outputs })])),
  ).toThrow(/transaction 2.*coinbase/);
});

test.each([
  [1n, "5151"],
  [16n, "60"],
  [17n, "0111"],
  [128n, "028000"],
  [500_000n, "0320a107"],
])("height %s is stated as %s", (height, script) => {
  const block = blockOf([coinbaseOf([], Buffer.from(script, "hex"))], height);
  expect(() => checkStatedHeight(simnet, block)).not.toThrow();
  expect(() => checkStatedHeight(simnet, { ...block, header: { ...block.header, height: height + 1n } })).toThrow(
    /SOURCE_INCONSISTENT/,
  );
});

test("work: a hash above its target, a target above the network's, and forms that stand for none", () => {
  const { header } = blockOf([coinbaseOf([])]);
  expect(() => checkWork(simnet, header)).not.toThrow();
  expect(() => checkWork(simnet, { ...header, hash: "f".repeat(64) })).toThrow(/hash/);
  expect(() => checkWork(parametersOf("bip122:000000000019d6689c085ae165831e93"), header)).toThrow(/easiest target/);
  expect([0x1d00ffff, 0x01003456, 0x04923456, 0xff123456].map(targetOf)).toEqual([0xffffn << 208n, null, null, null]);
});

test("a block names the one before it", () => {
  const parent = blockOf([coinbaseOf([])]).header;
  const child = makeBlock({ height: 2n, parentHash: parent.hash, time: 1_700_000_600, transactions: [coinbaseOf([])] }).header;
  expect(() => checkParent(child, parent)).not.toThrow();
  expect(() => checkParent(child, { ...parent, hash: noHash })).toThrow(/SOURCE_INCONSISTENT at block 2/);
});
