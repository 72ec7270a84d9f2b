import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EventsToOrder, firstEvent, lastEvent, orderEvents } from "./order-events.ts";

const wrapper = `0x${"aa".repeat(20)}`;
const router = `0x${"bb".repeat(20)}`;

/** The order of `log 0`, `call 1`…, by their places. */
function orderOf(events: EventsToOrder): readonly string[] {
  const { logs, calls } = orderEvents(events);
  const named = [
    ...logs.map((place, index) => ({ place, name: `log ${index}` })),
    ...calls.map((place, index) => ({ place, name: `call ${index}` })),
  ];
  return named.sort((a, b) => a.place - b.place).map(({ name }) => name);
}

const call = (from: string, value: bigint, logsBefore: number | null = null) => ({ from, value, logsBefore });

describe("the order of logs and calls", () => {
  test("calls stand after the logs that came before them", () => {
    const calls = [call(router, 1n, 0), call(router, 2n, 0), call(router, 3n, 2)];
    expect(orderOf({ logCount: 3, calls, payouts: [] })).toEqual(["call 0", "call 1", "log 0", "log 1", "call 2", "log 2"]);
  });

  test("where nobody says it, calls stand before logs, but after the withdrawal that they pay out", () => {
    const calls = [call(router, 5n), call(wrapper, 9n), call(router, 9n)];
    const payouts = [{ position: 1, contract: wrapper, atoms: 9n }];
    expect(orderOf({ logCount: 3, calls, payouts })).toEqual(["call 0", "log 0", "log 1", "call 1", "call 2", "log 2"]);
  });

  test("equal withdrawals are paid out in their order", () => {
    const calls = [call(wrapper, 9n), call(wrapper, 9n)];
    const payouts = [0, 2].map((position) => ({ position, contract: wrapper, atoms: 9n }));
    expect(orderOf({ logCount: 3, calls, payouts })).toEqual(["log 0", "call 0", "log 1", "log 2", "call 1"]);
  });

  test("a log stands at the same place whether calls are known or not", () => {
    const calls = Array.from({ length: 500 }, (_, index) => call(router, 1n, index % 7));
    for (const logCount of [0, 1, 7, 1000])
      expect(orderEvents({ logCount, calls, payouts: [] }).logs).toEqual(orderEvents({ logCount, calls: [], payouts: [] }).logs);
  });

  test("every place is a place, rises, and is shared only where there is no room", () => {
    const events = fc.record({
      logCount: fc.oneof(fc.nat(20), fc.nat(60_000)),
      gaps: fc.array(fc.nat(60_000), { maxLength: 300 }),
    });
    fc.assert(
      fc.property(events, ({ logCount, gaps }) => {
        const before = gaps.map((gap) => gap % (logCount + 1)).sort((a, b) => a - b);
        const { logs, calls } = orderEvents({ logCount, calls: before.map((gap) => call(router, 1n, gap)), payouts: [] });
        const places = [...logs, ...calls].every((place) => place >= firstEvent && place < lastEvent);
        const hasRoom = (logCount + 1) * (before.length + 1) < lastEvent - firstEvent;
        const isRising = calls.every((place, index) => place >= (calls[index - 1] ?? 0));
        const isPlaced = calls.every((place, index) => {
          const gap = before[index] ?? 0;
          const isAfter = gap === 0 || place >= (logs[gap - 1] ?? 0);
          return isAfter && place < (logs[gap] ?? lastEvent);
        });
        expect([places, isRising, isPlaced]).toEqual([true, true, true]);
        if (hasRoom) expect(new Set([...logs, ...calls]).size).toBe(logs.length + calls.length);
      }),
    );
  });

  test("more logs than there are places are refused, not cut: theirs are beyond the last", () => {
    const { logs } = orderEvents({ logCount: 120_000, calls: [], payouts: [] });
    expect(logs.length).toBe(120_000);
    expect(logs.filter((place) => place > lastEvent).length).toBe(120_000 - (lastEvent - firstEvent));
    expect(new Set(logs).size).toBe(120_000);
  });
});
