import { SigningKey } from "ethers";
import { keccakOfHex } from "./keccak.ts";
import type { EncodedTransaction } from "./transaction-rlp.ts";

/** The address whose key signed the transaction, in lower case; undefined where the signature is none. Takes about a millisecond. */
export function recoverSender(transaction: EncodedTransaction): string | undefined {
  const { r, s, yParity } = transaction.signature;
  try {
    const key = SigningKey.recoverPublicKey(keccakOfHex(transaction.unsigned()), { r: word(r), s: word(s), yParity });
    return `0x${keccakOfHex(`0x${key.slice(4)}`).slice(-40)}`;
  } catch {
    return undefined;
  }
}

function word(minimal: string): string {
  return `0x${minimal.slice(2).padStart(64, "0")}`;
}
