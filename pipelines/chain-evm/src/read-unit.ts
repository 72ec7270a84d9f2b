import { type BlockInterval, keepTouching } from "@tributary/chain-kit";
import type { Finding } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { type KnownBlock, proofItem, tracedItem } from "./block-proofs.ts";
import type { ChainReader } from "./chain-reader.ts";
import { checkParent } from "./check-block.ts";
import type { FailedCheck } from "./check-verdict.ts";
import { compactJson } from "./compact-json.ts";
import { checkSame } from "./contradict.ts";
import { blockItem, decodeBlock, transfersOf } from "./decode-block.ts";
import type { EvmChain } from "./evm-chain.ts";
import type { EvmRange } from "./evm-range.ts";
import { makeRecord } from "./evm-record.ts";
import type { KnowledgeReader } from "./knowledge-reader.ts";
import { minimum } from "./minimum.ts";
import type { NativeCheck } from "./native-check.ts";
import type { OpeningReader } from "./opening-balances.ts";
import type { RpcHeader } from "./rpc-block.ts";
import type { TokenReader } from "./token-metadata.ts";
import type { TraitReader } from "./trait-reader.ts";
import { addUnread, emptyUnread, type Unread } from "./unread.ts";

export interface UnitReaderOptions {
  readonly chain: EvmChain;
  readonly range: EvmRange;
  readonly reader: ChainReader;
  readonly blocksPerUnit: bigint;
  readonly openings: OpeningReader | null;
  readonly tokens: TokenReader;
  readonly knowledge: KnowledgeReader;
  readonly traits: TraitReader;
  readonly native: NativeCheck;
  /** Counts over all units of this run. */
  readonly unread: Unread;
  /** Told of each unit that was read with call traces. */
  readonly onTraced: (blocks: BlockInterval) => void;
}

export interface UnitReader {
  readonly count: bigint;
  /** Unit `index`: some blocks in a row, with the balances and tokens that they name. */
  readonly read: (index: bigint, signal: AbortSignal) => Promise<readonly IngestItem[]>;
  /** The first check that did not bear out on a chain whose rules are not known in full, and the first balance that did not come out. */
  readonly notes: () => readonly Finding[];
}

export function openUnitReader(options: UnitReaderOptions): UnitReader {
  const { chain, range, reader, blocksPerUnit } = options;
  const edges = rememberEdges(range);
  let firstStray: Finding | null = null;
  let failed: { readonly number: bigint; readonly check: FailedCheck } | null = null;

  function keep(items: readonly IngestItem[]): readonly IngestItem[] {
    return chain.accounts === null ? items : keepTouching(items, chain.accounts);
  }

  async function read(index: bigint, signal: AbortSignal): Promise<readonly IngestItem[]> {
    const first = range.from + index * blocksPerUnit;
    const last = minimum(first + blocksPerUnit - 1n, range.to);
    const items: IngestItem[] = [];
    const known: KnownBlock[] = [];
    const unread = emptyUnread();
    let before: RpcHeader | null = index === 0n ? range.previous : null;
    // The block that the range follows is a part of what it says: it must be the one that the ledger ends with.
    if (before !== null) items.push(blockItem(chain, before));
    for (let number = first; number <= last; number += 1n) {
      signal.throwIfAborted();
      const { answer, states, failed: check } = await reader.block(number);
      const { block } = answer;
      if (before !== null) checkParent(block, before);
      else if (number > 0n) {
        edges.check({ number: number - 1n, hash: block.parentHash });
        items.push(linkItem(chain, block));
      }
      const reading = decodeBlock(chain, answer, await options.knowledge.read(answer));
      items.push(blockItem(chain, block), ...reading.items);
      known.push({ number, hash: block.hash, states });
      addUnread(unread, reading.unread);
      if (states.get("receipts")?.kind !== "proven") unread.unprovenBlocks += 1n;
      if (check !== null && (failed === null || number < failed.number)) failed = { number, check };
      before = block;
    }
    if (before !== null) edges.check(before);
    // Asked about all of them, whoever is watched: the question would tell it.
    const transfers = transfersOf(items);
    const tokens = await options.tokens.read(transfers.map((transfer) => transfer.asset));
    const traits = first === 0n ? [] : await options.traits.read(transfers, { before: first - 1n, last });
    const strays = first === 0n ? [] : await options.native.read(transfers, { before: first - 1n, last });
    unread.unexplainedBalances += BigInt(strays.length);
    firstStray ??= strays[0] ?? null;
    const kept = keep([...tokens, ...traits, ...items]);
    const openings = await options.openings?.read(transfersOf(kept));
    unread.openingsUnknown += openings?.unknown ?? 0n;
    unread.openingsBeyondLimit += openings?.beyondLimit ?? 0n;
    addUnread(options.unread, unread);
    const traced = tracedItem(chain, known);
    if (traced.length > 0) options.onTraced({ from: first, to: last });
    return [...(openings?.items ?? []), ...kept, ...proofItem(chain, known), ...traced];
  }

  return {
    count: (range.to - range.from) / blocksPerUnit + 1n,
    read,
    notes: () => [
      ...(failed === null ? [] : [failedFinding(failed.number, failed.check)]),
      ...(firstStray === null ? [] : [firstStray]),
    ],
  };
}

function failedFinding(number: bigint, { check, found, expected }: FailedCheck): Finding {
  return {
    code: "SOURCE_PARTIAL",
    found: `${check}: ${found}`,
    expected: `${check}: ${expected}; a chain may have rules of its own, then only the endpoints' word stands for its blocks`,
    where: { path: `block ${number}` },
  };
}

/**
 * That a unit follows the block before it. A resumed range begins with a unit whose predecessor was read at another time: the ledger holds that one's hash,
 * and refuses another.
 */
function linkItem(chain: EvmChain, { number, hash, parentHash }: RpcHeader): IngestItem {
  const locator = `block/${number}/parent`;
  const raw = compactJson({ hash, parentHash }) ?? "";
  const rows = { blocks: [{ chain: chain.name, number: number - 1n, hash: parentHash }] };
  return { record: makeRecord(chain, { locator, raw }), rows };
}

/** Where one unit ends and the next begins, both must have read the same block: units are fetched at different times. */
function rememberEdges(range: EvmRange): { readonly check: (block: Pick<RpcHeader, "number" | "hash">) => void } {
  const hashes = new Map<bigint, string>([[range.to, range.last.hash]]);
  return {
    check: ({ number, hash }) => {
      const known = hashes.get(number);
      if (known === undefined) hashes.set(number, hash);
      else checkSame(`block ${number}`, ["hash", known], ["hash", hash]);
    },
  };
}
