import fc from "fast-check";
import { expect, test } from "vitest";
import { readAtoms as readColumn } from "../rules/layout.ts";
import { flatten, newHeap, type PlainLedger } from "../test-support/flat-ledger.ts";
import { naiveBalance, naivePartPlaces } from "../test-support/naive-part.ts";
import { naiveReach } from "../test-support/naive-reach.ts";
import { randomCase } from "../test-support/random-ledger.ts";
import type { CompactPart } from "./part.ts";
import { createReach, type Reach } from "./reach.ts";
import type { ReachQuestion } from "./reach-question.ts";

const heap = newHeap();
const runs = Number(process.env["TRIBUTARY_REACH_RUNS"] ?? 1000);
const modes = ["inferred", "late", "unbounded"] as const;

interface Manner {
  readonly knowsEnds?: boolean;
  /** Default: as the reach does. */
  readonly scanShare?: number;
}

function withReach(ledger: PlainLedger, work: (reach: Reach) => void, { knowsEnds = true, scanShare = 32 }: Manner = {}): void {
  const mark = heap.mark();
  const flat = flatten(ledger, heap);
  work(createReach(knowsEnds ? flat : { ...flat, ends: 0 }, { scanShare }));
  heap.release(mark);
}

const readAtoms = (address: number, { index, limbs }: { readonly index: number; readonly limbs: 2 | 5 }): bigint =>
  readColumn(heap.memory.u64(address + 8 * limbs * index, limbs), 0, limbs);

/** Looking at every place from the start, never, or where it is worth while. */
const anyManner = fc.record({
  knowsEnds: fc.boolean(),
  isForPart: fc.boolean(),
  scanShare: fc.constantFrom(0, 2, 32, 1_000_000),
});

const list = (address: number, count: number): number[] => [...heap.memory.u32(address, count)];

interface PartSide {
  readonly holding: number | undefined;
  readonly isTracked: boolean;
}

interface PartRow {
  readonly place: number;
  readonly payer: PartSide;
  readonly payee: PartSide;
  readonly atoms: bigint;
}

/** The part's events with their numbers in the whole, and whether each side is tracked. */
function readPart({ columns, places, holdings, tracked, limbs }: CompactPart): PartRow[] {
  const { eventCount, holdingCount } = columns;
  const [payers, payees] = [list(columns.payer, eventCount), list(columns.payee, eventCount)];
  const numbers = list(holdings, holdingCount);
  const flags = heap.memory.u8(tracked, holdingCount);
  const side = (local: number | undefined): PartSide => ({ holding: numbers[local ?? -1], isTracked: flags[local ?? -1] === 1 });
  return list(places, eventCount).map((place, index) => ({
    place,
    payer: side(payers[index]),
    payee: side(payees[index]),
    atoms: readAtoms(columns.atoms, { index, limbs }),
  }));
}

test("a part has every event of what was reached, with its numbers and amounts, and what was held before", () => {
  fc.assert(
    fc.property(randomCase(), fc.constantFrom(...modes), anyManner, ({ ledger, question }, openings, manner) => {
      const { firsts } = naiveReach(ledger, question);
      const places = naivePartPlaces(ledger, question, firsts);
      const work = (reach: Reach): void => {
        reach.reach({ ...question, isForPart: manner.isForPart }, { eventsPerStep: 3 });
        const part = reach.part({ openings, wholeShare: 1 }, { eventsPerStep: 5 });
        if (part.kind !== "part") throw new Error(`a ${part.kind} came back`);
        const side = (holding: number, place: number): object => ({
          holding,
          isTracked: (firsts.get(holding) ?? Number.POSITIVE_INFINITY) <= place,
        });
        expect(readPart(part)).toEqual(
          places.map((place) => {
            const { payer = -1, payee = -1, atoms } = ledger.events[place] ?? {};
            const isAsked = (firsts.get(payer) ?? Number.POSITIVE_INFINITY) <= place || question.seeds.includes(place);
            const isNamed = isAsked || part.openings !== 0;
            return { place, payer: side(isNamed ? payer : 0xffff_ffff, place), payee: side(payee, place), atoms };
          }),
        );
        expect(part.trackedCount).toBe(firsts.size);
        for (const [index, holding] of list(part.holdings, part.trackedCount).entries()) {
          const first = firsts.get(holding) ?? -1;
          const read = (at: number): bigint => readAtoms(at, { index, limbs: part.limbs });
          const end = question.placeEnd ?? ledger.events.length;
          const expected = naiveBalance(ledger, { holding, first, end, mode: openings });
          // Told from the ends, openings are not known, and need not be.
          const opening = part.openings === 0 ? expected.opening : read(part.openings);
          expect({ opening, balance: read(part.balances), late: read(part.lates) }).toEqual(expected);
          expect(part.localHolding(holding)).toBe(index);
        }
      };
      withReach(ledger, work, manner);
    }),
    { numRuns: runs },
  );
});

