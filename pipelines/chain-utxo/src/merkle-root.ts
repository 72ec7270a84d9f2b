import type { Buffer } from "node:buffer";
import { doubleSha } from "./double-sha.ts";

export interface MerkleTree {
  readonly root: Buffer;
  /** Two equal hashes stand side by side: a list with its end repeated has the same root (CVE-2012-2459), so such a list proves nothing. */
  readonly hasTwins: boolean;
}

/** The root over hashes in order; a level of odd length repeats its last one. `leaves` must not be empty. */
export function merkleTree(leaves: readonly Buffer[]): MerkleTree {
  let level = leaves;
  let hasTwins = false;
  while (level.length > 1) {
    const next: Buffer[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const left = level[at];
      const right = level[at + 1];
      if (left === undefined) break;
      if (right !== undefined && left.equals(right)) hasTwins = true;
      next.push(doubleSha(left, right ?? left));
    }
    level = next;
  }
  const root = level[0];
  if (root === undefined) throw new Error("broken invariant: a merkle tree has a leaf");
  return { root, hasTwins };
}
