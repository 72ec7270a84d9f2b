import type { ChainSource } from "@tributary/chain-kit";
import type { IngestBatch, IngestItem, LedgerRows } from "@tributary/store";
import { describe, expect, test } from "vitest";
import type { WorkerStore } from "../../packages/testkit/src/simulator/memory-store.ts";
import { type Players, playScenario } from "../../packages/testkit/src/simulator/play-scenario.ts";
import { drawScenario } from "../../packages/testkit/src/simulator/scenario.ts";
import { openEvmSource } from "../../pipelines/chain-evm/src/index.ts";

const seedsMax = 120;

/** The problems of the first seed that notices. */
async function firstProblems(players: Partial<Players>): Promise<readonly string[]> {
  for (let seed = 1; seed <= seedsMax; seed += 1) {
    const { problems } = await playScenario(drawScenario(seed), { openSource: openEvmSource, ...players });
    if (problems.length > 0) return problems;
  }
  return [];
}

function changeRows(store: WorkerStore, change: (rows: LedgerRows) => LedgerRows): WorkerStore {
  const changeItem = (item: IngestItem): IngestItem => ("rows" in item ? { ...item, rows: change(item.rows) } : item);
  return {
    ...store,
    append: (run, batch: IngestBatch) => store.append(run, { ...batch, items: batch.items.map(changeItem) }),
  };
}

/** Every fifth transfer, changed. */
function everyFifth(change: (transfer: Transfer) => readonly Transfer[]): (rows: LedgerRows) => LedgerRows {
  let count = 0;
  return (rows) => ({
    ...rows,
    transfers: (rows.transfers ?? []).flatMap((transfer) => {
      count += 1;
      return count % 5 === 0 ? change(transfer) : [transfer];
    }),
  });
}

type Transfer = NonNullable<LedgerRows["transfers"]>[number];

function changedSource(change: (source: ChainSource) => Partial<ChainSource>): Partial<Players> {
  return { wrapSource: (source) => ({ ...source, ...change(source) }) };
}

const wrapRows = (change: (rows: LedgerRows) => LedgerRows): Partial<Players> => ({
  wrapStore: (store) => changeRows(store, change),
});

const planted: readonly (readonly [string, Partial<Players>, RegExp])[] = [
  ["a worker that loses a transfer", wrapRows(everyFifth(() => [])), /^lost/],
  [
    "a worker that books a transfer twice",
    wrapRows(everyFifth((transfer) => [transfer, { ...transfer, id: `${transfer.id}:again` as Transfer["id"] }])),
    /^invented/,
  ],
  [
    "a worker that is one atom off",
    wrapRows(everyFifth((transfer) => [{ ...transfer, atoms: (transfer.atoms + 1n) as Transfer["atoms"] }])),
    /^changed/,
  ],
  [
    "a worker that takes the sender for the receiver",
    wrapRows(everyFifth((transfer) => [{ ...transfer, from: transfer.to, to: transfer.from }])),
    /^changed/,
  ],
  [
    "a worker that says more than it read",
    wrapRows((rows) => ({ ...rows, blockRanges: (rows.blockRanges ?? []).map((range) => ({ ...range, to: range.to + 1n })) })),
    /./,
  ],
  [
    "a worker that calls proven what it did not prove",
    wrapRows((rows) => ({
      ...rows,
      blockProofs: (rows.blockProofs ?? []).map((proof) => ({ ...proof, state: { kind: "proven" } })),
    })),
    /traces are said to be proven/,
  ],
  [
    "a source that takes the head for final",
    { openSource: (options) => openEvmSource({ ...options, finality: { kind: "depth", blocks: 0n } }) },
    /invented|beyond the last final block|changed|THREW/,
  ],
  [
    "a source that does not insist on proofs",
    { openSource: (options) => openEvmSource({ ...options, mustProve: false }) },
    /changed|invented|lost|not said to be proven|not named/,
  ],
  [
    "a source that asks one endpoint where several should agree",
    { openSource: (options) => openEvmSource({ ...options, quorum: 1 }) },
    /traces are said to be single-source/,
  ],
  [
    "a source whose pending blocks miss a transfer",
    changedSource((source) => ({
      readPending: async (ref) => {
        const block = await source.readPending(ref);
        return { ...block, transfers: block.transfers.slice(1) };
      },
    })),
    /^pending/,
  ],
  [
    "a store that keeps pending blocks which a fork has dropped",
    {
      wrapStore: (store) => ({
        ...store,
        pending: { ...store.pending, change: (chain, { add }) => store.pending.change(chain, { drop: [], add }) },
      }),
    },
    /^pending/,
  ],
  ["a source that keeps what its endpoints did wrong to itself", changedSource(() => ({ findings: () => [] })), /not named/],
];

describe("the simulator goes red where a mistake is planted", () => {
  test.each(planted)("%s", async (_, players, expected) => {
    const problems = await firstProblems(players);
    expect(problems.join("\n")).toMatch(expected);
  });
});
