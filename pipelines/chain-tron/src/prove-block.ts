import { fromHex, toHex } from "./hex-bytes.ts";
import { writeInnerMessage, writeInt64, writeProtoBytes } from "./protobuf.ts";
import { sha256 } from "./sha256.ts";
import type { HeaderFields, TronBlock, TronHeader } from "./tron-block.ts";
import type { TransactionResult, TronTransaction } from "./tron-transaction.ts";
import { checkSame, malformed } from "./tron-value.ts";

const genesisNumber = 0n;

/**
 * The id of a block from its header: SHA-256 of the serialised `raw_data`, its first 8 bytes replaced by the number.
 * The same rule gives the ids of mainnet's blocks.
 */
export function blockIdOf(fields: HeaderFields): string {
  const serialised = Buffer.concat([
    writeInt64(1, fields.timestamp),
    writeProtoBytes(2, fromHex(fields.txTrieRoot)),
    writeProtoBytes(3, fromHex(fields.parentHash)),
    writeInt64(7, fields.number),
    writeInt64(8, fields.witnessId),
    writeProtoBytes(9, fromHex(fields.witnessAddress)),
    writeInt64(10, fields.version),
    writeProtoBytes(11, fromHex(fields.accountStateRoot)),
  ]);
  return `${fields.number.toString(16).padStart(16, "0")}${sha256(serialised).slice(16)}`;
}

/** Holds a header's id against its fields. The genesis block's id is known by itself. Throws SOURCE_INCONSISTENT. */
export function proveHeader(header: TronHeader): void {
  if (header.number === genesisNumber) return;
  checkSame(`block ${header.number}`, ["blockID recomputed from the header", blockIdOf(header.fields)], ["blockID", header.id]);
}

/**
 * Holds the transactions of a block, each with its signatures and result, against `txTrieRoot`: then none was changed, dropped, added or moved.
 * False for the genesis block, whose id is known by itself and says nothing. Whatever else does not fit is refused, never let through as unproven:
 * that would be a liar's way out. Throws SOURCE_INCONSISTENT, SOURCE_MALFORMED.
 */
export function proveTransactions(block: TronBlock): boolean {
  if (block.number === genesisNumber) return false;
  checkSame(
    `block ${block.number}`,
    ["root recomputed from the transactions", transactionsRoot(block.transactions)],
    ["txTrieRoot", block.fields.txTrieRoot],
  );
  return true;
}

const emptyRoot = "0".repeat(64);

/** The Merkle root over the SHA-256 of each serialised transaction; a node without a sibling rises as it is. */
export function transactionsRoot(transactions: readonly TronTransaction[]): string {
  let level = transactions.map((transaction) => fromHex(sha256(serialise(transaction))));
  while (level.length > 1) {
    const parents: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) parents.push(parentOf(level[at], level[at + 1]));
    level = parents;
  }
  return level[0] === undefined ? emptyRoot : toHex(level[0]);
}

function parentOf(left: Uint8Array | undefined, right: Uint8Array | undefined): Uint8Array {
  if (left === undefined || right === undefined) return left ?? new Uint8Array(0);
  return fromHex(sha256(Buffer.concat([left, right])));
}

function serialise({ rawData, signatures, results }: TronTransaction): Uint8Array {
  return Buffer.concat([
    writeInnerMessage(1, rawData),
    ...signatures.map((signature) => writeInnerMessage(2, signature)),
    ...results.map((result) => writeInnerMessage(5, serialiseResult(result))),
  ]);
}

function serialiseResult({ fee, code, contractRet }: TransactionResult): Uint8Array {
  const result = contractResults.get(contractRet);
  if (result === undefined)
    return malformed("contractRet", { found: contractRet, expected: "a result that java-tron is known to have" });
  return Buffer.concat([writeInt64(1, fee), writeInt64(2, code === "FAILED" ? 1n : 0n), writeInt64(3, result)]);
}

/** `Transaction.Result.contractResult` of java-tron; what the JSON leaves out is the default. */
const contractResults: ReadonlyMap<string, bigint> = new Map([
  ["", 0n],
  ["DEFAULT", 0n],
  ["SUCCESS", 1n],
  ["REVERT", 2n],
  ["BAD_JUMP_DESTINATION", 3n],
  ["OUT_OF_MEMORY", 4n],
  ["PRECOMPILED_CONTRACT", 5n],
  ["STACK_TOO_SMALL", 6n],
  ["STACK_TOO_LARGE", 7n],
  ["ILLEGAL_OPERATION", 8n],
  ["STACK_OVERFLOW", 9n],
  ["OUT_OF_ENERGY", 10n],
  ["OUT_OF_TIME", 11n],
  ["JVM_STACK_OVER_FLOW", 12n],
  ["UNKNOWN", 13n],
  ["TRANSFER_FAILED", 14n],
  ["INVALID_CODE", 15n],
]);
