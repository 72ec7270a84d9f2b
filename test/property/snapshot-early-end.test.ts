import { TributaryError } from "@tributary/domain";
import { createMemory, MemoryExhausted, type Reach } from "@tributary/kernel";
import { indexOutpoints } from "@tributary/ledger";
import {
  arbitraryTrace,
  arbitraryUtxoTrace,
  crowdLedger,
  everyFeature,
  ledgerOf,
  requestOf,
  snapshotOf,
  type TraceCase,
  transferClaim,
} from "@tributary/testkit";
import {
  type LimitRow,
  openSnapshotView,
  resultsOf,
  type SnapshotView,
  type TraceDocument,
  trace,
  traceSnapshot,
} from "@tributary/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stopAfter } from "./stop-after.ts";

const memory = createMemory();
const rules = ["fifo", "lifo", "pro-rata", "libr", "pifo", "poison"] as const;

/** What a snapshot answers by itself. */
function simple({ ledger, request }: TraceCase): TraceCase {
  const openings = typeof request.openings === "string" ? request.openings : "inferred";
  return { ledger: { ...ledger, balances: [] }, request: { ...request, sameTime: "recorded", openings } };
}

function crowd({ ledger, request }: TraceCase): TraceCase {
  return { ledger: crowdLedger(ledger), request };
}

/** What ends the work: steps of the caller's, or bytes of memory. */
type Bounds = { readonly steps: number; readonly wholeShare: number } | { readonly room: number };

/** Small ledgers seldom leave a part that is worth copying: none is too large beside a share of 1. */
function withShare(view: SnapshotView, wholeShare: number): SnapshotView {
  const part: Reach["part"] = (question, control) => view.reach.part({ ...question, wholeShare }, control);
  return { ...view, reach: { ...view.reach, part } };
}

function ask({ ledger, request }: TraceCase, bounds: Bounds): TraceDocument {
  const snapshot = snapshotOf(ledger, { segments: 2, memory });
  const view =
    "steps" in bounds
      ? withShare(openSnapshotView(snapshot), bounds.wholeShare)
      : openSnapshotView(snapshot, { limit: snapshot.heapFrom + bounds.room });
  const outpoints = indexOutpoints(ledger.outpoints);
  const named = new Map(ledger.transfers.map((transfer) => [transfer.name, transfer]));
  const { tags, balances, coverage } = ledger;
  const control = "steps" in bounds ? stopAfter(bounds.steps) : {};
  const question = { request, named, tags, balances, outpoints, control };
  return traceSnapshot(view, question).write({ coverage, outpoints });
}

/** The row that says where the work ended. */
function endOf(document: TraceDocument): LimitRow | undefined {
  const [result] = resultsOf(document).values();
  return result?.limits_hit.find(({ account }) => account === "");
}

/** Without how many transfers came after the end: a run over a part of the ledger counts those of the part. */
function withoutCount(document: TraceDocument): TraceDocument {
  const strip = ({ transfers_omitted: _, ...row }: LimitRow): LimitRow => row;
  const limits = "limits_hit" in document ? document.limits_hit : [];
  return { ...document, limits_hit: limits.map((row) => (row.account === "" ? strip(row) : row)) } as TraceDocument;
}

/** The ledger's own answer of work that ended at a transfer. Steps that only ask for memory take none. */
function followUntil({ ledger, request }: TraceCase, { limit, transfers }: LimitRow, stepsMin: number): TraceDocument {
  for (let steps = stepsMin; ; steps += 1) {
    const document = trace(ledger, request, stopAfter(steps, limit));
    const end = endOf(document);
    if (end === undefined || end.transfers[0] === transfers[0]) return document;
  }
}

/** Did the work end early? Then its answer is the ledger's own up to there. */
function endsAlike(made: TraceCase, document: TraceDocument, eventCount = 0): boolean {
  const end = endOf(document);
  if (end === undefined) return false;
  const plain = followUntil(made, end, Math.max(0, eventCount - Number(end.transfers_omitted ?? "0") - 5));
  expect(withoutCount(document)).toEqual(withoutCount(plain));
  expect(Number(end.transfers_omitted ?? 0)).toBeLessThanOrEqual(Number(endOf(plain)?.transfers_omitted ?? 0));
  return true;
}

const arbitrarySteps = fc.record({ steps: fc.nat({ max: 30 }), wholeShare: fc.constantFrom(0.25, 1) });

describe("work over a snapshot that ends before it is known what can be reached says what following up to there says", () => {
  test.each([
    ["accounts", arbitraryTrace(everyFeature), 1500],
    ["transactions whose in legs stand before their out legs", arbitraryTrace(everyFeature).map(crowd), 1500],
    ["outpoints", arbitraryUtxoTrace(everyFeature), 500],
  ] as const)("on ledgers of %s", (_, cases, numRuns) => {
    let ended = 0;
    fc.assert(
      fc.property(cases, fc.constantFrom(...rules), arbitrarySteps, (found, method, steps) => {
        const made = simple({ ...found, request: { ...found.request, method } });
        const document = ask(made, steps);
        if (endsAlike(made, document)) ended += 1;
        else expect(document).toEqual(trace(made.ledger, made.request));
      }),
      { numRuns },
    );
    expect(ended).toBeGreaterThan(numRuns / 8);
  });

  test("where memory ends it", () => {
    // One pays many, who pay on: the part to copy is as large as the ledger.
    const count = 600;
    const fan = Array.from({ length: count }, (_, index) => ({ from: "H", to: `P${index}`, atoms: 3n, at: 1 }));
    const onward = Array.from({ length: count }, (_, index) => ({ from: `P${index}`, to: `Q${index}`, atoms: 2n, at: 2 }));
    const ledger = ledgerOf([{ from: "V", to: "H", atoms: 2000n, at: 0 }, ...fan, ...onward]);
    const made = { ledger, request: requestOf({ claims: [transferClaim("V1", "t1")], method: "fifo" }) };
    const asWhole = trace(made.ledger, made.request);
    let ended = 0;
    for (let room = 100_000; ; room += 5_000) {
      const document = askInRoom(made, room);
      if (document === undefined) continue;
      if (!endsAlike(made, document, 2 * count + 1)) {
        expect(document).toEqual(asWhole);
        break;
      }
      ended += 1;
    }
    expect(ended).toBeGreaterThan(2);
  });
});

/** Undefined where there is no room to begin. */
function askInRoom(made: TraceCase, room: number): TraceDocument | undefined {
  try {
    return ask(made, { room });
  } catch (error) {
    const isTold = error instanceof TributaryError && error.code === "LIMIT_REACHED";
    if (isTold || error instanceof MemoryExhausted) return undefined;
    throw error;
  }
}