interface AskedManner extends Manner {
  readonly isForPart: boolean;
  readonly known: ReadonlyMap<number, bigint>;
}

interface PartSaid {
  readonly rows: readonly object[];
  readonly balances: readonly bigint[];
  readonly isFromEnds: boolean;
}

/** The part with ends and without: what both say, and which of them was told from the ends. */
function partsOf(ledger: PlainLedger, question: ReachQuestion, { known, ...manner }: AskedManner): PartSaid[] {
  return [true, false].map((knowsEnds) => {
    let said: PartSaid = { rows: [], balances: [], isFromEnds: false };
    const work = (reach: Reach): void => {
      reach.reach({ ...question, isForPart: manner.isForPart }, { eventsPerStep: 3 });
      const part = reach.part({ openings: "inferred", wholeShare: 1, known });
      if (part.kind !== "part") throw new Error(`a ${part.kind} came back`);
      const { limbs } = part;
      const balances = list(part.holdings, part.trackedCount).map((_, index) => readAtoms(part.balances, { index, limbs }));
      // Payers that are not tracked need not be named, but those of seeds.
      const rows = readPart(part).map((row) =>
        row.payer.isTracked || question.seeds.includes(row.place) ? row : { ...row, payer: { ...row.payer, holding: -1 } },
      );
      said = { rows, balances, isFromEnds: part.openings === 0 };
    };
    withReach(ledger, work, { ...manner, knowsEnds });
    return said;
  });
}

test("told from the ends, balances are those that all movements say; where an end, an opening or the reach is another, all are read", () => {
  const others = fc.constantFrom("nothing", "a large amount", "a known opening", "an early end" as const);
  fc.assert(
    fc.property(randomCase(), others, anyManner, ({ ledger, question }, other, manner) => {
      const [head, ...rest] = ledger.events.map((event) => ({ ...event, atoms: (event.atoms % (1n << 100n)) + 1n }));
      const events = head === undefined ? [] : [other === "a large amount" ? { ...head, atoms: 1n << 130n } : head, ...rest];
      const plain = { ...ledger, events, conversions: [] };
      const asked = { ...question, placeEnd: other === "an early end" ? Math.max(events.length - 1, 0) : events.length };
      const known = new Map(other === "a known opening" ? ledger.accountOf.map((_, holding) => [holding, 1n << 90n]) : []);
      const [told, read] = partsOf(plain, asked, { ...manner, known });
      expect({ ...told, isFromEnds: false }).toEqual(read);
      if (other === "nothing") expect(told?.isFromEnds).toBe(true);
      if (other === "an early end" && events.length > 0) expect(told?.isFromEnds).toBe(false);
    }),
    { numRuns: runs },
  );
});

test("what a reach notes of the part, once it looks at every place, and what is marked before are the part", () => {
  const movement = fc.record({ payer: fc.nat(19), payee: fc.nat(19), atoms: fc.bigInt(1n, 1n << 70n) });
  const stop = fc.record({ account: fc.nat(9), fromPlace: fc.nat(300), length: fc.nat(200) });
  const drawn = fc.record({
    events: fc.array(movement, { minLength: 150, maxLength: 400 }),
    starts: fc.uniqueArray(fc.record({ place: fc.nat(300), holding: fc.nat(19) }), {
      maxLength: 3,
      selector: (one) => one.holding,
    }),
    seeds: fc.uniqueArray(fc.nat(140), { maxLength: 3 }),
    stops: fc.uniqueArray(stop, { maxLength: 3, selector: (one) => one.account }),
    hopsMax: fc.constantFrom(null, 1, 3),
    scanShare: fc.constantFrom(1, 2, 4, 32),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: 140 }), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(drawn, ({ events, starts, seeds, stops, hopsMax, scanShare, cuts }) => {
      const moved = events.filter(({ payer, payee }) => payer !== payee);
      const numbers = Array.from({ length: 20 }, (_, holding) => holding);
      const accountOf = numbers.map((holding) => holding >> 1);
      const ledger = { events: moved, accountOf, assetOf: numbers.map(() => 0), special: [9], cuts, conversions: [] };
      const question = {
        starts,
        hopZero: starts.map(({ holding }) => holding >> 1),
        seeds: seeds.filter((place) => place < moved.length),
        stops: stops.map(({ account, fromPlace, length }) => ({ account, fromPlace, toPlace: fromPlace + length, reason: 0 })),
        hopsMax,
      };
      const [told, read] = partsOf(ledger, question, { isForPart: true, scanShare, known: new Map() });
      expect({ ...told, isFromEnds: false }).toEqual(read);
      expect(told?.isFromEnds).toBe(true);
    }),
    { numRuns: runs },
  );
});

