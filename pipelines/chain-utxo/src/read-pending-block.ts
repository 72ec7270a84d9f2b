import { assert, compareTransfers, digestText } from "@tributary/domain";
import type { PendingBlock } from "@tributary/pipeline-kit";
import type { BlockHeader } from "./block-header.ts";
import { toBlockRef } from "./block-ref.ts";
import { readBlockTimes } from "./block-times.ts";
import { type BlocksToRead, readBlocks } from "./read-blocks.ts";

/**
 * One block that is not final, the last of these headers, for the pending area; the others are those that its time rests on. Whole, whoever is watched:
 * another reading of the same store may follow the same head.
 */
export async function readPendingBlock(
  source: Pick<BlocksToRead, "parameters" | "provesPrevouts" | "feed">,
  headers: readonly BlockHeader[],
): Promise<PendingBlock> {
  const last = headers.at(-1);
  assert(last !== undefined, "a pending block has a header");
  const times = readBlockTimes(headers);
  const items = await readBlocks(
    { ...source, accounts: null, fileSha256: digestText(last.hash), times, headers: [last] },
    new AbortController().signal,
  );
  const transfers = items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));
  return {
    ...toBlockRef(last),
    chain: source.parameters.chain,
    time: times.timeOf(last.height),
    transfers: transfers.sort(compareTransfers),
  };
}
