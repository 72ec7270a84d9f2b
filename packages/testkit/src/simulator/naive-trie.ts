import { bytesOfNumber, keccak } from "./hex-bytes.ts";
import { type NaiveRlp, naiveRlp } from "./naive-rlp.ts";

/**
 * A Merkle Patricia trie that grows by one insertion after the other (Yellow Paper, appendix D), where the pipeline's
 * groups all keys at once: two ways to one root.
 */
type Node =
  | { readonly kind: "leaf"; readonly path: readonly number[]; readonly value: Uint8Array }
  | { readonly kind: "extension"; readonly path: readonly number[]; readonly child: Node }
  | { readonly kind: "branch"; readonly children: readonly (Node | null)[]; readonly value: Uint8Array };

/** The root over values by their place in a list, as blocks commit to transactions, receipts and withdrawals. */
export function listRoot(values: readonly Uint8Array[]): Uint8Array {
  let root: Node | null = null;
  for (const [index, value] of values.entries())
    root = insert(root, { path: halfBytes(naiveRlp(bytesOfNumber(BigInt(index)))), value });
  return keccak(naiveRlp(root === null ? new Uint8Array() : encodeNode(root)));
}

interface Entry {
  readonly path: readonly number[];
  readonly value: Uint8Array;
}

function insert(node: Node | null, entry: Entry): Node {
  if (node === null) return { kind: "leaf", ...entry };
  if (node.kind === "branch") return insertIntoBranch(node, entry);
  const shared = sharedLength(node.path, entry.path);
  if (node.kind === "extension" && shared === node.path.length)
    return { ...node, child: insert(node.child, { ...entry, path: entry.path.slice(shared) }) };
  const below = insertIntoBranch(openBranch(node, shared), { ...entry, path: entry.path.slice(shared) });
  return shared === 0 ? below : { kind: "extension", path: entry.path.slice(0, shared), child: below };
}

type Branch = Extract<Node, { kind: "branch" }>;
const emptyBranch: Branch = {
  kind: "branch",
  children: Array.from({ length: 16 }, () => null),
  value: new Uint8Array(),
};

function openBranch(node: Exclude<Node, Branch>, shared: number): Branch {
  const rest = node.path.slice(shared);
  if (node.kind === "leaf") return insertIntoBranch(emptyBranch, { path: rest, value: node.value });
  const below: Node = rest.length === 1 ? node.child : { ...node, path: rest.slice(1) };
  return withChild(emptyBranch, { digit: rest[0] ?? 0, child: below });
}

function insertIntoBranch(branch: Branch, { path, value }: Entry): Branch {
  const [digit, ...rest] = path;
  if (digit === undefined) return { ...branch, value };
  return withChild(branch, { digit, child: insert(branch.children[digit] ?? null, { path: rest, value }) });
}

function withChild(branch: Branch, { digit, child }: { digit: number; child: Node }): Branch {
  return { ...branch, children: branch.children.map((old, index) => (index === digit ? child : old)) };
}

function encodeNode(node: Node): NaiveRlp {
  if (node.kind === "leaf") return [hexPrefix(node.path, 2), node.value];
  if (node.kind === "extension") return [hexPrefix(node.path, 0), reference(node.child)];
  return [...node.children.map((child) => (child === null ? new Uint8Array() : reference(child))), node.value];
}

function reference(node: Node): NaiveRlp {
  const encoded = encodeNode(node);
  const bytes = naiveRlp(encoded);
  return bytes.length < 32 ? encoded : keccak(bytes);
}

function hexPrefix(path: readonly number[], kind: number): Uint8Array {
  const digits = path.length % 2 === 0 ? [kind, 0, ...path] : [kind + 1, ...path];
  const bytes: number[] = [];
  for (let index = 0; index < digits.length; index += 2) bytes.push((digits[index] ?? 0) * 16 + (digits[index + 1] ?? 0));
  return Uint8Array.from(bytes);
}

function halfBytes(bytes: Uint8Array): readonly number[] {
  return [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
}

function sharedLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}
