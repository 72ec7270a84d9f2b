/** How fast blocks come in, over the last seconds rather than since the start. */
export interface RateMeter {
  /** Blocks read so far, at a time in milliseconds. */
  readonly note: (blocks: bigint, now: number) => void;
  readonly perSecond: () => number;
}

const samplesMax = 64;
const windowMilliseconds = 30_000;

export function openRateMeter(): RateMeter {
  const samples: { readonly blocks: bigint; readonly at: number }[] = [];
  return {
    note: (blocks, now) => {
      const last = samples.at(-1);
      // Many notes within a moment are one sample, so that the window stays wide with few of them.
      if (samples.length > 1 && last !== undefined && now - last.at < windowMilliseconds / samplesMax) samples.pop();
      samples.push({ blocks, at: now });
      while (samples.length > samplesMax || now - (samples[0]?.at ?? now) > windowMilliseconds) samples.shift();
    },
    perSecond: () => {
      const [first, last] = [samples[0], samples.at(-1)];
      if (first === undefined || last === undefined || last.at <= first.at) return 0;
      return (Number(last.blocks - first.blocks) * 1000) / (last.at - first.at);
    },
  };
}
