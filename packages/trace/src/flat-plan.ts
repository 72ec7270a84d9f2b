import { type AssetId, isSpecialAccount } from "@tributary/domain";
import { type AtomsLimbs, none, writeAtoms } from "@tributary/kernel";
import { oncePerEvents } from "./once-per-events.ts";
import type { PlanEvent, TracePlan } from "./plan.ts";

/** A plan's events as columns of numbers, which the kernel follows. Holdings of a plan keep their numbers; those that only stand beside come after. */
export interface FlatPlan {
  readonly limbs: AtomsLimbs;
  readonly payer: Uint32Array<ArrayBuffer>;
  readonly payee: Uint32Array<ArrayBuffer>;
  readonly atoms: BigUint64Array<ArrayBuffer>;
  readonly holdingAccount: Uint32Array<ArrayBuffer>;
  readonly holdingAsset: Uint32Array<ArrayBuffer>;
  /** By number. */
  readonly assets: readonly AssetId[];
  readonly openings: BigUint64Array<ArrayBuffer>;
  readonly isSpecial: Uint8Array<ArrayBuffer>;
  readonly firstHolding: Uint32Array<ArrayBuffer>;
  readonly nextHolding: Uint32Array<ArrayBuffer>;
  /** (place, 1 out or 2 in, conversion). */
  readonly legs: Uint32Array<ArrayBuffer>;
  readonly hasOpenings: boolean;
}

/** The columns of some of a plan's events: places are positions among them. */
export const flattenPlan: (plan: TracePlan, events: readonly PlanEvent[]) => FlatPlan = oncePerEvents(flatten);

function flatten(plan: TracePlan, events: readonly PlanEvent[]): FlatPlan {
  const holdings = numberHoldings(plan);
  const payer = new Uint32Array(events.length);
  const payee = new Uint32Array(events.length);
  const legs: number[] = [];
  for (const [place, { transfer, from, to, debit, credit, leg }] of events.entries()) {
    payer[place] = debit ?? holdings.numberBeside(from, transfer.asset);
    payee[place] = credit ?? holdings.numberBeside(to, transfer.asset);
    if (leg !== undefined) legs.push(place, leg.kind === "out" ? 1 : 2, leg.conversion);
  }
  const limbs = chooseLimbs(plan, events);
  return {
    limbs,
    payer,
    payee,
    atoms: writeAmounts(events, limbs),
    holdingAccount: Uint32Array.from(holdings.accounts),
    holdingAsset: Uint32Array.from(holdings.assetNumbers),
    assets: holdings.assets,
    ...writeOpenings(plan, holdings.accounts.length, limbs),
    isSpecial: Uint8Array.from(plan.accounts, (account) => (isSpecialAccount(account) ? 1 : 0)),
    ...chainHoldings(plan, holdings.accounts.length),
    legs: Uint32Array.from(legs),
  };
}

interface HoldingNumbers {
  readonly accounts: number[];
  readonly assetNumbers: number[];
  readonly assets: AssetId[];
  /** Of a special account, or of the other side of a conversion: its holding keeps nothing. */
  readonly numberBeside: (account: number, asset: AssetId) => number;
}

function numberHoldings(plan: TracePlan): HoldingNumbers {
  const assets: AssetId[] = [];
  const numberOfAsset = new Map<AssetId, number>();
  const numberAsset = (asset: AssetId): number => {
    const known = numberOfAsset.get(asset);
    if (known !== undefined) return known;
    numberOfAsset.set(asset, assets.length);
    return assets.push(asset) - 1;
  };
  const accounts = plan.holdings.map(({ account }) => account);
  const assetNumbers = plan.holdings.map(({ asset }) => numberAsset(asset));
  const beside = new Map<string, number>();
  const numberBeside = (account: number, asset: AssetId): number => {
    const own = plan.numberOfHolding(plan.accounts[account] ?? ("" as never), asset);
    if (own !== undefined) return own;
    const key = `${account} ${asset}`;
    const known = beside.get(key);
    if (known !== undefined) return known;
    assetNumbers.push(numberAsset(asset));
    beside.set(key, accounts.push(account) - 1);
    return accounts.length - 1;
  };
  return { accounts, assetNumbers, assets, numberBeside };
}

const narrowLimit = 1n << 126n;

/** Two limbs where all that moves, and all that is there before, stays below 2^126 together. */
function chooseLimbs(plan: TracePlan, events: readonly PlanEvent[]): AtomsLimbs {
  let sum = 0n;
  for (const { transfer } of events) sum += transfer.atoms;
  for (const { atoms } of plan.openings) sum += atoms;
  return sum < narrowLimit ? 2 : 5;
}

function writeAmounts(events: readonly PlanEvent[], limbs: AtomsLimbs): BigUint64Array<ArrayBuffer> {
  const column = new BigUint64Array(events.length * limbs);
  for (const [place, { transfer }] of events.entries()) writeAtoms(column, place * limbs, { atoms: transfer.atoms, limbs });
  return column;
}

function writeOpenings(plan: TracePlan, count: number, limbs: AtomsLimbs): Pick<FlatPlan, "openings" | "hasOpenings"> {
  const openings = new BigUint64Array(count * limbs);
  let hasOpenings = false;
  for (const [holding, { atoms }] of plan.openings.entries()) {
    if (atoms === 0n) continue;
    hasOpenings = true;
    writeAtoms(openings, holding * limbs, { atoms, limbs });
  }
  return { openings, hasOpenings };
}

function chainHoldings(plan: TracePlan, count: number): Pick<FlatPlan, "firstHolding" | "nextHolding"> {
  const firstHolding = new Uint32Array(plan.accounts.length).fill(none);
  const nextHolding = new Uint32Array(count).fill(none);
  for (const [account, numbers] of plan.holdingsOf.entries()) {
    let after = none;
    for (const holding of [...numbers].reverse()) {
      nextHolding[holding] = after;
      after = holding;
    }
    firstHolding[account] = after;
  }
  return { firstHolding, nextHolding };
}
