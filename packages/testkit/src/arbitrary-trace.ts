import { type AccountId, type StopCategory, stopCategories } from "@tributary/domain";
import type { KnownBalance, TraceLedger } from "@tributary/ledger";
import type { Claim, OpeningMode, SameTimeMode, Target, TraceLimits, TraceRequest } from "@tributary/trace";
import fc from "fast-check";
import { arbitraryBalance, arbitraryLedger, type LedgerFeatures, plainAccounts, timeMax } from "./arbitrary-ledger.ts";
import { accountClaim, accountNamed, assetNamed, instantAt, knownBalanceOf, requestOf, transferClaim } from "./ledger-of.ts";

/** A ledger and a question over it. */
export interface TraceCase {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
}

export interface TraceFeatures extends LedgerFeatures {
  /** Stops named in the request, opened accounts, categories. */
  readonly stops?: boolean;
  readonly limits?: boolean;
  readonly until?: boolean;
  /** Default: every mode and lists. */
  readonly openings?: readonly OpeningMode[];
  readonly accountSeeds?: boolean;
  readonly claimCountMax?: number;
  /** What requests name. Default: the plain accounts. */
  readonly accounts?: readonly string[];
  /** Asks backward instead of forward. */
  readonly isBackward?: boolean;
}

/** Everything that the specification knows. */
export const everyFeature: TraceFeatures = {
  conversions: true,
  tags: true,
  balances: true,
  coverage: true,
  outpoints: true,
  stops: true,
  limits: true,
  until: true,
  accountSeeds: true,
};

/** A random ledger with a random, meaningful request. */
export function arbitraryTrace(features: TraceFeatures): fc.Arbitrary<TraceCase> {
  return arbitraryLedger(features).chain((ledger) =>
    arbitraryRequest(ledger, features).map((request): TraceCase => ({ ledger, request })),
  );
}

/** A random, meaningful request about this ledger. */
export function arbitraryRequest(ledger: TraceLedger, features: TraceFeatures): fc.Arbitrary<TraceRequest> {
  const accounts = [...(features.accounts ?? plainAccounts)];
  const question = features.isBackward
    ? arbitraryTarget(ledger, accounts).map((target) => ({ claims: [], target }))
    : arbitraryClaims(ledger, features).map((claims) => ({ claims, target: null }));
  return fc
    .record({
      question,
      stops: features.stops ? sometimes([], fc.subarray(accounts, { maxLength: 2 })) : fc.constant<string[]>([]),
      open: features.stops ? fc.subarray(accounts, { maxLength: 1 }) : fc.constant<string[]>([]),
      stopCategories: fc.constantFrom<readonly StopCategory[]>(stopCategories, stopCategories, ["mixer"], []),
      stopConfidence: fc.constantFrom(50, 50, 0, 80),
      openings: arbitraryOpenings(features),
      sameTime: fc.constantFrom<SameTimeMode>("recorded", "credits-first", "debits-first"),
      includeInferred: fc.boolean(),
      until: features.until
        ? fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: timeMax }) })
        : fc.constant(null),
      limits: features.limits ? sometimes(noLimits, arbitraryLimits) : fc.constant(noLimits),
    })
    .map(({ question: { claims, target }, stops, open, until, ...rest }) => {
      const seeded = claims.flatMap((claim) => ("account" in claim ? [claim.account] : []));
      const named = stops.map(accountNamed).filter((account) => !overlaps(ledger, account, seeded));
      const opened = open.map(accountNamed).filter((account) => !overlaps(ledger, account, named));
      return requestOf({ ...rest, claims, target, stops: named, open: opened, until: until === null ? null : instantAt(until) });
    });
}

/** Is the account one of these, or the address or an outpoint of one of them? */
function overlaps({ outpoints }: TraceLedger, account: AccountId, others: readonly AccountId[]): boolean {
  return others.some(
    (other) =>
      other === account ||
      outpoints.some(({ outpoint, address }) =>
        outpoint === account ? address === other : outpoint === other && address === account,
      ),
  );
}

