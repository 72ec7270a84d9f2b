import {
  atomsMax,
  type Conversion,
  type Coverage,
  conversionBases,
  everyAsset,
  formatCoveredAssets,
  onlyAssets,
  type Precision,
  withoutAssets,
} from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import fc from "fast-check";
import {
  accountNamed,
  type BalanceFixture,
  type ConversionFixture,
  instantAt,
  ledgerOf,
  type OutpointFixture,
  type TagFixture,
  type TransferFixture,
} from "./ledger-of.ts";

/** What a random ledger may hold beside transfers. */
export interface LedgerFeatures {
  readonly conversions?: boolean;
  readonly tags?: boolean;
  readonly balances?: boolean;
  readonly coverage?: boolean;
  /** Some accounts are outpoints of others. */
  readonly outpoints?: boolean;
  /** Default 14. */
  readonly transferCountMax?: number;
  /** Default: `iso4217:USD` and `iso4217:EUR`. */
  readonly assets?: readonly string[];
}

/** Few accounts, so that money meets, goes round and comes back. */
export const plainAccounts: readonly string[] = ["A", "B", "C", "D", "E"];
const specialAccounts: readonly string[] = ["fee:eip155:1", "mint:iso4217:USD", "destroyed:iso4217:USD"];
const twoAssets: readonly string[] = ["iso4217:USD", "iso4217:EUR"];
/** Seconds; few, so that times collide. */
export const timeMax = 6;

/** Amounts that collide and round, and amounts at the edge of a uint256. */
export const arbitraryAtoms: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 10, arbitrary: fc.bigInt(0n, 12n) },
  { weight: 1, arbitrary: fc.constantFrom<bigint>(atomsMax, atomsMax - 1n, 2n ** 255n, 2n ** 128n) },
  { weight: 1, arbitrary: fc.bigInt(0n, atomsMax) },
);

const arbitraryAccount = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...plainAccounts) },
  { weight: 12, arbitrary: fc.constantFrom(...plainAccounts.slice(0, 3)) },
  { weight: 1, arbitrary: fc.constantFrom(...specialAccounts) },
);
const arbitraryTime = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: timeMax }) },
  { weight: 1, arbitrary: fc.constantFrom(0.5, 60, 86_400) },
);
const arbitraryPrecision: fc.Arbitrary<Precision> = fc.oneof(
  { weight: 5, arbitrary: fc.constant("instant" as const) },
  { weight: 1, arbitrary: fc.constantFrom("second" as const, "minute" as const, "day" as const) },
);

function arbitraryTransfers(features: LedgerFeatures): fc.Arbitrary<TransferFixture[]> {
  const assets = features.assets ?? twoAssets;
  const transfer = fc.record({
    from: arbitraryAccount,
    to: arbitraryAccount,
    atoms: arbitraryAtoms,
    at: arbitraryTime,
    asset: fc.oneof(
      { weight: 6, arbitrary: fc.constant(assets[0] ?? "iso4217:USD") },
      { weight: 1, arbitrary: fc.constantFrom(...assets) },
    ),
    source: fc.constantFrom("s1", "s2"),
    sequence: fc.bigInt(0n, 2n),
    precision: arbitraryPrecision,
    reference: fc.constantFrom(null, "x1", "x1"),
    id: fc.integer({ min: 0, max: 30 }).map((value) => `t${value}`),
    isSelf: fc.nat({ max: 7 }).map((value) => value === 0),
  });
  const mostlyToOthers = transfer.map(({ isSelf, ...row }) => (isSelf ? row : { ...row, to: otherThan(row.from, row.to) }));
  const countMax = features.transferCountMax ?? 14;
  const ofLength = (minLength: number): fc.Arbitrary<TransferFixture[]> =>
    fc.uniqueArray(mostlyToOthers, { minLength, maxLength: countMax, selector: (row) => `${row.source}:${row.id}` });
  return fc.oneof({ withCrossShrink: true }, ofLength(1), ofLength(Math.ceil(countMax / 2)), ofLength(countMax - 2));
}

/** Self-transfers change nothing, so most of them would only dilute a ledger. */
function otherThan(from: string, to: string): string {
  return from === to ? (plainAccounts[(plainAccounts.indexOf(from) + 1) % plainAccounts.length] ?? to) : to;
}

