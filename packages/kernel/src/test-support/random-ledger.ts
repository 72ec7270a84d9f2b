import fc from "fast-check";
import type { ReachConversion } from "../reach/reach-ledger.ts";
import type { ReachQuestion, ReachStop } from "../reach/reach-question.ts";
import type { PlainLedger } from "./flat-ledger.ts";

/** A small ledger and a question of it: several segments, stops for a while, hops, seeds of all kinds, conversions. */
export interface RandomCase {
  readonly ledger: PlainLedger;
  readonly question: ReachQuestion;
}

const accounts = 7;
const assets = 2;

export function randomCase({ withConversions = true }: { readonly withConversions?: boolean } = {}): fc.Arbitrary<RandomCase> {
  const amount = fc.oneof(
    fc.bigInt({ min: 1n, max: 20n }),
    fc.bigInt({ min: 1n, max: 1n << 90n }),
    fc.bigInt({ min: 1n, max: (1n << 256n) - 1n }),
  );
  const event = fc.record({ payer: fc.nat(accounts - 1), payee: fc.nat(accounts - 1), asset: fc.nat(assets - 1), atoms: amount });
  const place = fc.nat(30);
  const stop = fc.record({
    account: fc.nat(accounts - 1),
    fromPlace: fc.oneof(fc.constant(0), place),
    toPlace: fc.oneof(fc.constant(0xffff_ffff), place),
    reason: fc.nat(9),
  });
  return fc
    .record({
      drafts: fc.array(event, { maxLength: 30 }),
      cuts: fc.array(place, { maxLength: 3 }),
      special: fc.array(fc.nat(accounts - 1), { maxLength: 1 }),
      converting: fc.array(
        fc.record({ account: fc.nat(accounts - 1), asset: fc.nat(assets - 1), split: place, width: fc.nat(3) }),
        {
          maxLength: withConversions ? 2 : 0,
        },
      ),
      starts: fc.array(fc.record({ account: fc.nat(accounts - 1), place }), { maxLength: 2 }),
      seeds: fc.uniqueArray(place, { maxLength: 2 }),
      stops: fc.array(stop, { maxLength: 4 }),
      hopsMax: fc.option(fc.integer({ min: 1, max: 5 })),
      placeEnd: fc.oneof(fc.constant(30), place),
      atomsLimbs: fc.constantFrom(1 as const, 2 as const),
    })
    .map((draft) => {
      const ledger = { ...buildLedger(draft), atomsLimbs: draft.atomsLimbs };
      const count = ledger.events.length;
      const placeEnd = Math.min(draft.placeEnd, count);
      return {
        ledger: { ...ledger, conversions: keepActing(ledger.conversions, placeEnd) },
        question: buildQuestion(draft, ledger, placeEnd),
      };
    });
}

interface Draft {
  readonly drafts: readonly { readonly payer: number; readonly payee: number; readonly asset: number; readonly atoms: bigint }[];
  readonly cuts: readonly number[];
  readonly special: readonly number[];
  readonly converting: readonly {
    readonly account: number;
    readonly asset: number;
    readonly split: number;
    readonly width: number;
  }[];
  readonly starts: readonly { readonly account: number; readonly place: number }[];
  readonly seeds: readonly number[];
  readonly stops: readonly ReachStop[];
  readonly hopsMax: number | null;
}

/** Every account has a holding of each asset: holding = account * assets + asset. */
function buildLedger({ drafts, cuts, special, converting }: Draft): PlainLedger {
  const movements = drafts.filter((draft) => draft.payer !== draft.payee);
  const events = movements.map(({ payer, payee, asset, atoms }) => ({
    payer: payer * assets + asset,
    payee: payee * assets + asset,
    atoms,
  }));
  const accountOf = Array.from({ length: accounts * assets }, (_, holding) => Math.floor(holding / assets));
  const assetOf = Array.from({ length: accounts * assets }, (_, holding) => holding % assets);
  const used = new Set<number>();
  const conversions = converting.flatMap(({ account, asset, split, width }): ReachConversion[] => {
    const free = events.map((_, place) => place).filter((place) => !used.has(place));
    const outPlaces = free
      .filter((place) => place < split && events[place]?.payer === account * assets + asset)
      .slice(-1 - width);
    const inPlaces = free.filter((place) => place >= split).slice(0, 1 + width);
    if (special.includes(account) || outPlaces.length === 0 || inPlaces.length === 0) return [];
    for (const place of [...outPlaces, ...inPlaces]) used.add(place);
    return [{ account, outPlaces, inPlaces }];
  });
  const cutPlaces = cuts.filter((cut) => cut > 0 && cut < events.length);
  return { events, accountOf, assetOf, special, cuts: [...new Set(cutPlaces)], conversions };
}

function keepActing(conversions: readonly ReachConversion[], placeEnd: number): ReachConversion[] {
  return conversions.filter(({ inPlaces, outPlaces }) => [...inPlaces, ...outPlaces].every((place) => place < placeEnd));
}

function buildQuestion(draft: Draft, ledger: PlainLedger, placeEnd: number): ReachQuestion {
  const seeded = new Map(
    draft.starts.filter(({ account }) => !ledger.special.includes(account)).map((start) => [start.account, start.place]),
  );
  return {
    placeEnd,
    starts: [...seeded].flatMap(([account, place]) =>
      ledger.accountOf.flatMap((owner, holding) => (owner === account ? [{ place, holding }] : [])),
    ),
    hopZero: [...seeded.keys()],
    seeds: draft.seeds.filter((place) => place < placeEnd),
    stops: draft.stops,
    hopsMax: draft.hopsMax,
  };
}
