import type { EndpointPool } from "@tributary/chain-kit";
import { assert } from "@tributary/domain";
import { type BlockHeader, headerBytes, readHeader } from "./block-header.ts";
import type { ChainParameters } from "./chain-parameters.ts";
import { checkParent, checkWork } from "./check-block.ts";
import { checkSame } from "./contradict.ts";
import { malformed, toBytes, toHash } from "./rpc-value.ts";

/** Headers of one chain. Each is hashed and has the work that it claims. */
export interface HeaderReader {
  /** The header that so many endpoints as the quorum asks for have at a height. */
  readonly at: (height: bigint) => Promise<BlockHeader>;
  /** The header of a hash; any endpoint will do. */
  readonly byHash: (hash: string, height: bigint) => Promise<BlockHeader>;
  /** Headers in a row from a height up to `last`, each named by the next, `last` included. */
  readonly chainTo: (last: BlockHeader, from: bigint) => Promise<readonly BlockHeader[]>;
}

/** Headers that are remembered. */
const headersKeptMax = 8_192;
/** Headers asked for at the same time. */
const headersAskedMax = 64;

export function openHeaderReader(pool: EndpointPool, parameters: ChainParameters): HeaderReader {
  const kept = new Map<string, BlockHeader>();

  function keep(header: BlockHeader): BlockHeader {
    checkWork(parameters, header);
    const [oldest] = kept.keys();
    if (kept.size >= headersKeptMax && oldest !== undefined) kept.delete(oldest);
    kept.set(header.hash, header);
    return header;
  }

  /** A header proves itself by its hash: any endpoint will do. */
  async function byHash(hash: string, height: bigint): Promise<BlockHeader> {
    const known = kept.get(hash);
    if (known?.height === height) return known;
    const path = `block ${height}`;
    return pool.first(path, async (endpoint) =>
      keep(toHeader(await endpoint.demand("getblockheader", [hash, false]), { path, hash, height })),
    );
  }

  /** Only to ask for many at once: what they are is judged by the links between them. */
  async function prefetch(heights: readonly bigint[]): Promise<void> {
    await Promise.all(
      heights.map(async (height) => {
        const path = `block ${height}`;
        const hash = await pool.first(path, async (endpoint) =>
          toHash(await endpoint.demand("getblockhash", [Number(height)]), path),
        );
        await byHash(hash, height);
      }),
    );
  }

  return {
    byHash,
    at: async (height) => {
      const path = `block ${height}`;
      const answer = await pool.agree({
        path,
        ask: async (endpoint) => {
          const hash = toHash(await endpoint.demand("getblockhash", [Number(height)]), path);
          const header = toHeader(await endpoint.demand("getblockheader", [hash, false]), { path, hash, height });
          checkWork(parameters, header);
          return header;
        },
        canonical: ({ hash }) => hash,
      });
      return keep(answer.value);
    },
    chainTo: async (last, from) => {
      const headers: BlockHeader[] = [last];
      for (let oldest = last; oldest.height > from; ) {
        const height = oldest.height - 1n;
        if (!kept.has(oldest.parentHash)) await prefetch(heightsDown(height, from));
        const parent: BlockHeader = await byHash(oldest.parentHash, height);
        checkParent(oldest, parent);
        headers.push(parent);
        oldest = parent;
      }
      const [first] = headers.slice(-1);
      assert(first !== undefined, "a chain of headers holds its last");
      if (first.height === 0n)
        checkSame("block 0", ["the chain asked for", parameters.chain.slice(7)], ["hash", first.hash.slice(0, 32)]);
      return headers.reverse();
    },
  };
}

function heightsDown(height: bigint, from: bigint): readonly bigint[] {
  const heights: bigint[] = [];
  for (let at = height; at >= from && heights.length < headersAskedMax; at -= 1n) heights.push(at);
  return heights;
}

function toHeader(value: unknown, asked: { path: string; hash: string; height: bigint }): BlockHeader {
  const bytes = toBytes(value, asked.path);
  if (bytes.length !== headerBytes)
    return malformed(asked.path, { found: `${bytes.length} bytes`, expected: `${headerBytes} bytes` });
  const header = readHeader(bytes, asked.height);
  checkSame(asked.path, ["the hash asked for", asked.hash], ["hash of the header", header.hash]);
  return header;
}
