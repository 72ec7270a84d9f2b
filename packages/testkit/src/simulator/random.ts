/** Chance with a seed: the same seed and name give the same draws on every machine. */
export interface Random {
  /** An integer from 0 to `bound` - 1. */
  readonly below: (bound: number) => number;
  /** True with this chance, 0 to 1. */
  readonly chance: (share: number) => boolean;
  readonly pick: <Value>(values: readonly Value[]) => Value;
  /** An integer from 0 to `bound` - 1, of any size. */
  readonly bigBelow: (bound: bigint) => bigint;
}

/** A stream of its own for each name, so that what one part draws does not move another. */
export function seededRandom(seed: number, name: string): Random {
  let state = hashText(`${seed} ${name}`);

  // Splitmix32: a few operations a draw, and far more than enough for choosing among faults.
  function next(): number {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  const below = (bound: number): number => Math.floor((next() / 4_294_967_296) * bound);
  return {
    below,
    chance: (share) => next() < share * 4_294_967_296,
    pick: (values) => {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error("broken invariant: a choice has something to choose from");
      return value;
    },
    bigBelow: (bound) => {
      let value = 0n;
      for (let limit = bound; limit > 0n; limit >>= 32n) value = (value << 32n) | BigInt(next());
      return value % bound;
    },
  };
}

/** FNV-1a with a last mix. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
}
