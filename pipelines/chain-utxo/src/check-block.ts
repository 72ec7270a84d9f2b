import { Buffer } from "node:buffer";
import type { BitcoinTransaction } from "./bitcoin-transaction.ts";
import { type BlockHeader, targetOf } from "./block-header.ts";
import type { ChainParameters } from "./chain-parameters.ts";
import { checkSame, contradict } from "./contradict.ts";
import { doubleSha, hashBytes, hashText } from "./double-sha.ts";
import { merkleTree } from "./merkle-root.ts";

/** A block with its transactions, checked: they are those that its hash commits to, in this order, and no other. */
export interface BitcoinBlock {
  readonly header: BlockHeader;
  readonly transactions: readonly BitcoinTransaction[];
}

/** The hash meets the target that the header names, and the target is one that the network allows. Throws SOURCE_INCONSISTENT. */
export function checkWork({ network, targetMax }: ChainParameters, header: BlockHeader): void {
  const path = `block ${header.height}`;
  const target = targetOf(header.bits);
  if (target === null || target > targetMax)
    contradict(path, [`the easiest target of ${network.name}`, hexOf(targetMax)], ["bits", header.bits.toString(16)]);
  if (BigInt(`0x${header.hash}`) > target) contradict(path, ["bits, the target", hexOf(target)], ["hash", header.hash]);
}

/**
 * BIP 34: from a height on, a coinbase begins with the height of its block, so that a node cannot pass one block off under the number of another. Throws
 * SOURCE_INCONSISTENT.
 */
export function checkStatedHeight({ statesHeightFrom }: ChainParameters, { header, transactions }: BitcoinBlock): void {
  if (statesHeightFrom === null || header.height < statesHeightFrom) return;
  const script = transactions[0]?.inputs[0]?.script.toString("hex") ?? "";
  const expected = scriptNumber(header.height);
  if (!script.startsWith(expected))
    contradict(`block ${header.height} coinbase`, ["the height, first in the script", expected], ["script", script.slice(0, 20)]);
}

/** A height as scripts push it: one operation up to 16, else its length and its bytes, the lowest first, the highest bit free. */
function scriptNumber(height: bigint): string {
  if (height <= 16n) return (0x50n + height).toString(16);
  const hex = height.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const signed = Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even;
  const bytes = Buffer.from(signed, "hex").reverse();
  return `${bytes.length.toString(16).padStart(2, "0")}${bytes.toString("hex")}`;
}

/** A chain of headers: each names the one before it, from the second on. Throws SOURCE_INCONSISTENT. */
export function checkParent(child: BlockHeader, parent: BlockHeader): void {
  checkSame(
    `block ${child.height}`,
    [`hash of block ${parent.height}`, parent.hash],
    ["previous block's hash", child.parentHash],
  );
}

/**
 * The transactions are those of the header: their recomputed ids hash to its merkle root, no list with its end repeated passes for another, one
 * coinbase stands first, and witnesses are those that the coinbase commits to. Throws SOURCE_INCONSISTENT.
 */
export function checkTransactions({ header, transactions }: BitcoinBlock): void {
  const path = `block ${header.height}`;
  if (transactions.length === 0) contradict(path, ["every block", "a coinbase"], ["transactions", "none"]);
  const tree = merkleTree(transactions.map(({ txid }) => hashBytes(txid)));
  checkSame(path, ["header, the merkle root", header.merkleRoot], ["root of the transactions", hashText(tree.root)]);
  if (tree.hasTwins) contradict(path, ["a block's transactions", "each once"], ["transactions", "the same one twice in a row"]);
  for (const [index, { isCoinbase, txid }] of transactions.entries()) {
    if (isCoinbase !== (index === 0))
      contradict(
        `${path} transaction ${index}`,
        ["the place of a coinbase", "the first alone"],
        [isCoinbase ? "coinbase" : "no coinbase", txid],
      );
  }
  checkWitnesses(path, transactions);
}

const commitmentStart = Buffer.from("6a24aa21a9ed", "hex");
const commitmentBytes = 38;

/** BIP 141: the last output of the coinbase that looks like a commitment is one. Without one, no transaction may carry a witness. */
function checkWitnesses(path: string, transactions: readonly BitcoinTransaction[]): void {
  const [coinbase] = transactions;
  const commitment = coinbase?.outputs
    .filter(
      ({ script }) => script.length >= commitmentBytes && script.subarray(0, commitmentStart.length).equals(commitmentStart),
    )
    .at(-1);
  const reserved = coinbase?.firstWitness[0];
  const carrier = transactions.find((transaction) => transaction.hasWitness);
  if (commitment === undefined || reserved === undefined) {
    if (carrier !== undefined)
      contradict(path, ["the coinbase", "no commitment to witnesses"], ["a witness in transaction", carrier.txid]);
    return;
  }
  const hashes = transactions.map(({ witnessHash }, index) => (index === 0 ? Buffer.alloc(32) : witnessHash));
  const root = doubleSha(merkleTree(hashes).root, reserved);
  const stated = commitment.script.subarray(commitmentStart.length, commitmentBytes);
  checkSame(
    path,
    ["the coinbase, the commitment to witnesses", stated.toString("hex")],
    ["root of the witnesses", root.toString("hex")],
  );
}

function hexOf(target: bigint): string {
  return target.toString(16).padStart(64, "0");
}
