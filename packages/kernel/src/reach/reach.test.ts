import fc from "fast-check";
import { expect, test } from "vitest";
import { flatten, newHeap, type PlainLedger } from "../test-support/flat-ledger.ts";
import { naiveBackward, naiveReach, naiveWalk } from "../test-support/naive-reach.ts";
import { randomCase } from "../test-support/random-ledger.ts";
import { createReach, type Reach } from "./reach.ts";
import type { Reached, WalkQuestion } from "./reach-question.ts";

const heap = newHeap();
const runs = Number(process.env["TRIBUTARY_REACH_RUNS"] ?? 1000);

/** By marks alone, by looking at every place, and as it comes. */
const shares = [0, 1_000_000, 8];

function withReach(ledger: PlainLedger, work: (reach: Reach) => void): void {
  const mark = heap.mark();
  const flat = flatten(ledger, heap);
  for (const scanShare of shares) work(createReach(flat, { scanShare }));
  heap.release(mark);
}

const asMap = (found: Reached): Record<string, number> => {
  const { nodes, firsts } = found.list();
  return Object.fromEntries([...nodes].map((node, index) => [node, firsts[index] ?? -1]));
};

test("a reach finds every holding that the plain pass finds, at the same first place", () => {
  fc.assert(
    fc.property(randomCase(), ({ ledger, question }) => {
      const expected = naiveReach(ledger, question);
      withReach(ledger, (reach) => {
        for (const eventsPerStep of [1, 7, 1000]) {
          const found = reach.reach(question, { eventsPerStep });
          expect(found.status).toBe("done");
          expect(asMap(found)).toEqual(Object.fromEntries(expected.firsts));
          expect(found.placesVisited).toBe(expected.places.length);
          expect(found.placeSum).toBe(BigInt(expected.places.reduce((sum, place) => sum + place, 0)));
        }
      });
    }),
    { numRuns: runs },
  );
});

test("a walk finds what rounds over frontiers find", () => {
  const asked = fc.record({
    by: fc.constantFrom("holding" as const, "account" as const),
    from: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 2 }),
    hopsMax: fc.option(fc.integer({ min: 1, max: 4 })),
    stops: fc.array(fc.nat(6), { maxLength: 1 }),
    degreeMax: fc.option(fc.integer({ min: 0, max: 12 })),
    placeEnd: fc.nat(30),
  });
  fc.assert(
    fc.property(randomCase(), asked, ({ ledger }, walk: WalkQuestion) => {
      const expected = naiveWalk(ledger, walk);
      withReach(ledger, (reach) => {
        for (const eventsPerStep of [1, 1000]) {
          const found = reach.walk(walk, { eventsPerStep });
          expect(asMap(found)).toEqual(Object.fromEntries(expected.firsts));
          expect(found.placesVisited).toBe(expected.places.length);
          expect(found.placeSum).toBe(BigInt(expected.places.reduce((sum, place) => sum + place, 0)));
        }
      });
    }),
    { numRuns: runs },
  );
});

test("a walk back finds what the law of section 7 finds, said until nothing is new", () => {
  const asked = fc.record({
    targets: fc.uniqueArray(fc.nat(29), { minLength: 1, maxLength: 3 }),
    hopsMax: fc.option(fc.integer({ min: 0, max: 4 })),
  });
  fc.assert(
    fc.property(randomCase(), asked, ({ ledger, question }, { targets, hopsMax }) => {
      const back = { targets, hopsMax, stops: question.stops, placeEnd: question.placeEnd ?? 30 };
      const expected = naiveBackward(ledger, back);
      withReach(ledger, (reach) => {
        for (const eventsPerStep of [1, 1000]) {
          const found = reach.backward(back, { eventsPerStep });
          expect(found.status).toBe("done");
          expect(asMap(found)).toEqual(Object.fromEntries(expected.deadlines));
          expect([...found.places()]).toEqual([...expected.places].sort((a, b) => a - b));
          const { accounts, hops } = found.hops();
          expect(new Map([...accounts].map((account, index) => [account, hops[index]]))).toEqual(expected.hops);
        }
      });
    }),
    { numRuns: runs },
  );
});

test("a sparse reach in a long ledger visits what it touches, and leaves nothing behind", () => {
  const length = 700_000;
  const background = Array.from({ length }, (_, place) => ({ payer: 100 + (place % 50), payee: 200 + (place % 70), atoms: 1n }));
  const ways = fc.array(fc.record({ place: fc.nat(length - 1), payer: fc.nat(20), payee: fc.nat(20) }), {
    minLength: 40,
    maxLength: 60,
  });
  fc.assert(
    fc.property(ways, (steps) => {
      const events = [...background];
      for (const { place, payer, payee } of steps) if (payer !== payee) events[place] = { payer, payee, atoms: 1n };
      const numbers = Array.from({ length: 300 }, (_, holding) => holding);
      const ledger = { events, accountOf: numbers, assetOf: numbers.map(() => 0), special: [], cuts: [350_000], conversions: [] };
      const question = { starts: [{ place: 0, holding: 0 }], hopZero: [0], seeds: [], stops: [], hopsMax: 4 };
      const expected = naiveReach(ledger, question);
      const targets = steps.slice(0, 3).map((step) => step.place);
      const backs = [3, null].map((hopsMax) => ({ targets, hopsMax, stops: [] }));
      const walked = backs.map((back) => naiveBackward(ledger, back));
      withReach(ledger, (reach) => {
        for (const [index, back] of backs.entries()) {
          const found = reach.backward(back);
          expect(asMap(found)).toEqual(Object.fromEntries(walked[index]?.deadlines ?? []));
          expect(new Set(found.places())).toEqual(walked[index]?.places);
        }
        for (let round = 0; round < 2; round += 1)
          expect(asMap(reach.reach(question))).toEqual(Object.fromEntries(expected.firsts));
      });
    }),
    { numRuns: 3 },
  );
});
