import {
  type CompactPart,
  type FlatMemory,
  none,
  type PartOpenings,
  type RecordList,
  type RunControl,
  readAtoms,
  type TransferColumns,
  writeAtoms,
} from "@tributary/kernel";
import { orderWhole, reorderPart } from "./reorder-columns.ts";
import type { SnapshotConversions } from "./snapshot-conversions.ts";
import type { SnapshotView } from "./snapshot-view.ts";

/** The columns that rules run over, in the order traced: the part of a snapshot that a question can touch, or all of it. */
export interface TracedPart {
  readonly limbs: 2 | 5;
  readonly columns: TransferColumns;
  /** Address of what each holding had before its first event here; 0: nothing. */
  readonly openings: number;
  readonly tracked: number;
  readonly accountFlags: number;
  readonly firstHolding: number;
  readonly nextHolding: number;
  readonly legs: RecordList;
  /** Numbers among the conversions that act, rising; their numbers here are positions in the list. */
  readonly conversions: readonly number[];
  readonly conversionAccounts: readonly number[];
  /** In the order traced of the snapshot. */
  readonly placeAt: (place: number) => number;
  /** Numbers here as numbers of the snapshot. */
  readonly holdingAt: (holding: number) => number;
  readonly accountAt: (account: number) => number;
  /** How many events here stand before a place of the snapshot's order traced. */
  readonly placeFrom: (place: number) => number;
  readonly localAccount: (account: number) => number | undefined;
  /** What came late of a holding before its first event here. */
  readonly lateBefore: (holding: number) => bigint;
}

export interface PartQuestion {
  readonly openings: PartOpenings;
  readonly known: ReadonlyMap<number, bigint>;
  readonly placeEnd: number;
  readonly conversions: SnapshotConversions;
  readonly control: RunControl;
}

/** What the last reach of the view found, as columns to run over; why not, where the caller ended the work. */
export function takePart(view: SnapshotView, question: PartQuestion): TracedPart | { readonly why: string } {
  const { snapshot, reach } = view;
  const { openings, known, control } = question;
  const part = reach.part({ openings, known }, control);
  if (part.kind === "stopped") return { why: part.why };
  if (part.kind === "whole") return takeWhole(view, question);
  const { memory } = snapshot;
  reorderPart(memory, part, question.conversions.order);
  const converted = sortConversions(memory, part);
  const places = memory.u32(part.places, part.columns.eventCount);
  const holdings = memory.u32(part.holdings, part.columns.holdingCount);
  const accounts = memory.u32(part.accounts, part.columns.accountCount);
  const lates = openings === "late" ? memory.u64(part.lates, part.trackedCount * part.limbs) : undefined;
  return {
    limbs: part.limbs,
    // A reach that ended early may have ended between two movements that change places.
    columns: { ...part.columns, eventCount: Math.min(part.columns.eventCount, part.placeFrom(question.placeEnd)) },
    openings: part.balances,
    tracked: part.tracked,
    accountFlags: part.accountFlags,
    firstHolding: part.firstHolding,
    nextHolding: part.nextHolding,
    ...converted,
    placeAt: (place) => places[place] ?? none,
    holdingAt: (holding) => holdings[holding] ?? none,
    accountAt: (account) => accounts[account] ?? none,
    placeFrom: part.placeFrom,
    localAccount: part.localAccount,
    lateBefore: (holding) =>
      lates === undefined || holding >= part.trackedCount ? 0n : readAtoms(lates, holding * part.limbs, part.limbs),
  };
}

/** Gives the conversions of a part numbers in the order of their ids. */
function sortConversions(
  memory: FlatMemory,
  { legs, conversions, conversionAccounts }: Pick<CompactPart, "legs" | "conversions" | "conversionAccounts">,
): Pick<TracedPart, "legs" | "conversions" | "conversionAccounts"> {
  const sorted = [...conversions.keys()].sort((a, b) => (conversions[a] ?? 0) - (conversions[b] ?? 0));
  const numbers = new Map(sorted.map((old, number) => [old, number]));
  const rows = memory.u32(legs.at, 3 * legs.count);
  for (let row = 2; row < rows.length; row += 3) rows[row] = numbers.get(rows[row] ?? 0) ?? none;
  return {
    legs,
    conversions: sorted.map((old) => conversions[old] ?? none),
    conversionAccounts: sorted.map((old) => conversionAccounts[old] ?? none),
  };
}

/** Known openings whose sum is below this change nothing at two limbs, whose bound leaves far more room. */
const wideFrom = 1n << 100n;

/** So much is in reach that the snapshot's own columns are run over, up to the question's end. */
function takeWhole(
  view: SnapshotView,
  { openings, known, placeEnd, conversions, control }: PartQuestion,
): TracedPart | { readonly why: string } {
  const { snapshot, heap, reach, accountFlags } = view;
  const sum = [...known.values()].reduce((total, atoms) => total + atoms, 0n);
  const opened = reach.wholeOpenings({ openings, isWide: sum >= wideFrom }, control);
  if ("kind" in opened) return { why: opened.why };
  const { limbs } = opened;
  const column = opened.openings === 0 ? undefined : snapshot.memory.u64(opened.openings, snapshot.columns.holdingCount * limbs);
  for (const [holding, atoms] of known) if (column !== undefined) writeAtoms(column, holding * limbs, { atoms, limbs });
  const same = (number: number): number => number;
  const { columns, legs } = orderWhole(heap, snapshot, conversions);
  return {
    limbs,
    columns: { ...columns, eventCount: placeEnd },
    openings: opened.openings,
    tracked: 0,
    accountFlags,
    firstHolding: snapshot.firstHolding,
    nextHolding: snapshot.nextHolding,
    legs,
    conversions: [...conversions.acting.keys()],
    conversionAccounts: conversions.acting.map(({ account }) => account),
    placeAt: same,
    holdingAt: same,
    accountAt: same,
    placeFrom: same,
    localAccount: same,
    lateBefore: () => 0n,
  };
}
