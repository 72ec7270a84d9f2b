import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BlockInterval, clipBlocks, countBlocks, missingBlocks, segmentsOf, uniteBlocks } from "./block-interval.ts";

const block = fc.bigInt({ min: 0n, max: 60n });
const interval: fc.Arbitrary<BlockInterval> = fc.record({ from: block, to: block });
const intervals = fc.array(interval, { maxLength: 8 });

describe("intervals against sets of blocks", () => {
  test("union", () => {
    fc.assert(fc.property(intervals, (some) => expectBlocks(uniteBlocks(some), blocksOf(some))));
  });

  test("difference", () => {
    fc.assert(
      fc.property(intervals, intervals, (required, covered) => {
        const known = blocksOf(covered);
        expectBlocks(missingBlocks(required, covered), new Set([...blocksOf(required)].filter((number) => !known.has(number))));
      }),
    );
  });

  test("cut at bounds", () => {
    fc.assert(
      fc.property(intervals, interval, (some, bounds) => {
        expectBlocks(
          clipBlocks(some, bounds),
          new Set([...blocksOf(some)].filter((number) => number >= bounds.from && number <= bounds.to)),
        );
      }),
    );
  });

  test("segments hold every block once, none crosses the grid, and they are the same whatever is read of the others", () => {
    fc.assert(
      fc.property(intervals, intervals, fc.bigInt({ min: 1n, max: 9n }), (some, read, size) => {
        const segments = [...segmentsOf(some, size)];
        expect(segments.flatMap((segment) => [...blocksOf([segment])])).toEqual([...blocksOf(uniteBlocks(some))]);
        for (const { from, to } of segments) expect(from / size).toBe(to / size);
        const texts = new Set(segments.map(textOf));
        const done = segments.filter((segment) => read.some(({ from }) => from === segment.from));
        for (const segment of segmentsOf(missingBlocks(some, done), size)) expect(texts).toContain(textOf(segment));
      }),
    );
  });
});

function expectBlocks(actual: readonly BlockInterval[], expected: ReadonlySet<bigint>): void {
  expect(blocksOf(actual)).toEqual(expected);
  expect(countBlocks(actual)).toBe(BigInt(expected.size));
  actual.forEach(({ from, to }, index) => {
    expect(from <= to).toBe(true);
    const next = actual[index + 1];
    if (next !== undefined) expect(next.from > to + 1n).toBe(true);
  });
}

function blocksOf(some: readonly BlockInterval[]): Set<bigint> {
  const blocks = new Set<bigint>();
  for (const { from, to } of some) for (let number = from; number <= to; number += 1n) blocks.add(number);
  return blocks;
}

function textOf({ from, to }: BlockInterval): string {
  return `${from}..${to}`;
}
