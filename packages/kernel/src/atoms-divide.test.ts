import { allocate } from "@tributary/domain";
import { describe, expect, it } from "vitest";
import { createPoolsProbes, createRandom, drawAmount, type PoolsProbe } from "./test-support/pools-probe.ts";

const probes = createPoolsProbes();
const bitsMax = { 2: 126, 5: 287 };

function divide(probe: PoolsProbe): (held: bigint, part: bigint, whole: bigint) => readonly [bigint, bigint] {
  const { heap, call, read, write, width } = probe;
  const at = heap.allocate(width * 5);
  call("placeDivision", heap.allocate(1024));
  return (held, part, whole) => {
    write(at, held);
    write(at + width, part);
    write(at + width * 2, whole);
    call("mulDivRem", at + width * 3, at + width * 4, at, at + width, at + width * 2);
    return [read(at + width * 3), read(at + width * 4)];
  };
}

describe.each(probes)("numbers of $limbs limbs", (probe) => {
  const bits = bitsMax[probe.limbs];

  it("divides a product exactly, as BigInt does, in 200,000 cases", { timeout: 120_000 }, () => {
    const random = createRandom(probe.limbs);
    const divideBy = divide(probe);
    for (let round = 0; round < 200_000; round += 1) {
      const a = drawAmount(random, bits);
      const b = drawAmount(random, bits);
      const [held, whole] = a < b ? [a, b] : [b, a];
      if (whole === 0n) continue;
      const kind = random(8);
      const part =
        kind === 0 ? whole : kind === 1 ? held : kind === 2 ? drawAmount(random, bits) : drawAmount(random, bits) % (whole + 1n);
      const [quotient, remainder] = divideBy(held, part, whole);
      if (quotient === (held * part) / whole && remainder === (held * part) % whole) continue;
      expect({ held, part, whole, quotient, remainder }).toEqual({
        held,
        part,
        whole,
        quotient: (held * part) / whole,
        remainder: (held * part) % whole,
      });
    }
  });

  it("divides where the product is next to a multiple of the divisor", { timeout: 60_000 }, () => {
    const random = createRandom(7);
    const divideBy = divide(probe);
    for (let round = 0; round < 20_000; round += 1) {
      // held * part = quotient * whole - 1, where held and whole have no common factor
      const whole = drawAmount(random, bits) | 1n;
      const held = drawAmount(random, bits) % whole;
      const inverse = invert(held, whole);
      if (inverse === undefined) continue;
      for (const part of [whole - inverse, inverse])
        expect(divideBy(held, part, whole)).toEqual([(held * part) / whole, (held * part) % whole]);
    }
  });

  it("shares an amount as the domain does, with one weight to 10,001", { timeout: 120_000 }, () => {
    const random = createRandom(11);
    const countMax = 10_001;
    const { heap, call, read, write, width } = probe;
    const weightsAt = heap.allocate(countMax * width);
    const partsAt = heap.allocate(countMax * width);
    const at = heap.allocate(2 * width);
    call("placeShares", heap.allocate(countMax * (width + 16) + 8192), countMax);
    const share = (part: bigint, weights: readonly bigint[]) => {
      weights.forEach((weight, index) => void write(weightsAt + index * width, weight));
      write(at, part);
      write(
        at + width,
        weights.reduce((sum, weight) => sum + weight, 0n),
      );
      call("shareOut", partsAt, weightsAt, weights.length, at, at + width);
      return weights.map((_, index) => read(partsAt + index * width));
    };
    const counts = [
      ...Array.from({ length: 4000 }, () => random(6) + 1),
      ...Array.from({ length: 300 }, () => random(150) + 1),
      1000,
      9_999,
      10_000,
      10_001,
    ];
    for (const [round, count] of counts.entries()) {
      const scale = random(bits - 16) + 1;
      const weights = Array.from({ length: count }, () =>
        round % 3 === 0 ? BigInt(round % 7) + 1n : drawAmount(random, scale) + BigInt(round % 2),
      );
      const whole = weights.reduce((sum, weight) => sum + weight, 0n);
      if (whole === 0n) continue;
      const part = round % 5 === 0 ? drawAmount(random, scale) : drawAmount(random, bits) % (whole + 1n);
      const expected = allocate(part, weights);
      expect(share(part, weights)).toEqual(expected);
    }
  });

  it("shares a part that is above the whole, as a conversion asks", { timeout: 60_000 }, () => {
    const random = createRandom(13);
    const { heap, call, read, write, width } = probe;
    const at = heap.allocate(6 * width);
    call("placeShares", heap.allocate(8192), 2);
    for (let round = 0; round < 20_000; round += 1) {
      const weights = [drawAmount(random, random(64) + 1) + 1n, drawAmount(random, random(64) + 1)];
      const part = drawAmount(random, round % 2 === 0 ? 64 : bits);
      for (const [index, value] of [...weights, part, weights.reduce((sum, weight) => sum + weight)].entries())
        write(at + index * width, value);
      call("shareOut", at + 4 * width, at, 2, at + 2 * width, at + 3 * width);
      expect([read(at + 4 * width), read(at + 5 * width)]).toEqual(allocate(part, weights));
    }
  });
});

it("reads the amounts of an index in each of its forms", () => {
  for (const { heap, call, read, limbs: width } of probes) {
    const column = heap.allocate(64);
    const wide = heap.allocate(64);
    const to = heap.allocate(64);
    const set = (at: number, ...limbs: readonly bigint[]) => heap.memory.u64(at, limbs.length).set(limbs);
    const load = (limbs: number, place: number) => {
      call("loadIndexAmount", to, column, limbs, wide, place);
      return read(to);
    };
    set(wide, 0n, 0n, 0n, 0n, 7n, 8n, width === 5 ? 9n : 0n, width === 5 ? 10n : 0n);
    const wideAmount = width === 5 ? 7n + (8n << 64n) + (9n << 128n) + (10n << 192n) : 7n + (8n << 64n);
    set(column, 5n, 2n ** 63n + 1n);
    expect([load(1, 0), load(1, 1)]).toEqual([5n, wideAmount]);
    set(column, 5n, 6n, 1n, 2n ** 63n);
    expect([load(2, 0), load(2, 1)]).toEqual([5n + (6n << 64n), wideAmount]);
    set(column, 1n, 2n, width === 5 ? 3n : 0n, width === 5 ? 4n : 0n, 0n);
    expect(load(5, 0)).toBe(width === 5 ? 1n + (2n << 64n) + (3n << 128n) + (4n << 192n) : 1n + (2n << 64n));
  }
});

function invert(value: bigint, modulus: bigint): bigint | undefined {
  let [low, high] = [value, modulus];
  let [factor, before] = [1n, 0n];
  while (low > 0n) {
    const times = high / low;
    [low, high] = [high - times * low, low];
    [factor, before] = [before - times * factor, factor];
  }
  return high === 1n ? ((before % modulus) + modulus) % modulus : undefined;
}