test("numbers of accounts, chains, flags and legs are those of the whole", () => {
  fc.assert(
    fc.property(randomCase(), ({ ledger, question }) => {
      withReach(ledger, (reach) => {
        reach.reach(question);
        const part = reach.part({ openings: "inferred", wholeShare: 1 });
        if (part.kind !== "part") throw new Error(`a ${part.kind} came back`);
        const { columns } = part;
        const holdings = list(part.holdings, columns.holdingCount);
        const accounts = list(part.accounts, columns.accountCount);
        expect(new Set(accounts).size).toBe(accounts.length);
        for (const [local, holding] of holdings.entries()) {
          const account = list(columns.holdingAccount, columns.holdingCount)[local] ?? -1;
          expect(accounts[account]).toBe(holding === 0xffff_ffff ? holding : ledger.accountOf[holding]);
          if (holding === 0xffff_ffff) continue;
          expect(list(columns.holdingAsset, columns.holdingCount)[local]).toBe(ledger.assetOf[holding]);
        }
        const flags = [...heap.memory.u8(part.accountFlags, columns.accountCount)];
        expect(flags).toEqual(accounts.map((account) => (ledger.special.includes(account) ? 1 : 0)));
        const next = list(part.nextHolding, columns.holdingCount);
        const chained = list(part.firstHolding, columns.accountCount).flatMap((first) => {
          const chain: number[] = [];
          for (let at = first; at !== 0xffff_ffff; at = next[at] ?? 0xffff_ffff) chain.push(at);
          return chain;
        });
        expect(chained.sort((a, b) => a - b)).toEqual([...Array(part.trackedCount).keys()]);
        const places = list(part.places, columns.eventCount);
        const legs = list(part.legs.at, 3 * part.legs.count);
        for (let row = 0; row < legs.length; row += 3) {
          const place = places[legs[row] ?? -1] ?? -1;
          const conversion = ledger.conversions[part.conversions[legs[row + 2] ?? -1] ?? -1];
          expect(legs[row + 1] === 1 ? conversion?.outPlaces : conversion?.inPlaces).toContain(place);
          const account = part.conversionAccounts[legs[row + 2] ?? -1] ?? 0xffff_ffff;
          if (account !== 0xffff_ffff) expect(accounts[account]).toBe(conversion?.account);
        }
        const isLeg = (place: number): boolean =>
          ledger.conversions.some((one) => one.outPlaces.includes(place) || one.inPlaces.includes(place));
        expect(part.legs.count).toBe(places.filter(isLeg).length);
        for (const place of [0, 5, 29, 40]) expect(part.placeFrom(place)).toBe(places.filter((one) => one < place).length);
      });
    }),
    { numRuns: runs },
  );
});

test("a whole ledger's openings are those of each of its holdings", () => {
  fc.assert(
    fc.property(randomCase(), fc.constantFrom("inferred" as const, "unbounded" as const), ({ ledger, question }, mode) => {
      withReach(ledger, (reach) => {
        reach.reach(question);
        const whole = reach.wholeOpenings({ openings: mode }, { eventsPerStep: 3 });
        if (!("openings" in whole)) throw new Error("it was stopped");
        for (const [holding, account] of ledger.accountOf.entries()) {
          const end = question.placeEnd ?? ledger.events.length;
          const { opening } = naiveBalance(ledger, { holding, first: 0, end, mode });
          const expected = ledger.special.includes(account) ? 0n : opening;
          expect(readAtoms(whole.openings, { index: holding, limbs: whole.limbs })).toBe(expected);
        }
      });
    }),
    { numRuns: runs },
  );
});

