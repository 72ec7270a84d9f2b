import { type BitcoinTransaction, readTransaction } from "./bitcoin-transaction.ts";
import { type BlockHeader, headerBytes, readHeader } from "./block-header.ts";
import { openByteReader } from "./byte-reader.ts";
import { type BitcoinBlock, checkTransactions } from "./check-block.ts";
import { checkSame } from "./contradict.ts";

/** Reads a whole block (`getblock` verbosity 0, a node's block file) and checks that it is the one of this header. Throws SOURCE_MALFORMED, SOURCE_INCONSISTENT. */
export function readBlockBytes(bytes: Uint8Array, header: BlockHeader): BitcoinBlock {
  const path = `block ${header.height}`;
  const reader = openByteReader(bytes, path);
  checkSame(
    path,
    ["the hash asked for", header.hash],
    ["hash of the bytes", readHeader(reader.bytes(headerBytes), header.height).hash],
  );
  const transactions: BitcoinTransaction[] = [];
  for (let left = reader.count(); left > 0; left -= 1)
    transactions.push(readTransaction(reader, `${path} transaction ${transactions.length}`));
  reader.end();
  const block = { header, transactions };
  checkTransactions(block);
  return block;
}
