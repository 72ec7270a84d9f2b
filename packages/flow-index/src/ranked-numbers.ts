import type { TextRows } from "./growing-texts.ts";
import { sortTexts } from "./sort-texts.ts";

/** Texts that were numbered as they came up, and are to be numbered in bytewise order. */
export interface RankedNumbers {
  /** The texts' rows in bytewise order. */
  readonly order: Uint32Array;
  /** The numbers that stand for those given before; numbers below `firstNew` stay. */
  readonly renumber: (numbers: Uint32Array) => Uint32Array;
}

/** `added`: the texts of the numbers from `firstNew` on. */
export function rankNumbers(added: TextRows, firstNew: number): RankedNumbers {
  const order = sortTexts(added);
  const ranks = new Uint32Array(order.length);
  order.forEach((row, rank) => {
    ranks[row] = rank;
  });
  return {
    order,
    renumber: (numbers) => numbers.map((number) => (number < firstNew ? number : firstNew + (ranks[number - firstNew] ?? 0))),
  };
}
