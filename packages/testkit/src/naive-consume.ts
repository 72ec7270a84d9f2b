import { assertNever } from "@tributary/domain";
import type { TracingRule } from "@tributary/trace";

/** The label of value that is not identified as proceeds. */
export const unattributed = -1;

/** Atoms that arrived together. The label is a claim's place in the request, or `unattributed`. */
export interface Lot {
  readonly label: number;
  readonly atoms: bigint;
}

export interface Consumption {
  /** In the order consumed. */
  readonly taken: readonly Lot[];
  /** Oldest first. */
  readonly left: readonly Lot[];
}

export type AmountRule = Exclude<TracingRule, "poison">;

/** Takes `atoms` from lots in arrival order; the lots must hold that much (spec, section 4). */
export function consume(rule: AmountRule, lots: readonly Lot[], atoms: bigint): Consumption {
  switch (rule) {
    case "fifo":
      return takeInTurn(lots, [...lots.keys()], atoms);
    case "lifo":
      return takeInTurn(lots, [...lots.keys()].reverse(), atoms);
    case "pifo": {
      const places = [...lots.keys()];
      const isClaim = (place: number): boolean => lots[place]?.label !== unattributed;
      return takeInTurn(lots, [...places.filter(isClaim), ...places.filter((place) => !isClaim(place))], atoms);
    }
    case "pro-rata": {
      const held = holdingByLabel(lots);
      return takeShares(held, shareByLargestRemainder(held, atoms));
    }
    case "libr": {
      const held = holdingByLabel(lots);
      const plain = held.filter((lot) => lot.label === unattributed);
      const claims = held.filter((lot) => lot.label !== unattributed);
      const fromPlain = plain.map((lot) => smaller(lot.atoms, atoms));
      const rest = atoms - sum(fromPlain);
      return takeShares([...plain, ...claims], [...fromPlain, ...shareByLargestRemainder(claims, rest)]);
    }
    default:
      return assertNever(rule);
  }
}

/**
 * Shares of `atoms` by what each lot holds: floor(held x atoms / total), and the left-over atoms one each to the
 * largest remainders, ties in the order given (spec, section 4, rounding).
 */
export function shareByLargestRemainder(lots: readonly Lot[], atoms: bigint): bigint[] {
  const total = sum(lots.map((lot) => lot.atoms));
  if (atoms === 0n || total === 0n) return lots.map(() => 0n);
  const shares = lots.map((lot) => (lot.atoms * atoms) / total);
  const remainders = lots.map((lot) => (lot.atoms * atoms) % total);
  const leftOver = Number(atoms - sum(shares));
  const order = [...lots.keys()].sort((a, b) => {
    const [left, right] = [remainders[a] ?? 0n, remainders[b] ?? 0n];
    return left > right ? -1 : left < right ? 1 : a - b;
  });
  const lucky = new Set(order.slice(0, leftOver));
  return shares.map((share, place) => (lucky.has(place) ? share + 1n : share));
}

export function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

export function totalOf(lots: readonly Lot[]): bigint {
  return sum(lots.map((lot) => lot.atoms));
}

/** One lot a label: claims in the order of the request, unattributed last. */
function holdingByLabel(lots: readonly Lot[]): Lot[] {
  const labels = [...new Set(lots.map((lot) => lot.label))].sort((a, b) => rankLabel(a) - rankLabel(b));
  return labels.map((label) => ({ label, atoms: totalOf(lots.filter((lot) => lot.label === label)) }));
}

function rankLabel(label: number): number {
  return label === unattributed ? Number.MAX_SAFE_INTEGER : label;
}

function takeInTurn(lots: readonly Lot[], turns: readonly number[], atoms: bigint): Consumption {
  const taken: Lot[] = [];
  const left = lots.map((lot) => lot.atoms);
  let missing = atoms;
  for (const place of turns) {
    const lot = lots[place];
    if (lot === undefined || missing === 0n) continue;
    const part = smaller(lot.atoms, missing);
    taken.push({ label: lot.label, atoms: part });
    left[place] = lot.atoms - part;
    missing -= part;
  }
  return { taken: withoutZeros(taken), left: withoutZeros(lots.map((lot, place) => ({ ...lot, atoms: left[place] ?? 0n }))) };
}

function takeShares(held: readonly Lot[], shares: readonly bigint[]): Consumption {
  return {
    taken: withoutZeros(held.map((lot, place) => ({ ...lot, atoms: shares[place] ?? 0n }))),
    left: withoutZeros(held.map((lot, place) => ({ ...lot, atoms: lot.atoms - (shares[place] ?? 0n) }))),
  };
}

function withoutZeros(lots: readonly Lot[]): Lot[] {
  return lots.filter((lot) => lot.atoms > 0n);
}

export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
