import { extend } from "./growing-texts.ts";
import { amountWords } from "./movement-blocks.ts";

const endWords = 4;
/** Sums from 2^126 on are not kept: the top word's highest bit says so. */
const topMax = 0x4000_0000;
const notKept = 0x8000_0000;

/** An amount among others: it begins at a word. */
interface Amount {
  readonly amounts: Uint32Array;
  readonly amountAt: number;
}

/** What each holding has after the last movement so far, where it had before all of them the least that keeps it from going negative. */
export interface InferredEnds {
  readonly move: (payer: number, payee: number, amount: Amount) => void;
  /** Of so many holdings: four words of 32 bits each, the lowest first. */
  readonly words: (holdings: number) => Uint32Array;
}

/**
 * Goes on from what an earlier segment ends with. What a debit lacks was there from the start, so a balance that would fall below nothing is nothing,
 * and no opening has to be known (README of trace, openings). Sums that get too large are left out from then on.
 */
export function createInferredEnds(before: Uint32Array): InferredEnds {
  let words = before.slice();
  const makeRoom = (holding: number): void => {
    if ((holding + 1) * endWords <= words.length) return;
    words = extend(words, Math.max(2 * words.length, (holding + 1) * endWords, 1 << 12));
  };
  return {
    move: (payer, payee, { amounts, amountAt }) => {
      makeRoom(Math.max(payer, payee));
      const isLarge = isTooLarge(amounts, amountAt);
      if (isLarge) words[payer * endWords + endWords - 1] = notKept;
      else takeFrom(words, payer * endWords, { amounts, amountAt });
      if (isLarge) words[payee * endWords + endWords - 1] = notKept;
      else addTo(words, payee * endWords, { amounts, amountAt });
    },
    words: (holdings) => {
      makeRoom(holdings);
      return words.slice(0, holdings * endWords);
    },
  };
}

function isTooLarge(amounts: Uint32Array, amountAt: number): boolean {
  for (let word = endWords; word < amountWords; word += 1) if (amounts[amountAt + word] !== 0) return true;
  return (amounts[amountAt + endWords - 1] ?? 0) >= topMax;
}

function takeFrom(words: Uint32Array, at: number, { amounts, amountAt }: Amount): void {
  if ((words[at + endWords - 1] ?? 0) >= notKept) return;
  let borrow = 0;
  for (let word = 0; word < endWords; word += 1) {
    const rest = (words[at + word] ?? 0) - (amounts[amountAt + word] ?? 0) - borrow;
    borrow = rest < 0 ? 1 : 0;
    words[at + word] = rest;
  }
  if (borrow === 1) words.fill(0, at, at + endWords);
}

function addTo(words: Uint32Array, at: number, { amounts, amountAt }: Amount): void {
  const top = at + endWords - 1;
  if ((words[top] ?? 0) >= notKept) return;
  let carry = 0;
  for (let word = 0; word < endWords; word += 1) {
    const sum = (words[at + word] ?? 0) + (amounts[amountAt + word] ?? 0) + carry;
    carry = sum > 0xffff_ffff ? 1 : 0;
    words[at + word] = sum;
  }
  if ((words[top] ?? 0) >= topMax) words[top] = notKept;
}
