/** Xoshiro128++: integers of 32 bits from a seed, the same on every machine. */
export function makeRandom(seed) {
  let a = seed | 0;
  let b = 0x9e3779b9 ^ seed;
  let c = 0x7f4a7c15;
  let d = 0x5851f42d;
  const next = () => {
    const sum = (a + d) | 0;
    const value = (((sum << 7) | (sum >>> 25)) + a) | 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return value >>> 0;
  };
  for (let warm = 0; warm < 32; warm += 1) next();
  return next;
}

/** A whole number from 0 to `bound` - 1; `bound` is at most 2^32. */
export function below(next, bound) {
  return Math.floor((next() / 4_294_967_296) * bound);
}

/** A number from 1 to `most`, each doubling as likely as the next: recent things are chosen far more often than old ones. */
export function recentLag(next, most) {
  const bits = 32 - Math.clz32(most);
  const top = 2 ** below(next, bits);
  return Math.min(most, top + below(next, top));
}

/** Running sums of falling weights (1/1, 1/2, 1/3 ... unless said otherwise), to be drawn from with `drawRank`. */
export function makeRanks(count, divisor = (rank) => rank) {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) {
    sum += 1 / divisor(rank + 1);
    sums[rank] = sum;
  }
  return sums;
}

/** A rank, by its weight. */
export function drawRank(next, sums) {
  const wanted = (next() / 4_294_967_296) * sums[sums.length - 1];
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
