import { makeRandom } from "../integration/seeded-random.ts";

/** Choices that are the same for the same seed and number. */
export interface Random {
  readonly below: (count: number) => number;
  readonly pick: <Value>(values: readonly Value[]) => Value;
  readonly oneIn: (count: number) => boolean;
}

/** Each case has choices of its own, so that one can be made again without those before it. */
export function randomOf(seed: number, number: number): Random {
  const draw = makeRandom((Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) | 0);
  const below = (count: number): number => draw(Math.max(count, 1));
  return {
    below,
    pick: (values) => {
      const [first] = values;
      if (first === undefined) throw new Error("nothing to pick from");
      return values[below(values.length)] ?? first;
    },
    oneIn: (count) => below(count) === 0,
  };
}
