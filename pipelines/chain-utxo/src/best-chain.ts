import { fail } from "@tributary/domain";
import { type BlockHeader, targetOf, workOf } from "./block-header.ts";
import type { ChainParameters } from "./chain-parameters.ts";
import { checkWork } from "./check-block.ts";

interface Candidate<Place> {
  readonly header: BlockHeader;
  readonly place: Place;
  readonly work: bigint;
  readonly parent: Candidate<Place> | null;
}

/** A block's header and where its bytes are; the height is not known yet. */
export interface FoundBlock<Place> {
  readonly header: BlockHeader;
  readonly place: Place;
}

/**
 * Puts blocks in the order of their parent links, as a node's files hold them in the order of arrival with dropped ones among them, and picks the chain with the
 * most work, of equal ones the one found first. `root`: the height of the one block whose parent is not there. Errors: FILE_UNREADABLE, SOURCE_INCONSISTENT.
 */
export function bestChain<Place>(
  found: readonly FoundBlock<Place>[],
  { parameters, root }: { parameters: ChainParameters; root: bigint },
): readonly FoundBlock<Place>[] {
  const children = new Map<string, FoundBlock<Place>[]>();
  const hashes = new Set(found.map(({ header }) => header.hash));
  for (const block of found) {
    const siblings = children.get(block.header.parentHash);
    if (siblings === undefined) children.set(block.header.parentHash, [block]);
    else siblings.push(block);
  }
  // A node that is still loading holds blocks whose parents are to come: only a chain from the genesis block counts.
  const isRoot = ({ parentHash }: BlockHeader): boolean => (root === 0n ? /^0+$/.test(parentHash) : !hashes.has(parentHash));
  const roots = found.filter(({ header }) => isRoot(header));
  const [first, ...others] = roots;
  if (first === undefined || others.length > 0)
    return fail("FILE_UNREADABLE", {
      found: `${roots.length} blocks to begin with`,
      expected: root === 0n ? "one, the genesis block; a pruned node has no whole chain" : `one, of height ${root}`,
    });
  let best = candidateOf(parameters, { block: first, parent: null, height: root });
  const waiting = [best];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.work > best.work) best = next;
    for (const block of (children.get(next.header.hash) ?? []).toReversed())
      waiting.push(candidateOf(parameters, { block, parent: next, height: next.header.height + 1n }));
  }
  const chain: FoundBlock<Place>[] = [];
  for (let at: Candidate<Place> | null = best; at !== null; at = at.parent) chain.push({ header: at.header, place: at.place });
  return chain.reverse();
}

function candidateOf<Place>(
  parameters: ChainParameters,
  { block, parent, height }: { block: FoundBlock<Place>; parent: Candidate<Place> | null; height: bigint },
): Candidate<Place> {
  const header = { ...block.header, height };
  checkWork(parameters, header);
  return { header, place: block.place, parent, work: (parent?.work ?? 0n) + workOf(targetOf(header.bits) ?? 0n) };
}
