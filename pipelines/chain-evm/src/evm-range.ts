import { digestFields, type SourceFile } from "@tributary/domain";
import type { ChainReader } from "./chain-reader.ts";
import { checkParent } from "./check-block.ts";
import type { RpcHeader } from "./rpc-block.ts";

/** A range of final blocks of one chain, fixed by the hashes at its ends before anything is read. */
export interface EvmRange {
  readonly chainId: bigint;
  readonly from: bigint;
  readonly to: bigint;
  /** Of the last block that was final when the range was fixed. */
  readonly final: bigint;
  readonly genesisHash: string;
  /** Null where the range starts with the genesis block. */
  readonly previous: RpcHeader | null;
  readonly first: RpcHeader;
  readonly last: RpcHeader;
  /** Null where the range ends with the last final block: what follows may still change. */
  readonly next: RpcHeader | null;
  readonly file: SourceFile;
}

export interface RangeQuestion {
  readonly from: bigint;
  readonly to: bigint;
  readonly chainId: bigint;
  readonly genesisHash: string;
  /** The last final block. */
  readonly final: bigint;
}

/** The range must lie at or below the last final block. Errors: SOURCE_UNAVAILABLE; SOURCE_INCONSISTENT. */
export async function fixRange(reader: ChainReader, question: RangeQuestion): Promise<EvmRange> {
  const { from, to, chainId, genesisHash, final } = question;
  const previous = from > 0n ? await reader.header(from - 1n) : null;
  const first = await reader.header(from);
  const last = to === from ? first : await reader.header(to);
  const next = to < final ? await reader.header(to + 1n) : null;
  if (previous !== null) checkParent(first, previous);
  if (next !== null) checkParent(next, last);
  const file: SourceFile = {
    sha256: digestFields("tributary evm range", [`${chainId}`, `${from}`, `${to}`, genesisHash, last.hash]),
    // What a node answers is hashed record by record; the range itself has no bytes.
    byteCount: 0n,
    kind: "evm-rpc",
    origin: `eip155:${chainId} blocks ${from}..${to}`,
    submitter: null,
    licence: null,
  };
  return { ...question, previous, first, last, next, file };
}

/** Can the block before the range have moved value at the very time of its first block? The genesis block moves nothing. */
export function sharesInstant({ previous, first }: Pick<EvmRange, "previous" | "first">): boolean {
  return previous !== null && previous.number > 0n && previous.timestamp === first.timestamp;
}
