import { type Digest, digestFields, fail, type SourceFile } from "@tributary/domain";
import type { ChainReader } from "./chain-reader.ts";
import { checkParent } from "./check-block.ts";
import type { RpcHeader } from "./rpc-block.ts";

/** A range of blocks of one chain, fixed by the hashes at its ends before anything is read. */
export interface EvmRange {
  readonly chainId: bigint;
  readonly from: bigint;
  readonly to: bigint;
  readonly head: bigint;
  readonly genesisHash: string;
  /** Null where the range starts with the genesis block. */
  readonly previous: RpcHeader | null;
  readonly first: RpcHeader;
  readonly last: RpcHeader;
  /** Null where the range ends with the head. */
  readonly next: RpcHeader | null;
  readonly isFinalized: boolean;
  readonly file: SourceFile;
}

export interface RangeBounds {
  readonly from: bigint;
  readonly to: bigint;
}

/** Errors: USAGE for a range that ends before it starts or lies beyond the head; SOURCE_UNAVAILABLE; SOURCE_INCONSISTENT. */
export async function fixRange(reader: ChainReader, { from, to }: RangeBounds): Promise<EvmRange> {
  if (from < 0n || from > to)
    fail("USAGE", { found: `blocks ${from} to ${to}`, expected: "a first block that is not after the last" });
  const chainId = await reader.chainId();
  const head = await reader.head();
  if (to > head)
    fail("USAGE", {
      found: `blocks ${from} to ${to}`,
      expected: `a last block of at most ${head}, the endpoint's head on chain eip155:${chainId}`,
    });
  const genesisHash = (await reader.header(0n)).hash;
  const previous = from > 0n ? await reader.header(from - 1n) : null;
  const first = await reader.header(from);
  const last = await reader.header(to);
  const next = to < head ? await reader.header(to + 1n) : null;
  if (previous !== null) checkParent(first, previous);
  if (next !== null) checkParent(next, last);
  const finalized = await reader.finalized();
  const isFinalized = finalized !== null && finalized.number >= to;
  const sha256 = digestRange([chainId.toString(), from.toString(), to.toString(), genesisHash, last.hash]);
  const file: SourceFile = {
    sha256,
    // What a node answers is hashed record by record; the range itself has no bytes.
    byteCount: 0n,
    kind: "evm-rpc",
    origin: `eip155:${chainId} blocks ${from}..${to}`,
    submitter: null,
    licence: null,
  };
  return { chainId, from, to, head, genesisHash, previous, first, last, next, isFinalized, file };
}

/** Can the block before the range have moved value at the very time of its first block? The genesis block moves nothing. */
export function sharesInstant({ previous, first }: Pick<EvmRange, "previous" | "first">): boolean {
  return previous !== null && previous.number > 0n && previous.timestamp === first.timestamp;
}

function digestRange(fields: readonly string[]): Digest {
  return digestFields("tributary evm range", fields);
}
