import type { RpcCall } from "./rpc-trace.ts";

/** What is known about the order of one transaction's logs and of the calls that moved value. */
export interface EventsToOrder {
  readonly logCount: number;
  /** In the order in which they began. */
  readonly calls: readonly Pick<RpcCall, "from" | "value" | "logsBefore">[];
  /** Logs that say that a contract pays native value out. */
  readonly payouts: readonly { readonly position: number; readonly contract: string; readonly atoms: bigint }[];
}

export interface EventPlaces {
  /** Event index of each log of the transaction, by its position among them. */
  readonly logs: readonly number[];
  /** Event index of each of the calls. */
  readonly calls: readonly number[];
}

/** Fees and the transaction's own value stand before; contracts that end with the transaction are emptied after. */
export const firstEvent = 10;
export const lastEvent = 99_999;

/**
 * Gives logs and calls their places in one order. A log's place follows from the number of logs alone, with room for calls before and after it: a range
 * that is read again with traces finds its logs where they were. Calls stand after the logs that the endpoint says came before them. Where it does not say
 * it, they stand as early as they can: in their own order, before the logs, but after the `Withdrawal` that a wrapper emits before it pays out. So is the
 * call into a wrapper before its `Deposit`.
 *
 * More calls between two logs than there is room for share places: then their order is by id, and a trace names it as assumed.
 */
export function orderEvents({ logCount, calls, payouts }: EventsToOrder): EventPlaces {
  const stride = Math.floor((lastEvent - firstEvent) / (logCount + 1));
  // Too many logs even without room: those beyond the last place are refused there.
  const logPlace = (position: number): number => firstEvent + (position + 1) * Math.max(stride, 1);
  const logs = Array.from({ length: logCount }, (_, position) => logPlace(position));
  const before = countLogsBefore({ logCount, calls, payouts });
  const places: number[] = [];
  for (let start = 0; start < calls.length; ) {
    const gap = before[start] ?? 0;
    let end = start + 1;
    while (end < calls.length && before[end] === gap) end += 1;
    const base = gap === 0 ? firstEvent : logPlace(gap - 1);
    const count = end - start;
    for (let index = 0; index < count; index += 1)
      places.push(base + (count < stride ? index + 1 : Math.floor((index * Math.max(stride, 1)) / count)));
    start = end;
  }
  return { logs, calls: places };
}

/** For each call, how many logs stand before it; never fewer than before the call that began earlier. */
function countLogsBefore({ logCount, calls, payouts }: EventsToOrder): readonly number[] {
  const open = new Map<string, number[]>();
  for (const { contract, atoms, position } of payouts.toReversed()) {
    const key = `${contract} ${atoms}`;
    const positions = open.get(key);
    if (positions === undefined) open.set(key, [position]);
    else positions.push(position);
  }
  let before = 0;
  return calls.map(({ from, value, logsBefore }) => {
    if (logsBefore !== null) before = Math.max(before, Math.min(logsBefore, logCount));
    else before = Math.max(before, (open.get(`${from} ${value}`)?.pop() ?? -1) + 1);
    return before;
  });
}
