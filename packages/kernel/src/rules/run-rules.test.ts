import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PlainQuestion, type ToldRun, tellRun } from "../test-support/ask-rules.ts";
import { none } from "./layout.ts";
import type { KernelRule } from "./rules-question.ts";

const rules: readonly KernelRule[] = ["fifo", "lifo", "pro-rata", "libr", "pifo", "strict", "poison"];
const accountCount = 5;
const holdingCount = accountCount * 2;
const atoms = fc.oneof(fc.bigInt({ min: 1n, max: 9n }), fc.bigInt({ min: 1n, max: (1n << 118n) - 1n }));
const place = fc.nat({ max: 24 });
const account = fc.nat({ max: accountCount - 1 });

const plainQuestion: fc.Arbitrary<PlainQuestion> = fc
  .record({
    moves: fc.array(
      fc.record({ from: account, step: fc.integer({ min: 1, max: accountCount - 1 }), asset: fc.nat({ max: 1 }), atoms }),
      {
        minLength: 1,
        maxLength: 24,
      },
    ),
    openings: fc.array(fc.oneof(fc.constant(0n), atoms), { minLength: holdingCount, maxLength: holdingCount }),
    special: fc.constantFrom(0, 0, 1),
    stops: fc.array(fc.tuple(account, place, place), { maxLength: 2 }),
    seeded: fc.array(fc.tuple(place, fc.nat({ max: 2 })), { maxLength: 3 }),
    accountSeeds: fc.array(fc.tuple(fc.oneof(place, fc.constant(none)), account, fc.nat({ max: 2 }), fc.constantFrom(0, 0, 1)), {
      maxLength: 2,
    }),
    openingSeeds: fc.array(fc.tuple(fc.nat({ max: holdingCount - 1 }), fc.nat({ max: 2 })), { maxLength: 2 }),
    legs: fc.array(fc.tuple(place, fc.constantFrom(1, 2), fc.nat({ max: 1 })), { maxLength: 6 }),
    hopsMax: fc.constantFrom(null, null, 0, 1, 2),
    accountsMax: fc.constantFrom(1, 9, 9),
    dust: fc.constantFrom(0n, 0n, 4n),
    claimCount: fc.constantFrom(1, 3),
    isNarrow: fc.boolean(),
    logsMoves: fc.boolean(),
  })
  .map((drawn) => {
    const events = drawn.moves.map(({ from, step, asset, atoms: moved }) => ({
      payer: from * 2 + asset,
      payee: ((from + step) % accountCount) * 2 + asset,
      atoms: drawn.isNarrow ? BigInt.asUintN(62, moved) : moved,
    }));
    const claimOf = (claim = 0): number => claim % drawn.claimCount;
    return {
      ...drawn,
      events,
      accountCount,
      special: [0, 0, 0, 0, drawn.special],
      stops: listStops(drawn),
      transferSeeds: distinct(drawn.seeded)
        .filter(([at = 0]) => at < events.length)
        .map(([at = 0, claim]) => [at, claimOf(claim)]),
      accountSeeds: [...new Map(drawn.accountSeeds.map((seed) => [seed[1], seed])).values()]
        .sort(([a], [b]) => a - b)
        .map(([at, owner, claim, stop]) => [at, owner, claimOf(claim), stop]),
      openingSeeds: distinct(drawn.openingSeeds).map(([holding = 0, claim]) => [holding, claimOf(claim)]),
      legs: distinct(drawn.legs).filter(([at = 0]) => at < events.length),
      conversionAccounts: [0, 1],
    };
  });

function listStops(drawn: {
  readonly special: number;
  readonly stops: readonly (readonly [number, number, number])[];
}): number[][] {
  const named = [
    ...new Map(drawn.stops.map(([owner, from, to]) => [owner, [owner, Math.min(from, to), Math.max(from, to), 0]])).values(),
  ];
  const rows = drawn.special === 0 ? named : [...named.filter(([owner]) => owner !== 4), [4, 0, none, 1]];
  return rows.sort(([a = 0], [b = 0]) => a - b);
}

function distinct(rows: readonly (readonly number[])[]): (readonly number[])[] {
  return [...new Map(rows.map((row) => [row[0] ?? 0, row])).values()].sort(([a = 0], [b = 0]) => a - b);
}

describe.each(rules)("%s", (rule) => {
  test("says the same with amounts of two and of five limbs, and in steps of any size", () => {
    fc.assert(
      fc.property(plainQuestion, fc.integer({ min: 1, max: 5 }), (question, eventsPerStep) => {
        const told = tellRun(rule, question, { limbs: 2 });
        expect(tellRun(rule, question, { limbs: 5 })).toEqual(told);
        expect(tellRun(rule, question, { limbs: 2, control: { eventsPerStep } })).toEqual(told);
      }),
      { numRuns: 2000 },
    );
  });

  test("stopped at a place, says what the ledger up to there says", () => {
    fc.assert(
      fc.property(plainQuestion, fc.nat({ max: 24 }), (question, end) => {
        fc.pre(end < question.events.length);
        let done = 0;
        const control = {
          eventsPerStep: 1,
          shouldStop: () => (done === end ? "asked to" : undefined),
          onProgress: (events: number) => {
            done = events;
          },
        };
        const stopped = tellRun(rule, question, { limbs: 2, control });
        expect(stopped.stoppedAt).toEqual({ place: end, why: "asked to" });
        const isCut = ([at = 0]: readonly number[]): boolean => at < end;
        const cut = {
          ...question,
          events: question.events.slice(0, end),
          transferSeeds: question.transferSeeds.filter(isCut),
          legs: question.legs.filter(isCut),
          // A seed that starts later does not start, as one that the ledger's end cuts off.
          accountSeeds: question.accountSeeds.map(([at = 0, ...rest]) => [at < end ? at : none, ...rest]),
        };
        expect({ ...stopped, stoppedAt: undefined }).toEqual(tellRun(rule, cut, { limbs: 2 }));
      }),
      { numRuns: 500 },
    );
  });

  test("keeps every atom: what was there and what came late is there at the end", () => {
    fc.assert(
      fc.property(plainQuestion, (drawn) => {
        const question = { ...drawn, special: [0, 0, 0, 0, 0], stops: drawn.stops.filter(([owner]) => owner !== 4), legs: [] };
        const told = tellRun(rule, question, { limbs: 5 });
        expect(sumOf(told, 2)).toBe(sumOf(told, 1) + question.openings.reduce((sum, opening) => sum + opening, 0n));
      }),
      { numRuns: 300 },
    );
  });
});

function sumOf({ holdings }: ToldRun, column: 1 | 2): bigint {
  return holdings.reduce((sum, holding) => sum + holding[column], 0n);
}
