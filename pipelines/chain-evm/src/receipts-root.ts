import { keccak256 } from "ethers";
import type { BlockAnswer } from "./decode-block.ts";
import { encodeRlp, type RlpItem } from "./rlp.ts";
import type { RpcReceipt, RpcTransaction } from "./rpc-block.ts";

/**
 * Do the receipts and their logs hash to the root that the block's header states? Then none was left out and none was changed on the way,
 * whatever the endpoint would like to say. False where the header or a receipt lacks a field, and on chains with rules of their own.
 * Source: Ethereum Yellow Paper, 4.3.1 (receipts) and appendix D (trie); EIP-2718 for typed receipts.
 */
export function areReceiptsProven({ block, receipts }: BlockAnswer): boolean {
  const stated = block.raw["receiptsRoot"];
  if (typeof stated !== "string" || receipts.length !== block.transactions.length) return false;
  const values: string[] = [];
  for (const [index, receipt] of receipts.entries()) {
    const encoded = encodeReceipt(receipt, block.transactions[index]);
    if (encoded === undefined) return false;
    values.push(encoded);
  }
  return rootOf(values) === stated.toLowerCase();
}

function encodeReceipt(receipt: RpcReceipt, transaction: RpcTransaction | undefined): string | undefined {
  const outcome = receipt.status === null ? bytesField(receipt, "root") : minimalBytes(receipt.status);
  const gas = bytesField(receipt, "cumulativeGasUsed");
  const bloom = bytesField(receipt, "logsBloom");
  if (transaction === undefined || outcome === undefined || gas === undefined || bloom === undefined) return undefined;
  const logs = receipt.logs.map((log) => [log.address, [...log.topics], log.data]);
  const payload = encodeRlp([outcome, minimalBytes(BigInt(gas)), bloom, logs]);
  return transaction.type === 0n ? payload : `${minimalBytes(transaction.type)}${payload.slice(2)}`;
}

function bytesField(receipt: RpcReceipt, key: string): string | undefined {
  const value = receipt.raw[key];
  return typeof value === "string" && /^0x[0-9a-fA-F]+$/.test(value) ? value : undefined;
}

/** An integer as RLP wants it: without leading zeros, nothing for zero. */
function minimalBytes(value: bigint): string {
  if (value === 0n) return "0x";
  const digits = value.toString(16);
  return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`;
}

interface Entry {
  /** Half-bytes of the key that are still to be placed. */
  readonly path: string;
  readonly value: string;
}

/** The root of a Merkle Patricia trie from list index to value. */
export function rootOf(values: readonly string[]): string {
  if (values.length === 0) return keccak256(encodeRlp("0x"));
  const entries = values.map((value, index) => ({ path: encodeRlp(minimalBytes(BigInt(index))).slice(2), value }));
  return keccak256(encodeRlp(nodeOf(entries)));
}

/** Recursion as deep as a key is long: an index has at most a few half-bytes. */
function nodeOf(entries: readonly Entry[]): RlpItem {
  const [first] = entries;
  if (first === undefined) return "0x";
  if (entries.length === 1) return [packPath(first.path, { isLeaf: true }), first.value];
  const shared = sharedLength(entries, first.path);
  if (shared > 0) {
    const rest = entries.map((entry) => ({ ...entry, path: entry.path.slice(shared) }));
    return [packPath(first.path.slice(0, shared), { isLeaf: false }), referTo(nodeOf(rest))];
  }
  const children = [..."0123456789abcdef"].map((digit) => {
    const below = entries
      .filter((entry) => entry.path.startsWith(digit))
      .map((entry) => ({ ...entry, path: entry.path.slice(1) }));
    return below.length === 0 ? "0x" : referTo(nodeOf(below));
  });
  const ended = entries.find((entry) => entry.path === "");
  return [...children, ended?.value ?? "0x"];
}

/** A node of 32 bytes or more stands by its hash. */
function referTo(node: RlpItem): RlpItem {
  const encoded = encodeRlp(node);
  return (encoded.length - 2) / 2 < 32 ? node : keccak256(encoded);
}

function sharedLength(entries: readonly Entry[], path: string): number {
  let length = path.length;
  for (const entry of entries) {
    let common = 0;
    while (common < length && entry.path[common] === path[common]) common += 1;
    length = common;
  }
  return length;
}

/** Hex-prefix encoding: the kind of node and whether the path is odd, before the path. */
function packPath(path: string, { isLeaf }: { isLeaf: boolean }): string {
  const flag = (isLeaf ? 2 : 0) + (path.length % 2);
  return `0x${flag}${path.length % 2 === 0 ? "0" : ""}${path}`;
}
