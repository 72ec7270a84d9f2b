import { boundInstant, hexFromTronAddress, type UtcMicros } from "@tributary/domain";
import { parseTransaction, type TronTransaction } from "./tron-transaction.ts";
import {
  type Answer,
  checkSame,
  malformed,
  readHash,
  readHexDigits,
  readInner,
  readInteger,
  readList,
  readOptionalAddress,
  toAnswer,
} from "./tron-value.ts";

/** What links a block to its neighbours, with all that its id is the hash of. */
export interface TronHeader {
  readonly number: bigint;
  /** 64 hex digits; the first 16 are the number. */
  readonly id: string;
  readonly parentId: string;
  readonly time: UtcMicros;
  readonly fields: HeaderFields;
}

/** `block_header.raw_data` as it is hashed. Hex without `0x`. */
export interface HeaderFields {
  /** Milliseconds. */
  readonly timestamp: bigint;
  readonly txTrieRoot: string;
  readonly parentHash: string;
  readonly number: bigint;
  readonly witnessId: bigint;
  readonly witnessAddress: string;
  readonly version: bigint;
  readonly accountStateRoot: string;
}

export interface TronBlock extends TronHeader {
  readonly transactions: readonly TronTransaction[];
}

/** Reads the answer to `getblockbynum` or `getnowblock`. Errors: SOURCE_MALFORMED, SOURCE_INCONSISTENT. */
export function parseBlock(value: unknown, path: string): TronBlock {
  const answer = toAnswer(value, path);
  const header = parseHeader(answer);
  const transactions = readList(answer, "transactions").map(parseTransaction);
  return { ...header, transactions };
}

export function parseHeader(answer: Answer): TronHeader {
  const raw = readInner(readInner(answer, "block_header"), "raw_data");
  const fields: HeaderFields = {
    timestamp: readInteger(raw, "timestamp"),
    txTrieRoot: readHexDigits(raw, "txTrieRoot"),
    parentHash: readHexDigits(raw, "parentHash"),
    number: readInteger(raw, "number"),
    witnessId: readInteger(raw, "witness_id"),
    witnessAddress: readWitness(raw),
    version: readInteger(raw, "version"),
    accountStateRoot: readHexDigits(raw, "accountStateRoot"),
  };
  const id = readHash(answer, "blockID");
  checkSame(answer.path, ["number", fields.number], ["number in blockID", BigInt(`0x${id.slice(0, 16)}`)]);
  return { number: fields.number, id, parentId: fields.parentHash, time: blockTime(fields.timestamp, raw.path), fields };
}

/** An address, or, in the genesis block, a text of the founders. */
function readWitness(raw: Answer): string {
  const value = raw.value["witness_address"];
  if (typeof value === "string" && value.startsWith("T")) {
    const address = readOptionalAddress(raw, "witness_address");
    return address === null ? "" : hexFromTronAddress(address);
  }
  return readHexDigits(raw, "witness_address");
}

const microsPerMillisecond = 1000n;

function blockTime(milliseconds: bigint, path: string): UtcMicros {
  const time = boundInstant(milliseconds * microsPerMillisecond, milliseconds.toString());
  return time.ok
    ? time.value
    : malformed(`${path}.timestamp`, { found: milliseconds.toString(), expected: time.refusal.expected });
}
