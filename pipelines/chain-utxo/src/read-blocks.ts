import { keepTouching } from "@tributary/chain-kit";
import {
  type AccountId,
  type BlockProof,
  type Digest,
  digestText,
  formatProofState,
  type ProofState,
  TributaryError,
} from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { outpointKey, outpointOfKey, type TransactionOutput } from "./bitcoin-transaction.ts";
import type { BlockFeed, FedBlock } from "./block-feed.ts";
import type { BlockHeader } from "./block-header.ts";
import type { BlockTimes } from "./block-times.ts";
import type { ChainParameters } from "./chain-parameters.ts";
import { decodeBlock } from "./decode-block.ts";
import type { EarlierOutputs } from "./recent-outputs.ts";
import {
  addOutputsOf,
  type CertainOutputs,
  checkAllStated,
  type OtherOutputs,
  openSpentOutputs,
  type SpentOutput,
  type StatedOutputs,
} from "./spent-outputs.ts";

export interface BlocksToRead {
  readonly parameters: ChainParameters;
  /** Accounts that are watched; null for all. */
  readonly accounts: ReadonlySet<AccountId> | null;
  /** Whether what inputs spend is asked for again, and proven, where the source only states it. */
  readonly provesPrevouts: boolean;
  readonly feed: BlockFeed;
  /** Absent: nothing is known of earlier blocks. */
  readonly earlier?: EarlierOutputs | undefined;
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
  request.earlier?.tell(made);
  const certain = (await request.earlier?.find(spentElsewhere(fed))) ?? new Map<string, SpentOutput>();
  const fetched = await feed.outputsOf(wantedTxids(fed, { certain, provesAll: request.provesPrevouts }));
  const context = { parameters, fileSha256, outputs: openSpentOutputs() };
  const items: IngestItem[] = [];
  const proofs: BlockProof[] = [];
  for (const entry of fed) {
    const { block, stated, state } = await askAgain(request, { entry, certain });
    checkAllStated(parameters, { path: pathOf(block.header), stated, certain: fetched });
    const time = times.timeOf(block.header.height);
    const reading = decodeBlock(context, { block, time, stated: withCertain(stated, [fetched, certain]) });
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

function pathOf({ height }: BlockHeader): string {
  return `block ${height}`;
}

/** What these blocks spend of blocks before them, by `<txid>:<index>`. */
function spentElsewhere(fed: readonly FedBlock[]): readonly string[] {
  const own = new Set(fed.flatMap(({ block }) => block.transactions.map(({ txid }) => txid)));
  const spenders = fed.flatMap(({ block }) => block.transactions.filter(({ isCoinbase }) => !isCoinbase));
  return spenders.flatMap(({ inputs }) => inputs.filter(({ txid }) => !own.has(txid)).map(outpointKey));
}

interface Wanted {
  readonly certain: CertainOutputs;
  readonly provesAll: boolean;
}

/** Transactions that made what these blocks spend: those of which nobody has said what it is, or all that are not certain. */
function wantedTxids(fed: readonly FedBlock[], { certain, provesAll }: Wanted): ReadonlySet<string> {
  const stated = provesAll ? [] : fed.map((block) => block.stated);
  const isKnown = (key: string): boolean => certain.has(key) || stated.some((outputs) => outputs.has(key));
  return new Set(spentElsewhere(fed).flatMap((key) => (isKnown(key) ? [] : [outpointOfKey(key).txid])));
}

/** A block whose source states other than what is certain is asked for again, where the lie is known to be one endpoint's own and another can be asked. */
async function askAgain(
  { parameters, feed }: BlocksToRead,
  { entry, certain }: { entry: FedBlock; certain: CertainOutputs },
): Promise<FedBlock> {
  const { header } = entry.block;
  const check = ({ stated }: FedBlock): void => checkAllStated(parameters, { path: pathOf(header), stated, certain });
  try {
    check(entry);
    return entry;
  } catch (error) {
    if (!(error instanceof TributaryError)) throw error;
    const again = await feed.block(header, certain);
    check(again);
    return again;
  }
}

/** What a source states with what is certain, which comes first. */
function withCertain(stated: StatedOutputs, others: readonly OtherOutputs[]): OtherOutputs {
  const known = new Map<string, SpentOutput>(stated);
  for (const certain of others) for (const [key, output] of certain) known.set(key, mergeOutput(known.get(key), output));
  return known;
}

/** The ledger keeps no scripts: where a source states one, which was held against the ledger, it says more. */
function mergeOutput(stated: SpentOutput | undefined, certain: SpentOutput): SpentOutput {
  return stated === undefined || "script" in certain ? certain : { ...stated, isProven: certain.isProven };
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
