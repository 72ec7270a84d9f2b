import { keepTouching } from "@tributary/chain-kit";
import { type AccountId, type BlockProof, type Digest, digestText, formatProofState, type ProofState } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { outpointKey, type TransactionOutput } from "./bitcoin-transaction.ts";
import type { BlockFeed, FedBlock } from "./block-feed.ts";
import type { BlockHeader } from "./block-header.ts";
import type { BlockTimes } from "./block-times.ts";
import type { ChainParameters } from "./chain-parameters.ts";
import { decodeBlock } from "./decode-block.ts";
import { addOutputsOf, checkStated, openSpentOutputs, type StatedOutputs } from "./spent-outputs.ts";

export interface BlocksToRead {
  readonly parameters: ChainParameters;
  /** Accounts that are watched; null for all. */
  readonly accounts: ReadonlySet<AccountId> | null;
  /** Whether what inputs spend is asked for again, and proven, where the source only states it. */
  readonly provesPrevouts: boolean;
  readonly feed: BlockFeed;
  readonly fileSha256: Digest;
  readonly times: BlockTimes;
  /** In a row. */
  readonly headers: readonly BlockHeader[];
}

/** Fetches blocks in a row and decodes them together: what one makes and another spends is proven by its own transaction. */
export async function readBlocks(request: BlocksToRead, signal: AbortSignal): Promise<readonly IngestItem[]> {
  const { parameters, feed, fileSha256, times, headers } = request;
  const fed: FedBlock[] = [];
  const made = new Map<string, TransactionOutput>();
  // One after the other, so that each is held against the outputs that those before it made.
  for (const header of headers) {
    signal.throwIfAborted();
    const block = await feed.block(header, made);
    addOutputsOf(block.block.transactions, made);
    fed.push(block);
  }
  const fetched = await feed.outputsOf(wantedTxids(fed, request.provesPrevouts));
  const context = { parameters, fileSha256, outputs: openSpentOutputs() };
  const items: IngestItem[] = [];
  const proofs: BlockProof[] = [];
  for (const { block, stated, state } of fed) {
    const time = times.timeOf(block.header.height);
    const path = `block ${block.header.height}`;
    const reading = decodeBlock(context, {
      block,
      time,
      stated: fetched.size === 0 ? stated : withFetched(path, { stated, fetched }),
    });
    items.push(...reading.items);
    const place = { chain: parameters.chain, from: block.header.height, to: block.header.height };
    proofs.push({ ...place, part: "transactions", state: { kind: "proven" } });
    const prevouts: ProofState = reading.prevouts === "proven" ? { kind: "proven" } : state;
    if (reading.prevouts !== "missing") proofs.push({ ...place, part: "prevouts", state: prevouts });
  }
  const all = [...items, proofItem(fileSha256, proofs)];
  // A transaction enters whole: its hub would not come out even otherwise.
  return request.accounts === null ? all : keepTouching(all, request.accounts, { keep: "records" });
}

/** Transactions that made what these blocks spend: those of which nobody has said what it is, or all but the blocks' own. */
function wantedTxids(fed: readonly FedBlock[], provesAll: boolean): ReadonlySet<string> {
  const own = new Set(fed.flatMap(({ block }) => block.transactions.map(({ txid }) => txid)));
  const missing = new Set<string>();
  for (const { block, stated } of fed) {
    for (const { isCoinbase, inputs } of block.transactions) {
      if (isCoinbase) continue;
      for (const input of inputs)
        if (!own.has(input.txid) && (provesAll || !stated.has(outpointKey(input)))) missing.add(input.txid);
    }
  }
  return missing;
}

function withFetched(path: string, { stated, fetched }: { stated: StatedOutputs; fetched: StatedOutputs }): StatedOutputs {
  for (const [key, output] of stated) {
    const made = fetched.get(key);
    if (made !== undefined) checkStated(path, { key, made, stated: output });
  }
  return new Map([...stated, ...fetched]);
}

/** How the parts of these blocks are known, one row for blocks in a row that are known alike. */
function proofItem(fileSha256: Digest, proofs: readonly BlockProof[]): IngestItem {
  const united: BlockProof[] = [];
  for (const proof of proofs) {
    const at = united.findIndex((earlier) => isContinued(earlier, proof));
    const earlier = united[at];
    if (earlier === undefined) united.push(proof);
    else united[at] = { ...earlier, to: proof.to };
  }
  const [first] = united;
  const text = united.map(({ part, from, to, state }) => `${part} ${from} ${to} ${formatProofState(state)}`).join("\n");
  const locator = `proof/${first?.from ?? 0n}/${digestText(text).slice(0, 16)}`;
  return { record: { fileSha256, locator, rawSha256: digestText(text) }, rows: { blockProofs: united } };
}

function isContinued(earlier: BlockProof, proof: BlockProof): boolean {
  const isAlike = formatProofState(earlier.state) === formatProofState(proof.state);
  return earlier.part === proof.part && earlier.to + 1n === proof.from && isAlike;
}
