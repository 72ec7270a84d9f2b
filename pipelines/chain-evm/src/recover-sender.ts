import { recover } from "tiny-secp256k1";
import { keccakOfHex } from "./keccak.ts";
import type { EncodedTransaction } from "./transaction-rlp.ts";

/** Senders that are remembered, by the hash of their transaction: a block is read while it is pending and again when it is final, and from several endpoints. */
const rememberedMax = 100_000;
const remembered = new Map<string, string>();

/**
 * The address whose key signed the transaction, in lower case; undefined where the signature is none. `hash`: of the signed transaction, worked out from it.
 * Takes a quarter of a millisecond the first time.
 */
export function recoverSender(transaction: EncodedTransaction, hash: string): string | undefined {
  const known = remembered.get(hash);
  if (known !== undefined) return known;
  const sender = findSender(transaction);
  if (sender === undefined) return undefined;
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(hash, sender);
  return sender;
}

function findSender(transaction: EncodedTransaction): string | undefined {
  const { r, s, yParity } = transaction.signature;
  if (r.length > wordLength || s.length > wordLength) return undefined;
  try {
    const digest = Buffer.from(keccakOfHex(transaction.unsigned()).slice(2), "hex");
    const key = recover(digest, Buffer.from(word(r) + word(s), "hex"), yParity, false);
    if (key === null) return undefined;
    // The first byte says only that the point stands uncompressed.
    const point = Buffer.from(key.buffer, key.byteOffset + 1, key.length - 1);
    return `0x${keccakOfHex(`0x${point.toString("hex")}`).slice(-40)}`;
  } catch {
    return undefined;
  }
}

/** `0x` and 64 digits. */
const wordLength = 66;

function word(minimal: string): string {
  return minimal.slice(2).padStart(64, "0");
}
