import type { Endpoint, Finality } from "@tributary/chain-kit";
import { type BlockFetcher, readScalar } from "./fetch-block.ts";

/** The number of an endpoint's last final block by the chain's rule: its own tag, or so many blocks under the head. Null where it cannot tell. */
export async function askFinal(
  endpoint: Endpoint,
  { finality, fetcher }: { readonly finality: Finality; readonly fetcher: BlockFetcher },
): Promise<bigint | null> {
  const { rule, blocksWithoutTag } = finality;
  if (rule.kind === "depth") return (await askHead(endpoint)) - rule.blocks;
  const finalized = await fetcher.fetchFinalized(endpoint);
  if (finalized !== null) return finalized.number;
  return blocksWithoutTag === null ? null : (await askHead(endpoint)) - blocksWithoutTag;
}

/** The number of an endpoint's newest block. */
export async function askHead(endpoint: Endpoint): Promise<bigint> {
  return readScalar("eth_blockNumber", await endpoint.demand("eth_blockNumber", []));
}
