// One text for an answer, so that two engines' answers can be compared before a time counts. The C program has the same in c/ledger.h.

/** Odd, from a number (holding or place) and a claim. */
export function mix(number, claim) {
  let mixed = Math.imul(number ^ 0x9e3779b9, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed ^ (claim + 1), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) | 1) >>> 0;
}

/** Sums rows of (number, claim, atoms): how many, how much, and a checksum that does not depend on their order. */
export function createAnswer() {
  let rows = 0;
  let total = 0n;
  let sum = 0n;
  return {
    add: (number, claim, atoms) => {
      rows += 1;
      total += atoms;
      sum += BigInt(mix(number, claim)) * BigInt.asUintN(64, atoms);
    },
    text: () => `${rows} ${total} ${BigInt.asUintN(64, sum).toString(16).padStart(16, "0")}`,
  };
}
