import { keccakOfHex } from "./keccak.ts";
import { encodeRlp, minimalBytes, type RlpItem } from "./rlp.ts";

interface Entry {
  /** Half-bytes of the key that are still to be placed. */
  readonly path: string;
  readonly value: string;
}

/** The root of a Merkle Patricia trie from list index to value (`0x…`). Source: Ethereum Yellow Paper, appendix D. */
export function rootOf(values: readonly string[]): string {
  if (values.length === 0) return emptyRoot;
  const entries = values.map((value, index) => ({ path: encodeRlp(minimalBytes(BigInt(index))).slice(2), value }));
  return keccakOfHex(encodeRlp(nodeOf(entries)));
}

/** Of a list without entries: keccak-256 of `0x80`. */
const emptyRoot = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

/** Recursion as deep as a key is long: an index has at most a few half-bytes. */
function nodeOf(entries: readonly Entry[]): RlpItem {
  const [first] = entries;
  if (first === undefined) return "0x";
  if (entries.length === 1) return [packPath(first.path, { isLeaf: true }), first.value];
  const shared = sharedLength(entries, first.path);
  if (shared > 0) {
    const rest = entries.map((entry) => ({ ...entry, path: entry.path.slice(shared) }));
    return [packPath(first.path.slice(0, shared), { isLeaf: false }), referTo(nodeOf(rest))];
  }
  const below = new Map<string, Entry[]>();
  let ended = "0x";
  for (const { path, value } of entries) {
    if (path === "") {
      ended = value;
      continue;
    }
    const digit = path.charAt(0);
    const entry = { path: path.slice(1), value };
    const group = below.get(digit);
    if (group === undefined) below.set(digit, [entry]);
    else group.push(entry);
  }
  const children = [..."0123456789abcdef"].map((digit) => {
    const group = below.get(digit);
    return group === undefined ? "0x" : referTo(nodeOf(group));
  });
  return [...children, ended];
}

/** A node of 32 bytes or more stands by its hash. */
function referTo(node: RlpItem): RlpItem {
  const encoded = encodeRlp(node);
  return (encoded.length - 2) / 2 < 32 ? node : keccakOfHex(encoded);
}

function sharedLength(entries: readonly Entry[], path: string): number {
  let length = path.length;
  for (const entry of entries) {
    let common = 0;
    while (common < length && entry.path[common] === path[common]) common += 1;
    length = common;
    if (length === 0) return 0;
  }
  return length;
}

/** Hex-prefix encoding: the kind of node and whether the path is odd, before the path. */
function packPath(path: string, { isLeaf }: { isLeaf: boolean }): string {
  const flag = (isLeaf ? 2 : 0) + (path.length % 2);
  return `0x${flag}${path.length % 2 === 0 ? "0" : ""}${path}`;
}
