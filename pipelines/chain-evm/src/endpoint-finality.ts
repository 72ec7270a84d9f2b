import type { Endpoint, Finality } from "@tributary/chain-kit";
import { fail } from "@tributary/domain";
import { type BlockFetcher, readScalar } from "./fetch-block.ts";

/** What an endpoint itself calls final. */
export interface EndpointFinality {
  /** The number of its last final block by the chain's rule; null where it has none or cannot tell. */
  readonly ask: (endpoint: Endpoint) => Promise<bigint | null>;
  /**
   * What counts as final is asked only of endpoints that call it final themselves: one that lags may still follow a branch that the chain has dropped
   * since, and all that it says of it recomputes. Errors: SOURCE_UNAVAILABLE.
   */
  readonly check: (endpoint: Endpoint, number: bigint) => Promise<void>;
}

export function openEndpointFinality(options: { finality: Finality; fetcher: BlockFetcher }): EndpointFinality {
  const { finality, fetcher } = options;
  const finalAt = new Map<string, bigint>();

  async function ask(endpoint: Endpoint): Promise<bigint | null> {
    const { rule, blocksWithoutTag } = finality;
    if (rule.kind === "depth") return (await askHead(endpoint)) - rule.blocks;
    const finalized = await fetcher.fetchFinalized(endpoint);
    if (finalized !== null) return finalized.number;
    return blocksWithoutTag === null ? null : (await askHead(endpoint)) - blocksWithoutTag;
  }

  async function check(endpoint: Endpoint, number: bigint): Promise<void> {
    if (number <= (finalAt.get(endpoint.name) ?? -1n)) return;
    const own = await ask(endpoint);
    if (own !== null) finalAt.set(endpoint.name, own);
    if (own === null || own < number)
      fail("SOURCE_UNAVAILABLE", {
        found: `${endpoint.name}, whose last final block is ${own ?? "none"}`,
        expected: `an endpoint that calls block ${number} final`,
        where: { path: `block ${number}` },
      });
  }

  return { ask, check };
}

/** The number of an endpoint's newest block. */
export async function askHead(endpoint: Endpoint): Promise<bigint> {
  return readScalar("eth_blockNumber", await endpoint.demand("eth_blockNumber", []));
}
