import type { BlockRef } from "@tributary/chain-kit";
import { boundInstant, unwrap } from "@tributary/domain";
import type { BlockHeader } from "./block-header.ts";

const microsPerSecond = 1_000_000n;

/** A block as workers know it. The time is the header's own. */
export function toBlockRef({ height, hash, parentHash, time }: BlockHeader): BlockRef {
  const instant = unwrap(boundInstant(time * microsPerSecond, time.toString()), { path: `block ${height}` });
  return { number: height, hash, parentHash: height === 0n ? "" : parentHash, time: instant };
}
