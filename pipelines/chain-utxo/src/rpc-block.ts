import type { Buffer } from "node:buffer";
import { type BitcoinNetwork, bitcoinAccount, parseAccount } from "@tributary/domain";
import { type BitcoinTransaction, outpointKey, readTransaction, type TransactionOutput } from "./bitcoin-transaction.ts";
import { type BlockHeader, readHeader, writeHeader } from "./block-header.ts";
import { openByteReader } from "./byte-reader.ts";
import { type BitcoinBlock, checkTransactions } from "./check-block.ts";
import { checkSame, contradict } from "./contradict.ts";
import { readOutputScript } from "./output-script.ts";
import {
  type Answer,
  isRpcObject,
  malformed,
  readHash,
  readHex,
  readInteger,
  readList,
  readSatoshis,
  toAnswer,
} from "./rpc-value.ts";
import type { StatedOutputs, ToldOutput } from "./spent-outputs.ts";

/** What a node answers about a block, checked against itself. */
export interface BlockAnswer {
  readonly block: BitcoinBlock;
  /** Of `getblock` verbosity 3; empty where the node tells none. */
  readonly stated: StatedOutputs;
}

/**
 * Reads `getblock` of verbosity 2 or 3: the header is built again from its fields and must have the hash that was asked for; each transaction is read from its
 * bytes, and what the node says of it beside them must agree. Throws SOURCE_MALFORMED, SOURCE_INCONSISTENT.
 */
export function readBlockAnswer(network: BitcoinNetwork, value: unknown, asked: { hash: string; height: bigint }): BlockAnswer {
  const path = `block ${asked.height}`;
  const answer = toAnswer(value, path);
  const header = headerOf(answer, asked);
  // Core calls the list `tx` at every verbosity, btcd `rawtx` where it holds transactions.
  const list = readList(answer, Array.isArray(answer.value["rawtx"]) ? "rawtx" : "tx");
  const stated = new Map<string, ToldOutput>();
  const transactions = list.map((item, index) => {
    const said = toAnswer(item, `${path} transaction ${index}`);
    const transaction = transactionOf(said);
    checkOutputs(network, { said, transaction });
    readPrevouts(network, { said, transaction, stated });
    return transaction;
  });
  const block = { header, transactions };
  checkTransactions(block);
  return { block, stated };
}

/** Reads `getrawtransaction` without detail: the bytes must hash to the txid that was asked for. */
export function readRawTransaction(bytes: Buffer, txid: string): BitcoinTransaction {
  const path = `transaction ${txid}`;
  const reader = openByteReader(bytes, path);
  const transaction = readTransaction(reader, path);
  reader.end();
  checkSame(path, ["the txid asked for", txid], ["hash of the bytes", transaction.txid]);
  return transaction;
}

function headerOf(answer: Answer, asked: { hash: string; height: bigint }): BlockHeader {
  const bits = answer.value["bits"];
  if (typeof bits !== "string" || !/^[0-9a-f]{8}$/.test(bits))
    return malformed(`${answer.path}.bits`, { found: bits, expected: "8 hex digits" });
  const isFirst = answer.value["previousblockhash"] === undefined || answer.value["previousblockhash"] === "";
  const bytes = writeHeader({
    version: readInteger(answer, "version") | 0,
    parentHash: isFirst ? "0".repeat(64) : readHash(answer, "previousblockhash"),
    merkleRoot: readHash(answer, "merkleroot"),
    time: readUnsigned(answer, "time"),
    bits: Number.parseInt(bits, 16),
    nonce: readUnsigned(answer, "nonce"),
  });
  const header = readHeader(bytes, asked.height);
  checkSame(answer.path, ["the hash asked for", asked.hash], ["hash of the header's fields", header.hash]);
  checkSame(answer.path, ["the hash asked for", asked.hash], ["stated hash", answer.value["hash"]]);
  checkSame(answer.path, ["the height asked for", asked.height], ["height", BigInt(readInteger(answer, "height"))]);
  return header;
}

function readUnsigned(answer: Answer, key: string): number {
  const value = readInteger(answer, key);
  return value >= 0 ? value : malformed(`${answer.path}.${key}`, { found: value, expected: "0 or more" });
}

function transactionOf(said: Answer): BitcoinTransaction {
  const reader = openByteReader(readHex(said, "hex"), said.path);
  const transaction = readTransaction(reader, said.path);
  reader.end();
  checkSame(said.path, ["the transaction's bytes, txid", transaction.txid], ["stated txid", said.value["txid"]]);
  return transaction;
}

interface SaidTransaction {
  readonly said: Answer;
  readonly transaction: BitcoinTransaction;
}

/** What the node writes of outputs is not used, but it may not contradict the bytes. */
function checkOutputs(network: BitcoinNetwork, { said, transaction }: SaidTransaction): void {
  const list = readList(said, "vout");
  checkSame(said.path, ["the transaction's bytes, outputs", transaction.outputs.length], ["stated outputs", list.length]);
  for (const [index, output] of transaction.outputs.entries()) {
    const stated = toAnswer(list[index], `${said.path} output ${index}`);
    checkSame(stated.path, ["the transaction's bytes, satoshis", output.atoms], ["stated value", readSatoshis(stated, "value")]);
    const script = toAnswer(stated.value["scriptPubKey"], `${stated.path}.scriptPubKey`);
    checkSame(
      script.path,
      ["the transaction's bytes, script", output.script.toString("hex")],
      ["stated script", script.value["hex"]],
    );
    checkAddress(network, { script, output });
  }
}

/** Nodes name one address, several for scripts of several keys, or none; old ones spell a list. */
function checkAddress(network: BitcoinNetwork, { script, output }: { script: Answer; output: TransactionOutput }): void {
  const stated = script.value["address"] ?? script.value["addresses"];
  const list = Array.isArray(stated) ? stated : stated === undefined ? [] : [stated];
  if (list.length !== 1) return;
  const { address, kind } = readOutputScript(network, output.script);
  if (address === null || list[0] === address || kind === "witness-unknown") return;
  const read = parseAccount(bitcoinAccount(network.chain, String(list[0])));
  const known = bitcoinAccount(network.chain, address);
  if (!read.ok || read.value !== known) contradict(script.path, ["the script, address", address], ["stated address", list[0]]);
}

function readPrevouts(network: BitcoinNetwork, entry: SaidTransaction & { readonly stated: Map<string, ToldOutput> }): void {
  const { said, transaction, stated } = entry;
  if (transaction.isCoinbase) return;
  const list = readList(said, "vin");
  checkSame(said.path, ["the transaction's bytes, inputs", transaction.inputs.length], ["stated inputs", list.length]);
  for (const [index, input] of transaction.inputs.entries()) {
    const vin = toAnswer(list[index], `${said.path} input ${index}`);
    const key = outpointKey(input);
    checkSame(
      vin.path,
      ["the transaction's bytes, output spent", key],
      ["stated", `${vin.value["txid"]}:${readInteger(vin, "vout")}`],
    );
    if (!isRpcObject(vin.value["prevout"])) continue;
    const prevout = toAnswer(vin.value["prevout"], `${vin.path}.prevout`);
    const script = toAnswer(prevout.value["scriptPubKey"], `${prevout.path}.scriptPubKey`);
    const output = { atoms: readSatoshis(prevout, "value"), script: readHex(script, "hex") };
    checkAddress(network, { script, output });
    stated.set(key, { ...output, isProven: false, isOfUnit: false });
  }
}