/** A random ledger, small enough to shrink well. */
export function arbitraryLedger(features: LedgerFeatures = {}): fc.Arbitrary<TraceLedger> {
  const none = fc.constant([]);
  return arbitraryTransfers(features).chain((transfers) =>
    fc
      .record({
        conversions: features.conversions ? fc.array(arbitraryConversion(transfers), { maxLength: 3 }) : none,
        tags: features.tags ? fc.array(arbitraryTag, { maxLength: 3 }) : none,
        balances: features.balances
          ? fc.uniqueArray(arbitraryBalance, { maxLength: 3, selector: (row) => `${row.account} ${row.asset} ${row.at}` })
          : none,
        coverage: features.coverage ? fc.array(arbitraryCoverage, { maxLength: 5 }) : none,
        outpoints: features.outpoints ? fc.oneof(none, arbitraryOutpoints) : none,
      })
      .map((rest) => ledgerOf(transfers, rest)),
  );
}

/** Mostly well formed: the out legs are payments of the account, the in legs any others. */
function arbitraryConversion(transfers: readonly TransferFixture[]): fc.Arbitrary<ConversionFixture> {
  const named = ledgerOf(transfers).transfers;
  const nameAt = (place: number): string => named[place]?.name ?? "absent";
  const place = fc.nat({ max: transfers.length - 1 });
  return fc
    .record({
      first: place,
      others: fc.array(place, { maxLength: 1 }),
      ins: fc.array(place, { minLength: 1, maxLength: 2 }),
      basis: fc.constantFrom<Conversion["basis"]>(...conversionBases),
      isWild: fc.nat({ max: 9 }).map((value) => value === 9),
    })
    .map(({ first, others, ins, basis, isWild }) => {
      const payer = transfers[first]?.from ?? "A";
      const isOut = (candidate: number): boolean => isWild || transfers[candidate]?.from === payer;
      const outs = [first, ...others.filter((other) => isOut(other) && other !== first)];
      const others2 = isWild ? ins : ins.filter((other) => !outs.includes(other));
      return { account: payer, out: outs.map(nameAt), in: [...new Set(others2)].map(nameAt), basis };
    });
}

/** The accounts of most transfers are outpoints of the two that the others name. */
const arbitraryOutpoints: fc.Arbitrary<OutpointFixture[]> = fc.uniqueArray(
  fc.record({
    outpoint: fc.constantFrom(...plainAccounts.slice(0, 3)),
    address: fc.constantFrom(...plainAccounts.slice(3)),
  }),
  { minLength: 1, maxLength: 3, selector: (row) => row.outpoint },
);

const arbitraryBound = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: timeMax }));

const arbitraryTag: fc.Arbitrary<TagFixture> = fc.record({
  account: arbitraryAccount,
  category: fc.constantFrom("exchange" as const, "mixer" as const, null),
  confidence: fc.constantFrom(30, 50, 80),
  validFrom: arbitraryBound,
  validTo: arbitraryBound,
});

/** A balance known at some time. */
export const arbitraryBalance: fc.Arbitrary<Required<BalanceFixture>> = fc.record({
  account: arbitraryAccount,
  asset: fc.constantFrom(...twoAssets),
  at: fc.integer({ min: 0, max: timeMax + 1 }),
  atoms: arbitraryAtoms,
});

const arbitraryCoverage: fc.Arbitrary<Coverage> = fc
  .record({
    scope: fc.oneof(
      fc.constant("bank:*"),
      fc.constantFrom(...plainAccounts).map((name): string => accountNamed(name)),
    ),
    from: fc.integer({ min: 0, max: timeMax }),
    length: fc.nat({ max: 3 }),
    assets: fc.oneof(
      fc.constant(everyAsset),
      fc.constantFrom(...twoAssets, "iso4217:*").map((asset) => onlyAssets([asset])),
      fc.constantFrom(...twoAssets, "iso4217:*").map((asset) => withoutAssets([asset])),
      fc.constant(onlyAssets(twoAssets)),
    ),
  })
  .map(({ scope, from, length, assets }) => ({
    // What covers less is a source of its own.
    source: `s1 ${formatCoveredAssets(assets)}`,
    scope,
    from: instantAt(from),
    to: instantAt(from + length),
    assets,
    finality: null,
  }));
