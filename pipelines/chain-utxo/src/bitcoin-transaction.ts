import type { Buffer } from "node:buffer";
import { fail } from "@tributary/domain";
import type { ByteReader } from "./byte-reader.ts";
import { doubleSha, hashText } from "./double-sha.ts";

export interface TransactionInput {
  readonly txid: string;
  readonly index: number;
  readonly script: Buffer;
}

export interface TransactionOutput {
  /** Satoshis. */
  readonly atoms: bigint;
  readonly script: Buffer;
}

/** A transaction as its bytes say it. */
export interface BitcoinTransaction {
  /** Recomputed: the hash of the bytes without witness. */
  readonly txid: string;
  /** In the order of the witness tree's leaves; the txid's where there is no witness. */
  readonly witnessHash: Buffer;
  readonly isCoinbase: boolean;
  readonly inputs: readonly TransactionInput[];
  readonly outputs: readonly TransactionOutput[];
  /** What the first input carries as witness: for a coinbase, the reserved value of the witness commitment. */
  readonly firstWitness: readonly Buffer[];
  readonly hasWitness: boolean;
  readonly bytes: Buffer;
}

const noTxid = "0".repeat(64);
const noIndex = 0xffff_ffff;
/** No amount of Bitcoin is above 21 million whole units; in satoshis. */
export const atomsMax: bigint = 2_100_000_000_000_000n;

/** Reads one transaction, with or without witness (BIP 144). Errors: SOURCE_MALFORMED. */
export function readTransaction(reader: ByteReader, path: string): BitcoinTransaction {
  const start = reader.offset();
  const version = reader.bytes(4);
  const bodyStart = reader.offset();
  const marker = reader.count();
  const hasWitness = marker === 0;
  if (hasWitness && reader.uint8() !== 1) refuse(path, "an unknown flag after an empty list of inputs", "the flag of BIP 144");
  const coreStart = hasWitness ? reader.offset() : bodyStart;
  const inputs = readList(hasWitness ? reader.count() : marker, () => readInput(reader));
  const outputs = readList(reader.count(), () => readOutput(reader, path));
  const core = reader.since(coreStart);
  const witnesses = hasWitness ? inputs.map(() => readList(reader.count(), () => reader.string())) : [];
  if (hasWitness && witnesses.every((witness) => witness.length === 0)) refuse(path, "a witness without content", "no witness");
  if (inputs.length === 0 || outputs.length === 0)
    refuse(path, "a transaction without inputs or outputs", "one of each at least");
  const lockTime = reader.bytes(4);
  const bytes = reader.since(start);
  const hash = doubleSha(version, core, lockTime);
  return {
    txid: hashText(hash),
    witnessHash: hasWitness ? doubleSha(bytes) : hash,
    isCoinbase: inputs.length === 1 && inputs[0]?.txid === noTxid && inputs[0].index === noIndex,
    inputs,
    outputs,
    firstWitness: witnesses[0] ?? [],
    hasWitness,
    bytes,
  };
}

/** `<txid>:<index>`: the name of an output among others. */
export function outpointKey({ txid, index }: Pick<TransactionInput, "txid" | "index">): string {
  return `${txid}:${index}`;
}

/** An output by its name among others. */
export function outpointOfKey(key: string): Pick<TransactionInput, "txid" | "index"> {
  const at = key.indexOf(":");
  return { txid: key.slice(0, at), index: Number(key.slice(at + 1)) };
}

function readInput(reader: ByteReader): TransactionInput {
  const txid = hashText(reader.bytes(32));
  const index = reader.uint32();
  const script = reader.string();
  reader.uint32();
  return { txid, index, script };
}

function readOutput(reader: ByteReader, path: string): TransactionOutput {
  const atoms = reader.uint64();
  if (atoms > atomsMax) refuse(path, `an output of ${atoms} satoshis`, `at most ${atomsMax}`);
  return { atoms, script: reader.string() };
}

function readList<Item>(length: number, read: () => Item): readonly Item[] {
  const items: Item[] = [];
  for (let index = 0; index < length; index += 1) items.push(read());
  return items;
}

function refuse(path: string, found: string, expected: string): never {
  return fail("SOURCE_MALFORMED", { found, expected, where: { path } });
}
