import { encodeRlp, minimalHex, type RlpItem } from "./rlp.ts";
import type { RpcTransaction } from "./rpc-block.ts";
import { isRpcObject, type RpcObject } from "./rpc-value.ts";

/** A transaction as its hash takes it, and as its sender signed it. Both `0x…`. */
export interface EncodedTransaction {
  readonly signed: string;
  /** Without the signature: what the signature is of. */
  readonly unsigned: () => string;
  readonly signature: { readonly r: string; readonly s: string; readonly yParity: 0 | 1 };
}

/**
 * Serialises a transaction of the types 0 to 4 (EIP-155, 2930, 1559, 4844, 7702) again from its fields. Undefined where a field is missing or of another form, and for types that are
 * not known here.
 */
export function encodeTransaction(transaction: RpcTransaction): EncodedTransaction | undefined {
  const { raw } = transaction;
  const fields = fieldsOf(transaction);
  const r = quantity(raw, "r");
  const s = quantity(raw, "s");
  if (fields === undefined || r === undefined || s === undefined) return undefined;
  if (transaction.type === 0n) {
    const v = quantity(raw, "v");
    return v === undefined ? undefined : encodeLegacy({ fields, v, r, s });
  }
  const parity = quantity(raw, "yParity") ?? quantity(raw, "v");
  if (parity !== "0x" && parity !== "0x01") return undefined;
  const prefix = `0x0${transaction.type}`;
  return {
    signed: `${prefix}${encodeRlp([...fields, parity, r, s]).slice(2)}`,
    unsigned: () => `${prefix}${encodeRlp(fields).slice(2)}`,
    signature: { r, s, yParity: parity === "0x" ? 0 : 1 },
  };
}

interface LegacyParts {
  readonly fields: readonly RlpItem[];
  readonly v: string;
  readonly r: string;
  readonly s: string;
}

/** v is 27 or 28, or carries the chain: 35 + 2 x chain + parity (EIP-155). */
function encodeLegacy({ fields, v, r, s }: LegacyParts): EncodedTransaction | undefined {
  const number = v === "0x" ? 0n : BigInt(v);
  if (number !== 27n && number !== 28n && number < 35n) return undefined;
  const isBound = number >= 35n;
  const chain = isBound ? minimalHex(`0x${((number - 35n) / 2n).toString(16)}`) : "0x";
  const isOdd = isBound ? (number - 35n) % 2n === 1n : number === 28n;
  return {
    signed: encodeRlp([...fields, v, r, s]),
    unsigned: () => encodeRlp(isBound ? [...fields, chain, "0x", "0x"] : fields),
    signature: { r, s, yParity: isOdd ? 1 : 0 },
  };
}

function fieldsOf(transaction: RpcTransaction): readonly RlpItem[] | undefined {
  const { raw } = transaction;
  const nonce = quantity(raw, "nonce");
  const gas = quantity(raw, "gas");
  const ends = [transaction.to ?? "0x", minimalHex(`0x${transaction.value.toString(16)}`), transaction.input];
  if (transaction.type === 0n) return whole([nonce, quantity(raw, "gasPrice"), gas, ...ends]);
  const starts = [quantity(raw, "chainId"), nonce];
  const access = accessList(raw["accessList"]);
  if (transaction.type === 1n) return whole([...starts, quantity(raw, "gasPrice"), gas, ...ends, access]);
  const fees = [quantity(raw, "maxPriorityFeePerGas"), quantity(raw, "maxFeePerGas"), gas];
  if (transaction.type === 2n) return whole([...starts, ...fees, ...ends, access]);
  if (transaction.type === 3n)
    return whole([...starts, ...fees, ...ends, access, quantity(raw, "maxFeePerBlobGas"), textList(raw["blobVersionedHashes"])]);
  return transaction.type === 4n
    ? whole([...starts, ...fees, ...ends, access, authorizations(raw["authorizationList"])])
    : undefined;
}

function whole(items: readonly (RlpItem | undefined)[]): readonly RlpItem[] | undefined {
  const known = items.filter((item) => item !== undefined);
  return known.length === items.length ? known : undefined;
}

function quantity(value: RpcObject, key: string): string | undefined {
  const text = value[key];
  return typeof text === "string" && /^0x[0-9a-fA-F]{0,64}$/.test(text) ? minimalHex(text.toLowerCase()) : undefined;
}

function bytes(value: unknown): string | undefined {
  return typeof value === "string" && /^0x(?:[0-9a-fA-F]{2})*$/.test(value) ? value : undefined;
}

function textList(value: unknown): readonly RlpItem[] | undefined {
  return Array.isArray(value) ? whole(value.map(bytes)) : undefined;
}

function accessList(value: unknown): readonly RlpItem[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return whole(
    value.map((entry) => (isRpcObject(entry) ? whole([bytes(entry["address"]), textList(entry["storageKeys"])]) : undefined)),
  );
}

function authorizations(value: unknown): readonly RlpItem[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return whole(value.map((entry) => (isRpcObject(entry) ? authorization(entry) : undefined)));
}

function authorization(entry: RpcObject): readonly RlpItem[] | undefined {
  const parity = quantity(entry, "yParity") ?? quantity(entry, "v");
  return whole([
    quantity(entry, "chainId"),
    bytes(entry["address"]),
    quantity(entry, "nonce"),
    parity,
    quantity(entry, "r"),
    quantity(entry, "s"),
  ]);
}
