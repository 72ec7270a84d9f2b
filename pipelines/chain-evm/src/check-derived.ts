import { proven, unproven, type Verdict } from "./check-verdict.ts";
import type { BlockAnswer } from "./decode-block.ts";
import { keccakOfHex } from "./keccak.ts";
import { minimum } from "./minimum.ts";
import { encodeRlp, minimalHex } from "./rlp.ts";
import type { RpcBlock, RpcReceipt, RpcTransaction } from "./rpc-block.ts";

/**
 * What receipts say besides and no root covers: it follows from what is proven, so it is worked out again. Gas by the sums that the root covers, the price paid for
 * gas and blobs (EIP-1559, 4844), the address of a created contract, the places of logs.
 */
export function checkDerived({ block, receipts }: BlockAnswer): Verdict {
  let gasBefore = 0n;
  let logsBefore = 0n;
  for (const [index, receipt] of receipts.entries()) {
    const transaction = block.transactions[index];
    if (transaction === undefined) return proven;
    const sum = BigInt(String(receipt.raw["cumulativeGasUsed"]));
    const values = [
      ["gasUsed", receipt.gasUsed, sum - gasBefore],
      ...priceValues({ block, transaction, receipt }),
      ...createdValues(transaction, receipt),
      ...receipt.logs.map((log, place) => [`place of log ${place}`, log.index, logsBefore + BigInt(place)] as const),
    ] as const;
    for (const [name, found, expected] of values)
      if (found !== expected)
        return unproven(`${name} of receipt ${index}`, { found: String(found), expected: String(expected) });
    const blobs = checkBlobPrice(block, receipt);
    if (!blobs.isProven) return blobs;
    gasBefore = sum;
    logsBefore += BigInt(receipt.logs.length);
  }
  const gasUsed = block.raw["gasUsed"];
  return typeof gasUsed === "string" && BigInt(gasUsed) !== gasBefore
    ? unproven("gas of all receipts", { found: gasBefore.toString(), expected: `${BigInt(gasUsed)} in the header` })
    : proven;
}

type Derived = readonly [name: string, found: unknown, expected: unknown];

interface PricedReceipt {
  readonly block: RpcBlock;
  readonly transaction: RpcTransaction;
  readonly receipt: RpcReceipt;
}

const gasPerBlob = 131_072n;

function priceValues({ block, transaction, receipt }: PricedReceipt): readonly Derived[] {
  const hashes = transaction.raw["blobVersionedHashes"];
  const blobGas = transaction.type === 3n && Array.isArray(hashes) ? gasPerBlob * BigInt(hashes.length) : 0n;
  const blobs: Derived = ["blobGasUsed", receipt.blobGasUsed ?? 0n, blobGas];
  // A receipt of an older node does not say the price: then nothing needs to be held against anything.
  if (receipt.effectiveGasPrice === null) return [blobs];
  return [["effectiveGasPrice", receipt.effectiveGasPrice, gasPriceOf(transaction, block.baseFeePerGas ?? 0n)], blobs];
}

function gasPriceOf(transaction: RpcTransaction, baseFee: bigint): bigint | null {
  if (transaction.type <= 1n) return transaction.gasPrice;
  const most = numberOf(transaction, "maxFeePerGas");
  const tip = numberOf(transaction, "maxPriorityFeePerGas");
  return minimum(baseFee + tip, most);
}

function numberOf(transaction: RpcTransaction, key: string): bigint {
  const value = transaction.raw[key];
  return typeof value === "string" ? BigInt(value) : 0n;
}

/** A contract created by a transaction stands at an address made of its sender and nonce. */
function createdValues(transaction: RpcTransaction, receipt: RpcReceipt): readonly Derived[] {
  if (transaction.to !== null) return [];
  const nonce = minimalHex(String(transaction.raw["nonce"]).toLowerCase());
  const address = `0x${keccakOfHex(encodeRlp([transaction.from, nonce])).slice(-40)}`;
  return receipt.contractAddress === null && receipt.status === 0n ? [] : [["contractAddress", receipt.contractAddress, address]];
}

/** How fast the price of blobs follows their use, by fork: EIP-4844 (Cancun), EIP-7691 (Prague), EIP-7892 (the two changes of blob parameters after Osaka). */
const updateFractions: readonly bigint[] = [3_338_477n, 5_007_716n, 8_346_193n, 11_684_671n];

function checkBlobPrice(block: RpcBlock, receipt: RpcReceipt): Verdict {
  const excess = block.raw["excessBlobGas"];
  if (receipt.blobGasPrice === null || (receipt.blobGasUsed ?? 0n) === 0n || typeof excess !== "string") return proven;
  const prices = updateFractions.map((fraction) => blobPriceOf(BigInt(excess), fraction));
  return prices.includes(receipt.blobGasPrice)
    ? proven
    : unproven(`blobGasPrice of receipt ${receipt.transactionIndex}`, {
        found: receipt.blobGasPrice.toString(),
        expected: `${prices.join(" or ")} by the header's excessBlobGas`,
      });
}

/** e to the power of excess / fraction, in integers as EIP-4844 fixes it. */
function blobPriceOf(excess: bigint, fraction: bigint): bigint {
  let sum = 0n;
  let term = fraction;
  for (let step = 1n; term > 0n && step < stepsMax; step += 1n) {
    sum += term;
    term = (term * excess) / (fraction * step);
  }
  return sum / fraction;
}

/** Terms of the series; excess beyond what any chain can reach would need more. */
const stepsMax = 2_000n;
