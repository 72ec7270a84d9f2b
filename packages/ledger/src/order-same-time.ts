import type { AccountId, Transfer } from "@tributary/domain";
import { createIndexHeap, popIndex, pushIndex } from "./index-heap.ts";

/** How transfers of one instant are put in order where a source gives none (spec, section 2). */
export type SameTimeMode = "recorded" | "credits-first" | "debits-first";

/**
 * Puts movements that stand in ledger order into the order traced. `recorded` keeps them. Within each instant, `credits-first`
 * takes, again and again, the first recorded transfer whose payer receives nothing more from those not yet taken, in any asset;
 * `debits-first` the first whose receiver pays nothing more; where there is none such, both take the first recorded.
 */
export function orderSameTime<Row extends Transfer>(movements: readonly Row[], mode: SameTimeMode): Row[] {
  if (mode === "recorded") return [...movements];
  const ordered: Row[] = [];
  let start = 0;
  while (start < movements.length) {
    let end = start + 1;
    while (end < movements.length && movements[end]?.occurredAt === movements[start]?.occurredAt) end += 1;
    for (const row of orderInstant(movements.slice(start, end), mode)) ordered.push(row);
    start = end;
  }
  return ordered;
}

function orderInstant<Row extends Transfer>(instant: readonly Row[], mode: "credits-first" | "debits-first"): Row[] {
  if (instant.length === 1) return [...instant];
  // A transfer waits at one of its ends (the payer's, under credits-first) until no other transfer comes to that end.
  const waitsAt = (row: Row): AccountId => (mode === "credits-first" ? row.from : row.to);
  const comesTo = (row: Row): AccountId => (mode === "credits-first" ? row.to : row.from);
  const pending = new Map<AccountId, number>();
  const waiting = new Map<AccountId, number[]>();
  for (const [index, row] of instant.entries()) {
    pending.set(comesTo(row), (pending.get(comesTo(row)) ?? 0) + 1);
    const list = waiting.get(waitsAt(row));
    if (list === undefined) waiting.set(waitsAt(row), [index]);
    else list.push(index);
  }
  const ready = createIndexHeap();
  for (const [account, list] of waiting) if (!pending.has(account)) for (const index of list) pushIndex(ready, index);
  return takeAll(instant, { ready, pending, waiting, comesTo });
}

interface InstantState<Row> {
  readonly ready: ReturnType<typeof createIndexHeap>;
  readonly pending: Map<AccountId, number>;
  readonly waiting: ReadonlyMap<AccountId, readonly number[]>;
  readonly comesTo: (row: Row) => AccountId;
}

function takeAll<Row extends Transfer>(instant: readonly Row[], state: InstantState<Row>): Row[] {
  const isTaken = new Uint8Array(instant.length);
  const ordered: Row[] = [];
  let firstLeft = 0;
  while (ordered.length < instant.length) {
    let index = popIndex(state.ready);
    while (index !== undefined && isTaken[index] === 1) index = popIndex(state.ready);
    while (isTaken[firstLeft] === 1) firstLeft += 1;
    const taken = index ?? firstLeft;
    const row = instant[taken];
    if (row === undefined) throw new Error("broken invariant: an instant has fewer transfers than were taken");
    isTaken[taken] = 1;
    ordered.push(row);
    const account = state.comesTo(row);
    const left = (state.pending.get(account) ?? 0) - 1;
    state.pending.set(account, left);
    if (left === 0) for (const next of state.waiting.get(account) ?? []) if (isTaken[next] === 0) pushIndex(state.ready, next);
  }
  return ordered;
}
