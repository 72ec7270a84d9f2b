import { SigningKey } from "ethers";
import { bytesOfNumber, fromHex, keccak, toHex } from "./hex-bytes.ts";
import { type NaiveRlp, naiveRlp } from "./naive-rlp.ts";

/** What a sender signs. Fees in wei; `type` as EIP-2718 numbers it. */
export interface TransactionFields {
  readonly type: 0 | 1 | 2 | 3;
  readonly chainId: bigint;
  readonly nonce: bigint;
  /** The gas price of types 0 and 1, the most that types 2 and 3 pay. */
  readonly feeMax: bigint;
  readonly priorityFee: bigint;
  readonly gasLimit: bigint;
  /** Null for a contract creation. */
  readonly to: string | null;
  readonly value: bigint;
  readonly data: string;
  /** Of type 3. */
  readonly blobHashes: readonly string[];
}

export interface SignedTransaction extends TransactionFields {
  readonly from: string;
  readonly hash: string;
  /** As the block's transactions trie holds it. */
  readonly bytes: Uint8Array;
  readonly yParity: 0 | 1;
  readonly r: string;
  readonly s: string;
}

export interface Signer {
  readonly key: SigningKey;
  readonly address: string;
}

/** A key that everybody can make again, and its account. */
export function makeSigner(name: string): Signer {
  const key = new SigningKey(keccak(Buffer.from(name)));
  return { key, address: toHex(keccak(fromHex(key.publicKey).subarray(1)).subarray(12)) };
}

/** Signed as EIP-155, EIP-2930, EIP-1559 and EIP-4844 say; the nonce of the signature is that of RFC 6979, so nothing is drawn. */
export function signTransaction(signer: Signer, fields: TransactionFields): SignedTransaction {
  const payload = payloadOf(fields);
  const unsigned = fields.type === 0 ? [...payload, number(fields.chainId), number(0n), number(0n)] : payload;
  const signature = signer.key.sign(keccak(encode(fields, unsigned)));
  const { yParity, r, s } = signature;
  const v = fields.type === 0 ? fields.chainId * 2n + 35n + BigInt(yParity) : BigInt(yParity);
  const bytes = encode(fields, [...payload, number(v), number(BigInt(r)), number(BigInt(s))]);
  return { ...fields, from: signer.address, hash: toHex(keccak(bytes)), bytes, yParity, r, s };
}

function payloadOf(fields: TransactionFields): readonly NaiveRlp[] {
  const to = fields.to === null ? new Uint8Array() : fromHex(fields.to);
  const call = [number(fields.gasLimit), to, number(fields.value), fromHex(fields.data)];
  if (fields.type === 0) return [number(fields.nonce), number(fields.feeMax), ...call];
  const start = [number(fields.chainId), number(fields.nonce)];
  if (fields.type === 1) return [...start, number(fields.feeMax), ...call, []];
  const priced = [...start, number(fields.priorityFee), number(fields.feeMax), ...call, []];
  return fields.type === 2 ? priced : [...priced, number(blobFeeMax), fields.blobHashes.map(fromHex)];
}

/** Wei for each unit of blob gas that a made transaction offers. */
export const blobFeeMax = 1_000_000_000n;

function encode({ type }: TransactionFields, list: readonly NaiveRlp[]): Uint8Array {
  const body = naiveRlp(list);
  return type === 0 ? body : Buffer.concat([Uint8Array.of(type), body]);
}

const number = bytesOfNumber;
