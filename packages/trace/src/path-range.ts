import type { LotPart } from "./lot-graph.ts";

/** A stretch of a node's content, from `from / den` to `to / den`: behind a conversion a stretch need not start or end at a whole atom. */
export interface ContentRange {
  readonly from: bigint;
  readonly to: bigint;
  readonly den: bigint;
}

/** Where content `x` of a node lies in the position: at `(scale * x + shift) / den`. A scale below zero turns the order round. */
export interface PositionMap {
  readonly scale: bigint;
  readonly shift: bigint;
  readonly den: bigint;
}

/** The common stretch of a range and a part of the same node; undefined where there is none. */
export function clipRange({ from, to, den }: ContentRange, { at, size }: LotPart): ContentRange | undefined {
  const low = at * den;
  const high = (at + size) * den;
  const clipped = { from: from > low ? from : low, to: to < high ? to : high, den };
  return clipped.from < clipped.to ? clipped : undefined;
}

/** The range of a part, in the content of the part's source. `sourceSize` is the size of that node. */
export function sourceRange(
  { from, to, den }: ContentRange,
  part: Exclude<LotPart, { kind: "start" }>,
  sourceSize: bigint,
): ContentRange {
  if (part.kind === "taken") {
    if (!part.isReversed) {
      const shift = (part.from - part.at) * den;
      return { from: from + shift, to: to + shift, den };
    }
    const turn = (part.from + part.size + part.at) * den;
    return { from: turn - to, to: turn - from, den };
  }
  const shift = (part.before - part.at) * den;
  return { from: (from + shift) * sourceSize, to: (to + shift) * sourceSize, den: den * part.gained };
}

/** Where the content of a part's source lies in the position, from where that of the part's node lies. */
export function sourceMap(
  { scale, shift, den }: PositionMap,
  part: Exclude<LotPart, { kind: "start" }>,
  sourceSize: bigint,
): PositionMap {
  if (part.kind === "taken") {
    if (!part.isReversed) return { scale, shift: shift + scale * (part.at - part.from), den };
    return { scale: -scale, shift: shift + scale * (part.from + part.size + part.at), den };
  }
  const moved = shift + scale * (part.at - part.before);
  return { scale: scale * part.gained, shift: moved * sourceSize, den: den * sourceSize };
}

/** The range in the position. */
export function placeRange({ from, to, den }: ContentRange, { scale, shift, den: mapDen }: PositionMap): ContentRange {
  const move = (x: bigint): bigint => scale * x + shift * den;
  const isTurned = scale < 0n;
  return { from: move(isTurned ? to : from), to: move(isTurned ? from : to), den: den * mapDen };
}

/** Whole atoms of a range: what it holds up to its end, less what lies before it. Ranges that follow each other sum exactly. */
export function wholeAtoms({ from, to, den }: ContentRange): bigint {
  return to / den - from / den;
}
