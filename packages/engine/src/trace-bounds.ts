import type { FollowControl } from "@tributary/trace";

/** How a trace is watched and ended early. What was held then is held in the answer, and what was not followed is listed. */
export interface TraceBounds extends FollowControl {
  /** Bytes that a trace over the index may hold beside it. */
  readonly memoryBytesMax?: number;
}

export interface BoundsOptions {
  /** From now on. A part of it is kept back for writing what was found. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  readonly memoryBytesMax?: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly clock?: () => number;
}

/** Of the time that a deadline leaves, what is for following money; the rest is for telling of it. */
const followingShare = 0.5;

/** Where that time ended before it was known what can be reached: until when what was reached is followed. */
const lastShare = 0.75;

/** Bounds by the machine's clock, by a signal, or none. */
export function traceBounds({
  deadlineMs,
  signal,
  memoryBytesMax,
  onProgress,
  clock = () => performance.now(),
}: BoundsOptions): TraceBounds {
  const startMs = clock();
  const stopAt = (share: number) => (): string | undefined => {
    if (signal?.aborted === true) return "cancelled";
    return deadlineMs !== undefined && clock() >= startMs + deadlineMs * share ? "deadline" : undefined;
  };
  return {
    shouldStop: stopAt(followingShare),
    shouldStopAtLast: stopAt(lastShare),
    ...(memoryBytesMax === undefined ? {} : { memoryBytesMax }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}
