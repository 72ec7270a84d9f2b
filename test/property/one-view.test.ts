import { createMemory, MemoryExhausted, memoryLimit, type RunControl } from "@tributary/kernel";
import { indexOutpoints, type TraceLedger } from "@tributary/ledger";
import { arbitraryLedger, arbitraryRequest, everyFeature, snapshotOf } from "@tributary/testkit";
import { openSnapshotView, reachSnapshot, type SnapshotView, type TraceRequest, traceSnapshot } from "@tributary/trace";
import fc from "fast-check";
import { expect, test } from "vitest";

type Disturbance = "none" | "deadline" | "error" | "error in progress";

/** A question, and what comes in the way of its answer after so many steps. */
interface Asked {
  readonly request: TraceRequest;
  readonly kind: "trace" | "reach";
  readonly disturbance: Disturbance;
  readonly stepsMax: number;
  readonly eventsPerStep: number;
}

const features = { ...everyFeature, transferCountMax: 30 };

const arbitraryCase = arbitraryLedger(features).chain((ledger) =>
  fc.record({
    ledger: fc.constant(ledger),
    questions: fc.array(arbitraryAsked(ledger), { minLength: 2, maxLength: 8 }),
    segments: fc.integer({ min: 1, max: 6 }),
    // Beside what a view needs for certain; null: as much as there is.
    room: fc.option(fc.nat({ max: 600_000 })),
  }),
);

function arbitraryAsked(ledger: TraceLedger): fc.Arbitrary<Asked> {
  const request = fc.oneof(
    { weight: 3, arbitrary: arbitraryRequest(ledger, features) },
    { weight: 1, arbitrary: arbitraryRequest(ledger, { ...features, isBackward: true }) },
  );
  return fc.record({
    request: request.map((made): TraceRequest => ({ ...made, method: "all", sameTime: "recorded" })),
    kind: fc.constantFrom("trace", "trace", "reach"),
    disturbance: fc.constantFrom<Disturbance>("none", "none", "deadline", "error", "error in progress"),
    stepsMax: fc.nat({ max: 40 }),
    eventsPerStep: fc.integer({ min: 1, max: 10 }),
  });
}

function controlOf({ disturbance, stepsMax, eventsPerStep }: Asked): RunControl {
  let steps = 0;
  const isDue = (): boolean => {
    steps += 1;
    return steps > stepsMax;
  };
  const fail = (): undefined => {
    if (isDue()) throw new Error("the caller's own");
  };
  if (disturbance === "deadline") return { eventsPerStep, shouldStop: () => (isDue() ? "deadline" : undefined) };
  if (disturbance === "error") return { eventsPerStep, shouldStop: fail };
  return disturbance === "error in progress" ? { eventsPerStep, onProgress: fail } : { eventsPerStep };
}

/** The answer, or the error in its place. */
function answer(view: SnapshotView, ledger: TraceLedger, asked: Asked): unknown {
  const { request, kind } = asked;
  const outpoints = indexOutpoints(ledger.outpoints);
  const named = new Map(ledger.transfers.map((transfer) => [transfer.name, transfer]));
  const { tags, balances, coverage } = ledger;
  const question = { request, named, tags, balances, outpoints, control: controlOf(asked) };
  try {
    if (kind === "reach" || request.target !== null) return [...reachSnapshot(view, question)].sort((a, b) => a - b);
    return traceSnapshot(view, question).write({ coverage, outpoints });
  } catch (error) {
    return error instanceof MemoryExhausted ? "no room" : String(error);
  }
}

const [usual, fresh] = [createMemory(), createMemory()];

test("a view that was asked before, and stopped, failed or ran out of memory, answers as a new one, and keeps no more in its heap", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(arbitraryCase, ({ ledger, questions, segments, room }) => {
      const spare = openSnapshotView(snapshotOf(ledger, { segments, memory: usual })).heap.mark();
      const limit = room === null ? memoryLimit : spare + room;
      const view = openSnapshotView(snapshotOf(ledger, { segments, memory: usual }), { limit });
      for (const asked of questions) {
        const found = answer(view, ledger, asked);
        const other = openSnapshotView(snapshotOf(ledger, { segments, memory: fresh }), { limit });
        expect(found).toEqual(answer(other, ledger, asked));
        expect(view.heap.mark()).toBe(other.heap.mark());
        seen.add(typeof found === "string" ? (found.match(/deadline|caller's own|no room|memory/)?.[0] ?? found) : "answer");
      }
    }),
    { numRuns: 400 },
  );
  expect([...seen].sort()).toEqual(["answer", "caller's own", "deadline", "memory", "no room"]);
});
