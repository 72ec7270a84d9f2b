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
import { stepsOf } from "./read-holding.ts";

/** Openings of single holdings, solved when they are asked for. */
export interface SnapshotOpenings {
  /** In atoms, of holdings that have a known balance. */
  readonly known: ReadonlyMap<number, bigint>;
  readonly assumed: (holding: number) => bigint;
}

export interface OpeningsQuestion {
  readonly mode: OpeningMode;
  readonly balances: readonly KnownBalance[];
  readonly placeEnd: number;
}

/** What a known balance says is solved at once; it must be of a holding of the snapshot. */
export function openOpenings(snapshot: LedgerSnapshot, { mode, balances, placeEnd }: OpeningsQuestion): SnapshotOpenings {
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
    const [opening] = solveOpenings(changesOf(snapshot, { holding, placeEnd, hasTimes: stated.has(holding) }), question);
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
  readonly placeEnd: number;
  /** Times matter only beside known balances; reading them costs more than all the rest. */
  readonly hasTimes: boolean;
}

function* changesOf(snapshot: LedgerSnapshot, { holding, placeEnd, hasTimes }: ChangesQuestion): Generator<HoldingChange> {
  for (const { place, isDebit } of stepsOf(snapshot, holding, placeEnd)) {
    const atoms = indexAmountAt(snapshot.memory, snapshot.columns, place);
    yield { holding: 0, time: hasTimes ? snapshot.timeAt(place) : instantMin, change: isDebit ? -atoms : atoms };
  }
}
