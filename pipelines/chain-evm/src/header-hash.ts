import { type FailedCheck, proven, unproven, type Verdict } from "./check-verdict.ts";
import { keccakOfHex } from "./keccak.ts";
import { encodeRlp, minimalHex } from "./rlp.ts";
import type { RpcObject } from "./rpc-value.ts";

/** A header's fields in the order in which its hash takes them; quantities are written without leading zeros. */
const firstFields: readonly (readonly [string, "bytes" | "quantity"])[] = [
  ["parentHash", "bytes"],
  ["sha3Uncles", "bytes"],
  ["miner", "bytes"],
  ["stateRoot", "bytes"],
  ["transactionsRoot", "bytes"],
  ["receiptsRoot", "bytes"],
  ["logsBloom", "bytes"],
  ["difficulty", "quantity"],
  ["number", "quantity"],
  ["gasLimit", "quantity"],
  ["gasUsed", "quantity"],
  ["timestamp", "quantity"],
  ["extraData", "bytes"],
  ["mixHash", "bytes"],
  ["nonce", "bytes"],
];

/** Each fork appends: London, Shanghai, Cancun (three fields), Prague. A header has a beginning of this list. */
const laterFields: readonly (readonly [string, "bytes" | "quantity"])[] = [
  ["baseFeePerGas", "quantity"],
  ["withdrawalsRoot", "bytes"],
  ["blobGasUsed", "quantity"],
  ["excessBlobGas", "quantity"],
  ["parentBeaconBlockRoot", "bytes"],
  ["requestsHash", "bytes"],
];

/** Fields of an answer that are no part of a header. */
const otherFields: ReadonlySet<string> = new Set([
  "hash",
  "size",
  "totalDifficulty",
  "transactions",
  "uncles",
  "withdrawals",
  "author",
  "sealFields",
]);

/**
 * Does the header hash to the block's hash? Source: Ethereum Yellow Paper, 4.4; EIP-1559, 4895, 4844, 4788, 7685. A header with fields of other
 * chains or of a fork that is not known here is told by their names.
 */
export function checkHeaderHash(header: RpcObject): Verdict {
  const encoded = encodeHeader(header);
  if (typeof encoded !== "string") return { isProven: false, ...encoded };
  const stated = String(header["hash"]).toLowerCase();
  const computed = keccakOfHex(encoded);
  if (computed === stated) return proven;
  const unknown = unknownFields(header);
  const besides = unknown.length === 0 ? "" : `, without the fields ${unknown.join(", ")}`;
  return unproven("hash of the header", { found: `${computed} by its fields${besides}`, expected: stated });
}

/** Names of fields that a header may have and that are not known here. */
export function unknownFields(header: RpcObject): readonly string[] {
  const known = new Set([...firstFields, ...laterFields].map(([name]) => name));
  return Object.keys(header)
    .filter((name) => !known.has(name) && !otherFields.has(name) && header[name] !== null)
    .sort();
}

/** RLP of a header, or which of its fields cannot be read. */
export function encodeHeader(header: RpcObject): string | FailedCheck {
  const items: string[] = [];
  for (const field of firstFields) {
    const item = readField(header, field);
    if (item === undefined) return missing(field[0], header);
    items.push(item);
  }
  const lastStated = laterFields.findLastIndex(([name]) => isStated(header, name));
  for (const field of laterFields.slice(0, lastStated + 1)) {
    const item = readField(header, field);
    if (item === undefined) return missing(field[0], header);
    items.push(item);
  }
  return encodeRlp(items);
}

function isStated(header: RpcObject, name: string): boolean {
  return header[name] !== undefined && header[name] !== null;
}

function readField(header: RpcObject, [name, form]: readonly [string, "bytes" | "quantity"]): string | undefined {
  const value = header[name];
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]*$/.test(value)) return undefined;
  if (form === "quantity") return minimalHex(value.toLowerCase());
  return value.length % 2 === 0 ? value : undefined;
}

function missing(name: string, header: RpcObject): FailedCheck {
  const value = header[name];
  const found = value === undefined ? "nothing" : String(value);
  return { check: `header field ${name}`, found, expected: "hex text, as the hash of the header needs it" };
}
