import { type BlockPart, type BlockProof, blockParts, formatProofState, type ProofState } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { compactJson } from "./compact-json.ts";
import type { EvmChain } from "./evm-chain.ts";
import { tracesReading } from "./evm-coverage.ts";
import { makeVersionedRecord } from "./evm-record.ts";

export interface KnownBlock {
  readonly number: bigint;
  readonly hash: string;
  readonly states: ReadonlyMap<BlockPart, ProofState>;
}

/** How each part of some blocks in a row is known: one row for as many blocks as are known alike. */
export function proofItem(chain: EvmChain, blocks: readonly KnownBlock[]): readonly IngestItem[] {
  const [first] = blocks;
  const last = blocks.at(-1);
  if (first === undefined || last === undefined) return [];
  const blockProofs = blockParts.flatMap((part) => runsOf(chain.name, { part, blocks }));
  const lines = blockProofs.map((proof) => `${proof.part} ${proof.from} ${proof.to} ${formatProofState(proof.state)}`);
  const raw = compactJson({ first: first.hash, last: last.hash, proofs: lines }) ?? "";
  return [
    { record: makeVersionedRecord(chain, { locator: `proof/${first.number}..${last.number}`, raw }), rows: { blockProofs } },
  ];
}

function runsOf(chain: string, { part, blocks }: { part: BlockPart; blocks: readonly KnownBlock[] }): readonly BlockProof[] {
  const runs: BlockProof[] = [];
  for (const { number, states } of blocks) {
    const state = states.get(part);
    if (state === undefined) continue;
    const before = runs.at(-1);
    const isSame =
      before !== undefined && before.to + 1n === number && formatProofState(before.state) === formatProofState(state);
    if (isSame) runs[runs.length - 1] = { ...before, to: number };
    else runs.push({ chain, part, from: number, to: number, state });
  }
  return runs;
}

/** Blocks of a unit whose traces were read: told at once, since a later part of the range may be without. */
export function tracedItem(chain: EvmChain, blocks: readonly KnownBlock[]): readonly IngestItem[] {
  const traced = blocks.filter(({ states }) => states.has("traces"));
  const [first] = traced;
  const last = traced.at(-1);
  // A unit is read with traces whole or not at all, as far as this row says.
  if (first === undefined || last === undefined || traced.length < blocks.length) return [];
  const range = { chain: chain.name, reading: tracesReading(chain), from: first.number, to: last.number, toHash: last.hash };
  const raw = compactJson({ from: first.hash, to: last.hash }) ?? "";
  return [
    {
      record: makeVersionedRecord(chain, { locator: `traces/${first.number}..${last.number}`, raw }),
      rows: { blockRanges: [range] },
    },
  ];
}
