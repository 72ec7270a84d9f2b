import { type AccountId, type AssetId, instantMin } from "@tributary/domain";
import { indexAmountAt } from "@tributary/kernel";
import {
  type HoldingBalance,
  type HoldingChange,
  type KnownBalance,
  type Opening,
  type OpeningMode,
  solveOpenings,
} from "@tributary/ledger";
import type { LedgerSnapshot } from "./ledger-snapshot.ts";
import { type OwnSteps, ownStepsOf } from "./snapshot-conversions.ts";

/** Openings of single holdings, solved when they are asked for. */
export interface SnapshotOpenings {
  /** In atoms, of holdings that have a known balance. */
  readonly known: ReadonlyMap<number, bigint>;
  readonly assumed: (holding: number) => bigint;
}

export interface OpeningsQuestion {
  readonly mode: OpeningMode;
  readonly balances: readonly KnownBalance[];
  readonly steps: OwnSteps;
}

/** What a known balance says is solved at once; it must be of a holding of the snapshot. */
export function openOpenings(snapshot: LedgerSnapshot, { mode, balances, steps }: OpeningsQuestion): SnapshotOpenings {
  const stated = new Map<number, HoldingBalance[]>();
  for (const { account, asset, time, atoms } of balances) {
    const holding = findHolding(snapshot, account, asset);
    if (holding === undefined) continue;
    const list = stated.get(holding) ?? [];
    stated.set(holding, [...list, { holding: 0, also: [], time, atoms }]);
  }
  const solved = new Map<number, Opening>();
  const solve = (holding: number): Opening | undefined => {
    const known = solved.get(holding);
    if (known !== undefined) return known;
    const question = { holdingCount: 1, mode, balances: stated.get(holding) ?? [] };
    const [opening] = solveOpenings(changesOf(snapshot, { holding, steps, hasTimes: stated.has(holding) }), question);
    if (opening !== undefined) solved.set(holding, opening);
    return opening;
  };
  return {
    known: new Map([...stated.keys()].map((holding) => [holding, solve(holding)?.atoms ?? 0n])),
    assumed: (holding) => solve(holding)?.assumed ?? 0n,
  };
}

/** The number of an account's holding; undefined where it never moved. */
function findHolding(snapshot: LedgerSnapshot, account: AccountId, asset: AssetId): number | undefined {
  const owner = snapshot.accountNumber(account);
  const kind = snapshot.assetNumber(asset);
  if (owner === undefined || kind === undefined) return undefined;
  const { memory, columns } = snapshot;
  return snapshot.holdingsOf(owner).find((holding) => memory.u32(columns.holdingAsset + 4 * holding, 1)[0] === kind);
}

interface ChangesQuestion {
  readonly holding: number;
  readonly steps: OwnSteps;
  /** Times matter only beside known balances; reading them costs more than all the rest. */
  readonly hasTimes: boolean;
}

function* changesOf(snapshot: LedgerSnapshot, { holding, steps, hasTimes }: ChangesQuestion): Generator<HoldingChange> {
  for (const { place, isDebit } of ownStepsOf(snapshot, holding, steps)) {
    const atoms = indexAmountAt(snapshot.memory, snapshot.columns, place);
    yield { holding: 0, time: hasTimes ? snapshot.timeAt(place) : instantMin, change: isDebit ? -atoms : atoms };
  }
}

/** What must have come late for a holding never to go negative. */
export function sumLate(snapshot: LedgerSnapshot, holding: number, steps: OwnSteps): bigint {
  let late = 0n;
  let balance = 0n;
  for (const { place, isDebit } of ownStepsOf(snapshot, holding, steps)) {
    const atoms = indexAmountAt(snapshot.memory, snapshot.columns, place);
    balance += isDebit ? -atoms : atoms;
    if (balance >= 0n) continue;
    late -= balance;
    balance = 0n;
  }
  return late;
}
