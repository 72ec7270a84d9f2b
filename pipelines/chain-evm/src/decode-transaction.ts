import {
  accept,
  evmAccount,
  feeAccount,
  mintAccount,
  type Refusal,
  type Result,
  refuse,
  type UtcMicros,
} from "@tributary/domain";
import type { EvmChain } from "./evm-chain.ts";
import type { Knowledge } from "./knowledge.ts";
import { eventOrder, type Movement } from "./movement.ts";
import type { RpcBlock, RpcReceipt, RpcTransaction } from "./rpc-block.ts";
import type { RpcTransactionTrace } from "./rpc-trace.ts";
import { readOptionalQuantity } from "./rpc-value.ts";
import { judgeOutcome } from "./transaction-outcome.ts";

/** A transaction with its receipt, its trace and its block. */
export interface TransactionAnswer {
  readonly chain: EvmChain;
  readonly block: RpcBlock;
  /** Of the block. */
  readonly time: UtcMicros;
  readonly transaction: RpcTransaction;
  readonly receipt: RpcReceipt;
  /** Null where no endpoint tells what ran. */
  readonly trace: RpcTransactionTrace | null;
  readonly knowledge: Knowledge;
}

export interface TransactionReading {
  readonly movements: readonly Movement[];
  /** Why the value that the transaction carries could not be booked, where its fee could. */
  readonly valueRefusal: Refusal | null;
}

/** Legacy, EIP-2930, EIP-1559, EIP-4844, EIP-7702. Others may move value by rules of their own. */
const knownTypeMax = 4n;
/** A rollup's own transaction for a deposit on its parent chain (OP stack specification, deposits): it buys no gas and may mint. */
const depositType = 0x7en;

/**
 * The native movements that a transaction and its receipt show: fees, then the value. What contracts move inside it is in its trace.
 * Refused where the fee cannot be known.
 */
export function decodeTransaction(answer: TransactionAnswer): Result<TransactionReading> {
  const { transaction } = answer;
  if (transaction.type > knownTypeMax && transaction.type !== depositType)
    return refuse(
      "VALUE_UNREADABLE",
      `transaction type ${transaction.type}`,
      `a type of 0 to ${knownTypeMax}, or ${depositType}`,
    );
  const fees = transaction.type === depositType ? accept(readMint(answer)) : readFees(answer);
  if (!fees.ok) return fees;
  const value = readValue(answer);
  return accept({
    movements: value.ok ? [...fees.value, ...value.value] : fees.value,
    valueRefusal: value.ok ? null : value.refusal,
  });
}

/**
 * Can the transaction have moved value by a contract's own calls? A plain transfer costs exactly its intrinsic gas;
 * whatever else happened may have run code, and is counted as not read rather than assumed away.
 */
export function mayRunCode({ transaction, receipt }: TransactionAnswer): boolean {
  const isPlain = transaction.to !== null && transaction.input === "0x" && receipt.gasUsed === intrinsicGas;
  return !isPlain && receipt.status !== 0n;
}

const intrinsicGas = 21_000n;

/** What the deposit brings from the parent chain: it is made even where the transaction then fails. */
function readMint({ chain, transaction }: TransactionAnswer): readonly Movement[] {
  const atoms = readOptionalQuantity({ value: transaction.raw, path: `transaction ${transaction.hash}` }, "mint") ?? 0n;
  if (atoms === 0n) return [];
  const to = evmAccount(chain.chainId, transaction.from);
  const from = mintAccount(chain.nativeAsset);
  return [{ id: `${transaction.hash}:mint`, eventIndex: eventOrder.minted, from, to, asset: chain.nativeAsset, atoms }];
}

function readFees(answer: TransactionAnswer): Result<readonly Movement[]> {
  const { chain, block, transaction, receipt } = answer;
  const price = receipt.effectiveGasPrice ?? (transaction.type <= 1n ? transaction.gasPrice : null);
  if (price === null) return refuse("FIELD_MISSING", "no effectiveGasPrice in the receipt", "the price that was paid for gas");
  const baseFee = block.baseFeePerGas ?? 0n;
  if (price < baseFee)
    return refuse(
      "SOURCE_INCONSISTENT",
      `gas price ${price} under the block's base fee ${baseFee}`,
      "a price of the base fee or more",
    );
  const blobGas = receipt.blobGasUsed ?? 0n;
  if (blobGas > 0n && receipt.blobGasPrice === null)
    return refuse("FIELD_MISSING", "blobGasUsed without blobGasPrice in the receipt", "both, or neither");
  const payer = evmAccount(chain.chainId, transaction.from);
  const burned = feeAccount(chain.name);
  const beneficiary = evmAccount(chain.chainId, block.beneficiary);
  const movements: Movement[] = [];
  const add = (name: string, part: Pick<Movement, "eventIndex" | "to" | "atoms">): void => {
    if (part.atoms > 0n) movements.push({ ...part, id: `${transaction.hash}:${name}`, from: payer, asset: chain.nativeAsset });
  };
  add("fee-burned", { eventIndex: eventOrder.feeBurned, to: burned, atoms: baseFee * receipt.gasUsed });
  add("fee-paid", { eventIndex: eventOrder.feePaid, to: beneficiary, atoms: (price - baseFee) * receipt.gasUsed });
  add("blob-fee-burned", { eventIndex: eventOrder.blobFeeBurned, to: burned, atoms: blobGas * (receipt.blobGasPrice ?? 0n) });
  // A rollup charges this beside the gas for its parent chain. The receipt does not name who gets it: it leaves the sender and is followed no further.
  add("l1-fee", { eventIndex: eventOrder.l1Fee, to: burned, atoms: receipt.l1Fee ?? 0n });
  return accept(movements);
}

function readValue(answer: TransactionAnswer): Result<readonly Movement[]> {
  const { chain, transaction, receipt } = answer;
  const isPlain = transaction.to !== null && transaction.input === "0x";
  // A call that carries no value moves nothing by itself; a plain transfer of zero is recorded as what it is.
  if (transaction.value === 0n && !isPlain) return accept([]);
  const outcome = judgeOutcome(answer, answer.knowledge);
  if (!outcome.ok) return outcome;
  if (outcome.value === "failed") return accept([]);
  const receiver = transaction.to ?? receipt.contractAddress;
  if (receiver === null)
    return refuse(
      "FIELD_MISSING",
      "a contract creation without contractAddress in its receipt",
      "the contract that received the value",
    );
  return accept([
    {
      id: `${transaction.hash}:value`,
      eventIndex: eventOrder.value,
      from: evmAccount(chain.chainId, transaction.from),
      to: evmAccount(chain.chainId, receiver),
      asset: chain.nativeAsset,
      atoms: transaction.value,
    },
  ]);
}
