import { assert, boundInstant, fail, type UtcMicros } from "@tributary/domain";
import type { BlockHeader } from "./block-header.ts";

/**
 * Blocks that a time is taken from, the block itself included: a day of them. Miners' clocks go back by at most two hours and more, and the ledger's
 * order is by time first, so that a block must never fall before the one that it spends from. A fixed window gives every range the same times.
 */
const timeWindowBlocks = 144n;

/** Blocks that must be known before a range: the window of the block just before it. */
export const headersBeforeRange: bigint = 144n;

const microsPerSecond = 1_000_000n;

/**
 * When the ledger says that a block happened: the greatest time in the headers of the window, and for a block that came while that time
 * stood, as many microseconds later as it is blocks further on. So no two blocks share an instant, and coverage of ranges meets without a gap.
 */
export interface BlockTimes {
  readonly timeOf: (height: bigint) => UtcMicros;
}

/**
 * `headers` are in a row, the first `headersBeforeRange` of them (or all from the genesis block on) only to look back upon. Throws SOURCE_INCONSISTENT for a block
 * whose time falls behind its predecessor's all the same.
 */
export function readBlockTimes(headers: readonly BlockHeader[]): BlockTimes {
  const first = headers[0]?.height ?? 0n;
  const times = new Map<bigint, UtcMicros>();
  let before: UtcMicros | undefined;
  for (const [index, header] of headers.entries()) {
    const isReached = first === 0n || BigInt(index) >= timeWindowBlocks - 1n;
    if (!isReached) continue;
    const time = windowTime(headers.slice(Math.max(0, index + 1 - Number(timeWindowBlocks)), index + 1));
    if (before !== undefined && time <= before)
      fail("SOURCE_INCONSISTENT", {
        found: `time ${header.time} in the header`,
        expected: `a time that lets the block follow its predecessor: no clock of a miner stands still for ${timeWindowBlocks} blocks`,
        where: { path: `block ${header.height}` },
      });
    times.set(header.height, time);
    before = time;
  }
  return {
    timeOf: (height) => {
      const time = times.get(height);
      assert(time !== undefined, "a time is asked for a block whose window was read");
      return time;
    },
  };
}

function windowTime(window: readonly BlockHeader[]): UtcMicros {
  let greatest = -1n;
  let since = 0n;
  for (const { time, height } of window) {
    if (time <= greatest) continue;
    greatest = time;
    since = height;
  }
  const height = window.at(-1)?.height ?? since;
  const bounded = boundInstant(greatest * microsPerSecond + (height - since), greatest.toString());
  assert(bounded.ok, "a time of 32 bits is in the range of instants");
  return bounded.value;
}
