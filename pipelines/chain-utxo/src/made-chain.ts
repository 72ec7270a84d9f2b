import { Buffer } from "node:buffer";
import { assert } from "@tributary/domain";
import { type BitcoinTransaction, readTransaction } from "./bitcoin-transaction.ts";
import { type BlockHeader, readHeader, targetOf, writeHeader } from "./block-header.ts";
import { openByteReader } from "./byte-reader.ts";
import type { BitcoinBlock } from "./check-block.ts";
import { doubleSha, hashBytes, hashText } from "./double-sha.ts";
import { merkleTree } from "./merkle-root.ts";

/** A transaction for tests, written as Bitcoin writes it. */
export interface MadeTransaction {
  /** Empty for a coinbase. */
  readonly inputs: readonly { readonly txid: string; readonly index: number }[];
  readonly outputs: readonly { readonly atoms: bigint; readonly script: Buffer }[];
  /** What the coinbase carries; makes its txid its own. */
  readonly coinbase?: Buffer;
  /** By input; none: a transaction without witness. */
  readonly witness?: readonly (readonly Buffer[])[];
}

export function makeTransaction(made: MadeTransaction): BitcoinTransaction {
  const isCoinbase = made.inputs.length === 0;
  const inputs = isCoinbase
    ? [Buffer.concat([Buffer.alloc(32), uint32(0xffff_ffff), string(made.coinbase ?? Buffer.from("0000", "hex")), uint32(0)])]
    : made.inputs.map(({ txid, index }) => Buffer.concat([hashBytes(txid), uint32(index), count(0), uint32(0xffff_ffff)]));
  const outputs = made.outputs.map(({ atoms, script }) => Buffer.concat([uint64(atoms), string(script)]));
  const witness = made.witness?.map((items) => Buffer.concat([count(items.length), ...items.map(string)]));
  const bytes = Buffer.concat([
    uint32(2),
    ...(witness === undefined ? [] : [Buffer.from("0001", "hex")]),
    count(inputs.length),
    ...inputs,
    count(outputs.length),
    ...outputs,
    ...(witness ?? []),
    uint32(0),
  ]);
  return readTransaction(openByteReader(bytes, "made transaction"), "made transaction");
}

export interface MadeBlock {
  readonly height: bigint;
  readonly parentHash: string;
  readonly time: number;
  readonly transactions: readonly BitcoinTransaction[];
}

/** The easiest target there is: about two tries. */
const bits = 0x207f_ffff;

/** A block with the work that a network for tests asks for. */
export function makeBlock(made: MadeBlock): BitcoinBlock {
  const root = merkleTree(made.transactions.map(({ txid }) => hashBytes(txid))).root;
  const target = targetOf(bits) ?? 0n;
  for (let nonce = 0; nonce < 10_000; nonce += 1) {
    const fields = {
      version: 0x2000_0000,
      parentHash: made.parentHash,
      merkleRoot: hashText(root),
      time: made.time,
      bits,
      nonce,
    };
    const header: BlockHeader = readHeader(writeHeader(fields), made.height);
    if (BigInt(`0x${header.hash}`) <= target) return { header, transactions: made.transactions };
  }
  assert(false, "one of ten thousand hashes meets a target that half of all meet");
}

/** The output of a coinbase that commits to the witnesses of its block (BIP 141). `reserved` is what the coinbase carries as its witness. */
export function witnessCommitment(others: readonly BitcoinTransaction[], reserved: Buffer): Buffer {
  const root = merkleTree([Buffer.alloc(32), ...others.map(({ witnessHash }) => witnessHash)]).root;
  return Buffer.concat([Buffer.from("6a24aa21a9ed", "hex"), doubleSha(root, reserved)]);
}

/** A whole block as nodes write it. */
export function blockBytes({ header, transactions }: BitcoinBlock): Buffer {
  return Buffer.concat([header.bytes, count(transactions.length), ...transactions.map(({ bytes }) => bytes)]);
}

/** A P2PKH script whose key hash is this byte twenty times. */
export function keyHashScript(byte: number): Buffer {
  return Buffer.concat([Buffer.from("76a914", "hex"), Buffer.alloc(20, byte), Buffer.from("88ac", "hex")]);
}

export function count(value: number): Buffer {
  if (value < 0xfd) return Buffer.of(value);
  const bytes = Buffer.alloc(value <= 0xffff ? 3 : 5);
  bytes[0] = value <= 0xffff ? 0xfd : 0xfe;
  bytes.writeUIntLE(value, 1, bytes.length - 1);
  return bytes;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function string(bytes: Buffer): Buffer {
  return Buffer.concat([count(bytes.length), bytes]);
}
