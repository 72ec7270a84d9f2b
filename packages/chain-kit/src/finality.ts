import { bitcoinChain, fail, tronChain } from "@tributary/domain";
import type { FinalityRule } from "./chain-source.ts";

/** A chain's rule and where it is from. */
export interface Finality {
  readonly rule: FinalityRule;
  /** Why a block counts as final then, in a sentence that a report can repeat. */
  readonly basis: string;
  /** Blocks under the head for an endpoint that does not know the chain's tag; null where only the tag will do. */
  readonly blocksWithoutTag: bigint | null;
}

const byTag = (basis: string, blocksWithoutTag: bigint | null = null): Finality => ({
  rule: { kind: "tag" },
  basis,
  blocksWithoutTag,
});
const byDepth = (blocks: bigint, basis: string): Finality => ({ rule: { kind: "depth", blocks }, basis, blocksWithoutTag: null });

const gasper = "two thirds of the stake have finalised its epoch (Gasper); the node's tag `finalized`";
const rollup = "the batch that holds it is final on Ethereum; the node's tag `finalized`";
const nakamoto =
  "six blocks are built on it: a convention (Nakamoto 2008, section 11), under which a reversal is unlikely and never impossible";
const bitcoinTest = "six blocks are built on it: a convention that says little where blocks cost nothing";

/** Chains whose rule is known, by CAIP-2 name. */
const known: ReadonlyMap<string, Finality> = new Map([
  // Without the tag: one epoch more than the two to three that finality takes.
  ["eip155:1", byTag(gasper, 128n)],
  ["eip155:11155111", byTag(gasper, 128n)],
  ["eip155:17000", byTag(gasper, 128n)],
  ["eip155:560048", byTag(gasper, 128n)],
  ["eip155:100", byTag(gasper)],
  ["eip155:10", byTag(rollup)],
  ["eip155:8453", byTag(rollup)],
  ["eip155:42161", byTag(rollup)],
  ["eip155:59144", byTag(rollup)],
  ["eip155:534352", byTag(rollup)],
  ["eip155:324", byTag(rollup)],
  ["eip155:56", byTag("two thirds of the validators have voted for it and its child (BEP-126); the node's tag `finalized`")],
  ["eip155:137", byTag("a milestone of Polygon's validators holds it; the node's tag `finalized`")],
  ["eip155:43114", byTag("Snowman consensus has accepted it, which is never undone; the node's tag `finalized`")],
  ["eip155:31337", byTag("anvil's own tag `finalized`: a chain of one node, for tests")],
  ["eip155:1337", byTag("geth's own tag `finalized` in its mode for developers: a chain of one node, for tests")],
  [tronChain, byTag("19 of the 27 super representatives have built on it: TRON's solidified block")],
  [bitcoinChain, byDepth(6n, nakamoto)],
  ["bip122:000000000933ea01ad0ee984209779ba", byDepth(6n, bitcoinTest)],
  ["bip122:00000000da84f2bafbbc53dee25a72ae", byDepth(6n, bitcoinTest)],
  ["bip122:00000008819873e925422c1ff0f99f7c", byDepth(6n, bitcoinTest)],
  ["bip122:0f9188f13cb7b2c71f2a335e3a4fc328", byDepth(6n, bitcoinTest)],
  ["bip122:683e86bd5c6d110d91b94b97137ba6bf", byDepth(6n, bitcoinTest)],
]);

/**
 * When a block of this chain (CAIP-2) counts as final; `stated` is the operator's own rule and goes before. Errors: USAGE for a chain whose
 * rule nobody stated: a guess would let into the ledger what the chain may still drop.
 */
export function finalityOf(chain: string, stated?: FinalityRule | undefined): Finality {
  if (stated !== undefined) return { rule: stated, basis: basisOf(stated), blocksWithoutTag: null };
  return (
    known.get(chain) ??
    fail("USAGE", {
      found: `chain ${chain}, whose rule of finality is not known`,
      expected: "a rule stated by the operator: the node's tag `finalized`, or a number of blocks under the head",
    })
  );
}

function basisOf(rule: FinalityRule): string {
  if (rule.kind === "tag") return "the node's tag `finalized`, as the operator stated";
  if (rule.blocks < 0n)
    return fail("USAGE", { found: `finality ${rule.blocks} blocks under the head`, expected: "a number of blocks from 0" });
  return `${rule.blocks} blocks are built on it, as the operator stated`;
}
