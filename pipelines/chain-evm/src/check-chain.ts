import { contradict } from "./contradict.ts";
import type { RpcBlock, RpcTransaction } from "./rpc-block.ts";

/**
 * Is every transaction of a block signed for the chain that the endpoint says it is of? A lone endpoint could otherwise have a whole ledger written under
 * another chain's name. Transactions without replay protection, and those that no key signed, name no chain. Source: EIP-155, 2930. Chains that began as a
 * copy of another hold that one's transactions up to the copy: they are read from the chain that they were signed for. Errors: SOURCE_INCONSISTENT.
 */
export function checkChain({ number, transactions }: RpcBlock, chainId: bigint): void {
  for (const transaction of transactions) {
    const signed = signedChain(transaction);
    if (signed !== null && signed !== chainId)
      contradict(
        `block ${number} transaction ${transaction.index}`,
        ["eth_chainId", chainId],
        ["chain that the transaction is signed for", signed],
      );
  }
}

/** Below: signatures as they were before EIP-155. */
const protectedMin = 35n;

function signedChain({ type, raw }: RpcTransaction): bigint | null {
  const v = quantityOf(raw["v"]);
  if (type === 0n) return v === null || v < protectedMin ? null : (v - protectedMin) / 2n;
  return v === null ? null : quantityOf(raw["chainId"]);
}

function quantityOf(value: unknown): bigint | null {
  return typeof value === "string" && /^0x[0-9a-fA-F]{1,64}$/.test(value) ? BigInt(value) : null;
}
