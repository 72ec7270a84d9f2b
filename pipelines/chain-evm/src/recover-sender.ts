import { SigningKey } from "ethers";
import { keccakOfHex } from "./keccak.ts";
import type { EncodedTransaction } from "./transaction-rlp.ts";

/** Senders that are remembered, by the hash of their transaction: a block is read while it is pending and again when it is final, and from several endpoints. */
const rememberedMax = 100_000;
const remembered = new Map<string, string>();

/**
 * The address whose key signed the transaction, in lower case; undefined where the signature is none. `hash`: of the signed transaction, worked out from it.
 * Takes one to two milliseconds the first time.
 */
export function recoverSender(transaction: EncodedTransaction, hash: string): string | undefined {
  const known = remembered.get(hash);
  if (known !== undefined) return known;
  const sender = recover(transaction);
  if (sender === undefined) return undefined;
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(hash, sender);
  return sender;
}

function recover(transaction: EncodedTransaction): string | undefined {
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
