import { type BlockPart, type BlockProof, formatProofState, type ProofState, tronChain } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import type { KnownBlock } from "./tron-reader.ts";
import { makeFinding, type RecordMaker } from "./tron-record.ts";

/** How each part of some blocks in a row is known: one row for as many blocks as are known alike. */
export function proofItem(
  blocks: readonly KnownBlock[],
  how: { readonly isTraced: boolean; readonly makeRecord: RecordMaker },
): readonly IngestItem[] {
  const first = blocks[0]?.block;
  const last = blocks.at(-1)?.block;
  if (first === undefined || last === undefined) return [];
  const parts: readonly BlockPart[] = how.isTraced ? ["transactions", "receipts", "traces"] : ["transactions", "receipts"];
  const blockProofs = parts.flatMap((part) => runsOf(part, blocks));
  const lines = blockProofs.map((proof) => `${proof.part} ${proof.from} ${proof.to} ${formatProofState(proof.state)}`);
  const value = { first: first.id, last: last.id, proofs: lines };
  const { record } = makeFinding(how.makeRecord, { place: `proof/${first.number}..${last.number}`, value });
  return [{ record, rows: { blockProofs } }];
}

function runsOf(part: BlockPart, blocks: readonly KnownBlock[]): readonly BlockProof[] {
  const runs: BlockProof[] = [];
  for (const known of blocks) {
    const state = stateOf(part, known);
    const { number } = known.block;
    const before = runs.at(-1);
    if (before !== undefined && formatProofState(before.state) === formatProofState(state))
      runs[runs.length - 1] = { ...before, to: number };
    else runs.push({ chain: tronChain, part, from: number, to: number, state });
  }
  return runs;
}

/** TransactionInfo, with its logs and internal transactions, is in no hash of the block. */
function stateOf(part: BlockPart, { isProven, state }: KnownBlock): ProofState {
  return part === "transactions" && isProven ? { kind: "proven" } : state;
}
