import { accept, evmAccount, feeAccount, type Refusal, type Result, refuse } from "@tributary/domain";
import type { EvmChain } from "./evm-chain.ts";
import { eventOrder, type Movement } from "./movement.ts";
import type { RpcBlock, RpcReceipt, RpcTransaction } from "./rpc-block.ts";

/** A transaction with its receipt and block. */
export interface TransactionAnswer {
  readonly chain: EvmChain;
  readonly block: RpcBlock;
  readonly transaction: RpcTransaction;
  readonly receipt: RpcReceipt;
}

export interface TransactionReading {
  readonly movements: readonly Movement[];
  /** Why the value that the transaction carries could not be booked, where its fee could. */
  readonly valueRefusal: Refusal | null;
}

/** Legacy, EIP-2930, EIP-1559, EIP-4844, EIP-7702. Others may move value by rules of their own. */
const knownTypeMax = 4n;

/**
 * The native movements of one transaction: fees, then the value. Contract calls inside it are not seen here.
 * Refused where the fee cannot be known.
 */
export function decodeTransaction(answer: TransactionAnswer): Result<TransactionReading> {
  const { transaction } = answer;
  if (transaction.type > knownTypeMax)
    return refuse("VALUE_UNREADABLE", `transaction type ${transaction.type}`, `a type of 0 to ${knownTypeMax}`);
  const fees = readFees(answer);
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
  const hasBlobs = receipt.blobGasUsed !== null && receipt.blobGasUsed > 0n;
  if (hasBlobs && receipt.blobGasPrice === null)
    return refuse("FIELD_MISSING", "blobGasUsed without blobGasPrice in the receipt", "both, or neither");
  const payer = evmAccount(chain.chainId, transaction.from);
  const burned = feeAccount(chain.name);
  const beneficiary = evmAccount(chain.chainId, block.beneficiary);
  const parts = [
    { name: "fee-burned", eventIndex: eventOrder.feeBurned, to: burned, atoms: baseFee * receipt.gasUsed },
    { name: "fee-paid", eventIndex: eventOrder.feePaid, to: beneficiary, atoms: (price - baseFee) * receipt.gasUsed },
    {
      name: "blob-fee-burned",
      eventIndex: eventOrder.blobFeeBurned,
      to: burned,
      atoms: (receipt.blobGasUsed ?? 0n) * (receipt.blobGasPrice ?? 0n),
    },
  ];
  const movements = parts
    .filter((part) => part.atoms > 0n)
    .map(({ name, ...part }) => ({ ...part, id: `${transaction.hash}:${name}`, from: payer, asset: chain.nativeAsset }));
  return accept(movements);
}

function readValue({ chain, transaction, receipt }: TransactionAnswer): Result<readonly Movement[]> {
  const isPlain = transaction.to !== null && transaction.input === "0x";
  // A call that carries no value moves nothing by itself; a plain transfer of zero is recorded as what it is.
  if (transaction.value === 0n && !isPlain) return accept([]);
  if (receipt.status === null)
    return refuse(
      "FIELD_MISSING",
      "a receipt without status (before Byzantium)",
      "status 0x1 or 0x0, to know whether the value moved",
    );
  if (receipt.status === 0n) return accept([]);
  if (receipt.status !== 1n) return refuse("VALUE_UNREADABLE", `status ${receipt.status}`, "status 0x1 or 0x0");
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
