import { type AssetId, instantMin, type UtcMicros } from "@tributary/domain";
import type { RunControl } from "@tributary/kernel";
import type { PlanEvent, TracePlan } from "./plan.ts";
import type { TraceLimits, TraceRequest } from "./trace-request.ts";

/** Where a claim's label comes from. Claims, accounts, holdings and places by number. */
export type Seed =
  | { readonly kind: "transfer"; readonly claim: number; readonly place: number }
  | { readonly kind: "account"; readonly claim: number; readonly account: number; readonly since: UtcMicros | null }
  /** The opening lot of one holding (its late lots, where openings come late): an origin of a backward trace. */
  | { readonly kind: "opening"; readonly claim: number; readonly holding: number };

/** One forward question, whatever the rule. */
export interface Question {
  readonly plan: TracePlan;
  /** In the order traced: all events of the plan, or those that can matter to the answer. */
  readonly events: readonly PlanEvent[];
  readonly seeds: readonly Seed[];
  readonly limits: TraceLimits;
  /** How the work is watched and ended early. */
  readonly control?: RunControl;
}

export function questionOf(plan: TracePlan, request: TraceRequest, control: RunControl = {}): Question {
  return {
    plan,
    events: plan.events,
    seeds: request.claims.flatMap((_, claim) => seedsOf(plan, request, claim)),
    limits: request.limits,
    control,
  };
}

function seedsOf(plan: TracePlan, request: TraceRequest, index: number): Seed[] {
  const claim = request.claims[index];
  if (claim === undefined) return [];
  if ("transfers" in claim) {
    // A transfer that moves nothing, or that `until` cuts off, is no event and seeds nothing.
    return claim.transfers.flatMap((name) => {
      const event = plan.eventByName.get(name);
      return event === undefined ? [] : [{ kind: "transfer", claim: index, place: event.place }];
    });
  }
  return plan.outpoints.standsFor(claim.account).flatMap((name): Seed[] => {
    const account = plan.numberOfAccount.get(name);
    return account === undefined ? [] : [{ kind: "account", claim: index, account, since: claim.since }];
  });
}

/** Seeds by where they act. */
export interface SeedIndex {
  readonly claimByPlace: ReadonlyMap<number, number>;
  readonly claimByOpening: ReadonlyMap<number, number>;
  /** By the instant they start at; those of the ledger's start first, then of one instant in claim order. */
  readonly accountSeeds: readonly (Seed & { readonly kind: "account" })[];
}

export function indexSeeds(seeds: readonly Seed[]): SeedIndex {
  const claimByPlace = new Map<number, number>();
  const claimByOpening = new Map<number, number>();
  const accountSeeds: (Seed & { kind: "account" })[] = [];
  for (const seed of seeds) {
    if (seed.kind === "transfer") claimByPlace.set(seed.place, seed.claim);
    else if (seed.kind === "opening") claimByOpening.set(seed.holding, seed.claim);
    else accountSeeds.push(seed);
  }
  accountSeeds.sort((a, b) => compareStarts(a.since, b.since) || a.claim - b.claim);
  return { claimByPlace, claimByOpening, accountSeeds };
}

/** When an account seed starts, for tags that are valid at a time: the ledger's start is its first movement's time, if there is one. */
export function startOf(seed: { readonly since: UtcMicros | null }, plan: TracePlan): UtcMicros {
  return seed.since ?? plan.start ?? instantMin;
}

export function compareStarts(a: UtcMicros | null, b: UtcMicros | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}

export function dustOf(limits: TraceLimits, asset: AssetId): bigint {
  return typeof limits.dustAtoms === "bigint" ? limits.dustAtoms : (limits.dustAtoms.get(asset) ?? 0n);
}