test("two limbs are used where they hold every sum, and a solved opening counts", () => {
  const ledger = (atoms: bigint, atomsLimbs: 1 | 2): PlainLedger => ({
    events: [
      { payer: 0, payee: 1, atoms },
      { payer: 1, payee: 2, atoms: 5n },
    ],
    accountOf: [0, 1, 2],
    assetOf: [0, 0, 0],
    special: [],
    cuts: [],
    conversions: [],
    atomsLimbs,
  });
  const question = { starts: [{ place: 0, holding: 0 }], hopZero: [0], seeds: [], stops: [], hopsMax: null };
  const limbsOf = (atoms: bigint, known: [number, bigint][] = [], atomsLimbs: 1 | 2 = 2): number => {
    let limbs = 0;
    withReach(ledger(atoms, atomsLimbs), (reach) => {
      reach.reach(question);
      const part = reach.part({ openings: "inferred", wholeShare: 1, known: new Map(known) });
      if (part.kind === "part") limbs = part.limbs;
    });
    return limbs;
  };
  expect(limbsOf(1n << 120n)).toBe(2);
  expect(limbsOf(1n << 120n, [], 1)).toBe(2);
  expect(limbsOf(1n << 130n, [], 1)).toBe(5);
  expect(limbsOf(1n << 126n)).toBe(5);
  expect(limbsOf((1n << 125n) - 2n)).toBe(5);
  expect(limbsOf((1n << 256n) - 1n)).toBe(5);
  expect(limbsOf(7n, [[0, 1n << 126n]])).toBe(5);
  expect(limbsOf(7n, [[0, 9n]])).toBe(2);
});

test("of an empty ledger, or of nothing, there is nothing", () => {
  const empty: PlainLedger = { events: [], accountOf: [], assetOf: [], special: [], cuts: [], conversions: [] };
  const nothing = { starts: [], hopZero: [], seeds: [], stops: [], hopsMax: null };
  withReach(empty, (reach) => {
    expect(reach.reach(nothing)).toMatchObject({ status: "done", placesVisited: 0, reachedCount: 0, place: 0 });
    expect(reach.part({ openings: "inferred" })).toMatchObject({ kind: "part", trackedCount: 0, limbs: 2 });
    expect(reach.backward({ targets: [3], stops: [], hopsMax: null }).places()).toEqual(new Uint32Array(0));
    expect(reach.walk({ by: "account", from: [], hopsMax: 6, stops: [], degreeMax: null }).placesVisited).toBe(0);
  });
});

test("too large a part is not copied, and a stop is told", () => {
  const events = Array.from({ length: 100 }, (_, place) => ({ payer: place % 5, payee: (place + 1) % 5, atoms: 1n }));
  const ledger = { events, accountOf: [0, 1, 2, 3, 4], assetOf: [0, 0, 0, 0, 0], special: [], cuts: [], conversions: [] };
  withReach(ledger, (reach) => {
    reach.reach({ starts: [{ place: 0, holding: 0 }], hopZero: [0], seeds: [], stops: [], hopsMax: null });
    expect(reach.part({ openings: "late" })).toEqual({ kind: "whole" });
    expect(reach.part({ openings: "late", wholeShare: 1 }, { shouldStop: () => "deadline" })).toEqual({
      kind: "stopped",
      why: "deadline",
    });
    expect(reach.part({ openings: "late", wholeShare: 1 }).kind).toBe("part");
    const stopped = reach.reach(
      { starts: [{ place: 0, holding: 0 }], hopZero: [0], seeds: [], stops: [], hopsMax: null },
      { shouldStop: () => "cancelled" },
    );
    expect(stopped).toMatchObject({ status: "stopped", why: "cancelled", placesVisited: 0 });
    const limited = reach.reach({
      starts: [{ place: 0, holding: 0 }],
      hopZero: [0],
      seeds: [],
      stops: [],
      hopsMax: null,
      placesMax: 10,
    });
    expect(limited.status).toBe("budget");
    expect(limited.placesVisited).toBeGreaterThanOrEqual(10);
  });
});
