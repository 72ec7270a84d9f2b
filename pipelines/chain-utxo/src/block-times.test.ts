import type { UtcMicros } from "@tributary/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type BlockHeader, readHeader, writeHeader } from "./block-header.ts";
import { readBlockTimes } from "./block-times.ts";

const noHash = "0".repeat(64);

function headersOf(times: readonly number[], first = 0n): readonly BlockHeader[] {
  return times.map((time, index) =>
    readHeader(
      writeHeader({ version: 1, parentHash: noHash, merkleRoot: noHash, time, bits: 0, nonce: 0 }),
      first + BigInt(index),
    ),
  );
}

test("a block whose clock goes back stands after its predecessor, by a microsecond for each block", () => {
  const times = readBlockTimes(headersOf([1000, 1900, 1500, 1899, 1901]));
  expect([0n, 1n, 2n, 3n, 4n].map(times.timeOf)).toEqual([
    1_000_000_000n,
    1_900_000_000n,
    1_900_000_001n,
    1_900_000_002n,
    1_901_000_000n,
  ]);
});

test("every range gives a block the same time, and times rise", () => {
  const clocks = fc.array(fc.integer({ min: -3600, max: 7200 }), { minLength: 330, maxLength: 330 });
  fc.assert(
    fc.property(clocks, fc.integer({ min: 145, max: 320 }), (drifts, from) => {
      const times = drifts.map((drift, index) => 1_000_000 + index * 600 + drift);
      const whole = readBlockTimes(headersOf(times));
      const part = readBlockTimes(headersOf(times.slice(from - 144), BigInt(from - 144)));
      let before = whole.timeOf(BigInt(from - 1)) - 1n;
      for (let height = BigInt(from - 1); height < 330n; height += 1n) {
        expect(part.timeOf(height)).toBe(whole.timeOf(height));
        expect(whole.timeOf(height)).toBeGreaterThan(before);
        before = whole.timeOf(height) as UtcMicros;
      }
    }),
  );
});

test("a block that falls behind its predecessor all the same is a contradiction", () => {
  const times = [9_000_000, ...Array.from({ length: 200 }, (_, index) => 1_000_000 + index * 600)];
  expect(() => readBlockTimes(headersOf(times))).toThrow(/SOURCE_INCONSISTENT at block 144/);
});
