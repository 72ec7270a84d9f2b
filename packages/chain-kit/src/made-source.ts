import {
  boundInstant,
  digestText,
  evmAccount,
  fail,
  mintAccount,
  nativeEvmAsset,
  parseSourceName,
  parseTransferId,
  type Transfer,
  toAtoms,
  unwrap,
} from "@tributary/domain";
import { type IngestItem, type IngestReport, ingestUnits, type PendingBlock } from "@tributary/pipeline-kit";
import type { BlockInterval } from "./block-interval.ts";
import type { BlockRef, ChainSource, SegmentContext } from "./chain-source.ts";

/** A chain for tests that a test can lengthen, reorganise and let lie; one transfer in each block. */
export interface MadeSource extends ChainSource {
  readonly grow: (blocks: number) => void;
  /** Replaces the last blocks by others and adds some. */
  readonly reorganise: (depth: number, added: number) => void;
  readonly finalise: (number: bigint) => void;
  /** What is thrown, or done, before a segment is read. */
  readonly before: (act: (segment: BlockInterval) => void | Promise<void>) => void;
  /** An answer other than the chain's to one question for a header. */
  readonly answerOnce: (number: bigint, header: Partial<BlockRef>) => void;
  readonly transfers: (upTo: bigint) => readonly string[];
  readonly headersAsked: () => number;
}

export const madeChain = "eip155:31337";

export function makeSource(blocksPerSegment: bigint): MadeSource {
  let blocks: BlockRef[] = [];
  let final = -1n;
  let fork = 0;
  let asked = 0;
  let act: (segment: BlockInterval) => void | Promise<void> = () => undefined;
  const lies = new Map<bigint, Partial<BlockRef>>();

  function grow(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const number = BigInt(blocks.length);
      blocks.push({
        number,
        hash: `0x${fork}-${number}`,
        parentHash: blocks.at(-1)?.hash ?? "",
        time: unwrap(boundInstant(1_000_000n * number, "a block's time")),
      });
    }
  }

  function blockAt(number: bigint): BlockRef {
    return blocks[Number(number)] ?? fail("SOURCE_UNAVAILABLE", { found: `no block ${number}`, expected: "a block" });
  }

  async function header(number: bigint): Promise<BlockRef> {
    asked += 1;
    const lie = lies.get(number);
    lies.delete(number);
    return { ...blockAt(number), ...lie };
  }

  return {
    chain: madeChain,
    readings: ["receipts"],
    blocksPerSegment,
    head: async () => BigInt(blocks.length - 1),
    final: async () => (final < 0n ? null : blockAt(final)),
    header,
    readSegment: async (segment, context) => {
      await act(segment);
      return await readSegment(blocks, { segment, context });
    },
    readPending: async (ref) =>
      ({ ...blockAt(ref.number), chain: madeChain, transfers: [transferOf(blockAt(ref.number))] }) satisfies PendingBlock,
    findings: () => [],
    metrics: () => [],
    close: () => undefined,
    grow,
    reorganise: (depth, added) => {
      fork += 1;
      blocks = blocks.slice(0, blocks.length - depth);
      grow(depth + added);
    },
    finalise: (number) => {
      final = number;
    },
    before: (next) => {
      act = next;
    },
    answerOnce: (number, lie) => {
      lies.set(number, lie);
    },
    transfers: (upTo) => blocks.slice(0, Number(upTo) + 1).map((block) => transferOf(block).id),
    headersAsked: () => asked,
  };
}

async function readSegment(
  blocks: readonly BlockRef[],
  { segment, context }: { segment: BlockInterval; context: SegmentContext },
): Promise<IngestReport> {
  const own = blocks.slice(Number(segment.from), Number(segment.to) + 1);
  const toHash = own.at(-1)?.hash ?? "";
  const origin = `${madeChain} blocks ${segment.from}..${segment.to}`;
  const sha256 = digestText(`${origin} ${toHash}`);
  const item = (locator: string, rows: Extract<IngestItem, { readonly rows: unknown }>["rows"]): IngestItem => ({
    record: { fileSha256: sha256, locator, rawSha256: digestText(locator) },
    rows,
  });
  return await ingestUnits({
    ...context,
    file: { sha256, byteCount: 0n, kind: "evm-rpc", origin, submitter: null, licence: null },
    options: "",
    unitCount: BigInt(own.length),
    fetchUnit: async (index) => {
      const block = own[Number(index)];
      if (block === undefined) return [];
      return [
        item(`block ${block.number}`, {
          blocks: [{ chain: madeChain, number: block.number, hash: block.hash }],
          transfers: [transferOf(block)],
        }),
      ];
    },
    finish: async () => [item("range", { blockRanges: [{ ...segment, chain: madeChain, reading: "receipts", toHash }] })],
  });
}

function transferOf(block: BlockRef): Transfer {
  return {
    source: unwrap(parseSourceName(madeChain)),
    id: unwrap(parseTransferId(block.hash)),
    occurredAt: block.time,
    sequence: block.number,
    precision: "second",
    basis: "block",
    from: mintAccount(nativeEvmAsset(31337n)),
    to: evmAccount(31337n, `0x${"a".repeat(40)}`),
    asset: nativeEvmAsset(31337n),
    atoms: unwrap(toAtoms(1n)),
    reference: null,
  };
}