/** The plain value as often as the other: a feature at work everywhere hides the rest. */
function sometimes<Value>(plain: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof(fc.constant(plain), other);
}

const noLimits: TraceLimits = { hopsMax: null, accountsMax: 100_000, dustAtoms: 0n };

const arbitraryLimits: fc.Arbitrary<TraceLimits> = fc.record({
  hopsMax: fc.constantFrom(null, null, 1, 2, 3),
  accountsMax: fc.constantFrom(100_000, 100_000, 1, 2, 3),
  dustAtoms: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0n) },
    { weight: 1, arbitrary: fc.constantFrom(1n, 3n, 6n) },
    { weight: 1, arbitrary: fc.bigInt(1n, 6n).map((atoms) => new Map([[assetNamed(), atoms]])) },
  ),
});

function arbitraryOpenings({ openings }: TraceFeatures): fc.Arbitrary<OpeningMode | readonly KnownBalance[]> {
  const modes = fc.constantFrom<OpeningMode>(...(openings ?? ["inferred", "inferred", "late", "unbounded"]));
  if (openings !== undefined) return modes;
  const listed = fc
    .uniqueArray(arbitraryBalance, {
      minLength: 1,
      maxLength: 3,
      selector: (row) => `${row.account} ${row.asset} ${row.at}`,
    })
    .map((rows) => rows.filter((row) => plainAccounts.includes(row.account)).map(knownBalanceOf));
  return fc.oneof({ weight: 3, arbitrary: modes }, { weight: 1, arbitrary: listed });
}

interface ClaimDraft {
  readonly places: readonly number[];
  readonly account: string | null;
  readonly since: number | null;
}

function arbitraryClaims(ledger: TraceLedger, features: TraceFeatures): fc.Arbitrary<Claim[]> {
  const place = fc.nat({ max: Math.max(0, ledger.transfers.length - 1) });
  const draft: fc.Arbitrary<ClaimDraft> = fc.record({
    places: fc.array(place, { minLength: 1, maxLength: 3 }),
    account: features.accountSeeds
      ? fc.oneof(
          { weight: 2, arbitrary: fc.constant(null) },
          { weight: 1, arbitrary: fc.constantFrom(...(features.accounts ?? plainAccounts)) },
        )
      : fc.constant(null),
    since: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: timeMax + 1 })),
  });
  return fc
    .array(draft, { minLength: 1, maxLength: features.claimCountMax ?? 3 })
    .map((drafts) => draftsToClaims(ledger, drafts));
}

/** No transfer in two claims, no two seeds on one account; a claim that loses its seeds stays, empty. */
function draftsToClaims(ledger: TraceLedger, drafts: readonly ClaimDraft[]): Claim[] {
  const taken = new Set<string>();
  const seeded = new Set<AccountId>();
  return drafts.map(({ places, account, since }, index): Claim => {
    const id = `V${index + 1}`;
    const claim = account === null ? null : accountClaim(id, account, since);
    if (claim !== null && "account" in claim && !overlaps(ledger, claim.account, [...seeded])) {
      seeded.add(claim.account);
      return claim;
    }
    const names = places.flatMap((place) => ledger.transfers[place]?.name ?? []).filter((name) => !taken.has(name));
    for (const name of names) taken.add(name);
    return transferClaim(id, ...new Set(names));
  });
}

function arbitraryTarget(ledger: TraceLedger, accounts: readonly string[]): fc.Arbitrary<Target> {
  const transfer = fc.nat({ max: Math.max(0, ledger.transfers.length - 1) }).map((place) => ({
    transfer: ledger.transfers[place]?.name ?? "",
  }));
  const bound = fc.oneof(
    fc.constant(null),
    fc.integer({ min: 0, max: timeMax }).map((seconds) => instantAt(seconds)),
  );
  const window = fc.record({ account: fc.constantFrom(...accounts).map(accountNamed), since: bound, until: bound });
  return fc.oneof({ weight: 2, arbitrary: transfer }, { weight: 1, arbitrary: window });
}
