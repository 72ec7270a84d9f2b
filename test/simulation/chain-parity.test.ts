import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestText, TributaryError } from "@tributary/domain";
import { blockRanges, transfersUntil } from "@tributary/queries";
import { type AppendOutcome, type IngestBatch, type IngestItem, type IngestRun, openStore, type Store } from "@tributary/store";
import { afterAll, expect, test } from "vitest";
import { openMemoryStore, type WorkerStore } from "../../packages/testkit/src/simulator/memory-store.ts";
import { playScenario } from "../../packages/testkit/src/simulator/play-scenario.ts";
import { type Random, seededRandom } from "../../packages/testkit/src/simulator/random.ts";
import { drawScenario } from "../../packages/testkit/src/simulator/scenario.ts";
import { chainId } from "../../packages/testkit/src/simulator/transaction-pool.ts";
import { openEvmSource } from "../../pipelines/chain-evm/src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-parity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const chain = `eip155:${chainId}`;
const clock = (): never => 1_700_000_000_000_000n as never;
const openReal = (name: string): Promise<Store> =>
  openStore({ directory: join(folder, name), mode: "write", create: true, threads: 1, clock });

type Call =
  | { readonly kind: "begin"; readonly run: IngestRun }
  | { readonly kind: "append"; readonly run: IngestRun; readonly batch: IngestBatch }
  | { readonly kind: "pending"; readonly change: Parameters<WorkerStore["pending"]["change"]>[1] };

/** A store that keeps what it was asked. */
function recordCalls(store: WorkerStore, calls: Call[]): WorkerStore {
  return {
    ...store,
    beginRun: (run) => {
      calls.push({ kind: "begin", run });
      return store.beginRun(run);
    },
    append: (run, batch) => {
      calls.push({ kind: "append", run, batch });
      return store.append(run, batch);
    },
    pending: {
      ...store.pending,
      change: (of, change) => {
        calls.push({ kind: "pending", change });
        return store.pending.change(of, change);
      },
    },
  };
}

/** What a store answers, in a form that two stores can share: messages are their own, what they decide is not. */
async function answerOf(store: WorkerStore, call: Call): Promise<unknown> {
  if (call.kind === "begin") return store.beginRun(call.run);
  if (call.kind === "pending") return store.pending.change(chain, call.change);
  try {
    return describeOutcome(await store.append(call.run, call.batch));
  } catch (error) {
    return error instanceof TributaryError ? error.code : Promise.reject(error);
  }
}

function describeOutcome({ conflicts, ...outcome }: AppendOutcome): unknown {
  return { ...outcome, conflicts: conflicts.map(({ code, where }) => `${code} ${where.record}`) };
}

/** The same batches as a hostile or broken reader would send them: again, in other splits, with other content under known names. */
function* spoiltCalls(random: Random, calls: readonly Call[]): Generator<Call> {
  let left = spoiltMax;
  for (const call of calls) {
    if (call.kind !== "append" || left === 0 || random.chance(0.5)) continue;
    left -= 1;
    const { run, batch } = call;
    const items = batch.items.flatMap((item) => spoil(random, item));
    const cut = random.below(items.length + 1);
    const cursor = { itemsAcknowledged: batch.itemsAcknowledged, isDone: batch.isDone };
    yield { kind: "append", run, batch: { ...cursor, items: items.slice(0, cut) } };
    yield { kind: "append", run, batch: { ...cursor, items: items.slice(cut) } };
    yield { kind: "begin", run };
  }
}

/** Batches of a seed that are spoilt: each costs the real store some writes to disk. */
const spoiltMax = 8;

function spoil(random: Random, item: IngestItem): readonly IngestItem[] {
  if (!("rows" in item)) return [item];
  const { record, rows } = item;
  const again = { ...record, locator: `${record.locator}/again` };
  const transfers = (rows.transfers ?? []).map((transfer) => ({
    ...transfer,
    atoms: (transfer.atoms + 1n) as typeof transfer.atoms,
  }));
  const blocks = (rows.blocks ?? []).map((block) => ({ ...block, hash: `${block.hash.slice(0, -1)}x` }));
  const findings = [{ code: "VALUE_UNREADABLE" as const, found: "a", expected: "b", where: { record: record.locator } }];
  switch (random.below(9)) {
    case 0:
      return [{ record: again, rows }];
    case 1:
      return [{ record: again, rows: { ...rows, transfers } }];
    case 2:
      return [{ record, rows: { ...rows, transfers } }];
    case 3:
      return [{ record: { ...record, rawSha256: digestText("other") }, rows }];
    case 4:
      return [{ record: again, findings, raw: "raw" }, item];
    case 5:
      return [{ record, rows: {} }, item];
    // Rarely: it ends a batch.
    case 6:
      return random.chance(0.15) ? [{ record: again, rows: { ...rows, blocks } }] : [item];
    default:
      return [item];
  }
}

async function contentOf(store: WorkerStore): Promise<unknown> {
  const quarantine = (await store.quarantine()).map(({ fileSha256, locator, findings }) => [
    fileSha256,
    locator,
    findings.map(({ code }) => code),
  ]);
  return {
    ranges: await store.query(blockRanges, {}),
    pending: await store.pending.list(chain),
    quarantine: quarantine.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
  };
}

const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

test.each(seeds)("seed %i: the store in memory decides as the real one does, call by call", async (seed) => {
  const calls: Call[] = [];
  const first = openMemoryStore();
  await playScenario(drawScenario(seed), {
    openSource: openEvmSource,
    openStore: () => ({ store: recordCalls(first, calls), content: first.content }),
  });
  const random = seededRandom(seed, "parity");
  const all = [...calls, ...spoiltCalls(random, calls)];
  const memory = openMemoryStore();
  const real = await openReal(`seed-${seed}`);
  try {
    for (const call of all) expect(await answerOf(memory, call)).toEqual(await answerOf(real, call));
    expect(await contentOf(memory)).toEqual(await contentOf(real));
    const transfers = (await real.query(transfersUntil, { until: null })).map(({ id, atoms }) => `${id} ${atoms}`);
    expect(memory.content.transfers.map(({ id, atoms }) => `${id} ${atoms}`).toSorted()).toEqual(transfers.toSorted());
  } finally {
    await real.close();
  }
});

test.each([101, 102, 103, 104, 105, 106])("seed %i played on the real store: the ledger is the true chain's", async (seed) => {
  const real = await openReal(`played-${seed}`);
  const mirror = openMemoryStore();
  try {
    const store: WorkerStore = {
      beginRun: (run) => real.beginRun(run),
      append: async (run, batch) => {
        const outcome = await real.append(run, batch);
        await mirror.append(run, batch);
        return outcome;
      },
      quarantine: (file) => real.quarantine(file),
      query: (query, parameters) => real.query(query, parameters),
      pending: real.pending,
    };
    const played = await playScenario(drawScenario(seed), {
      openSource: openEvmSource,
      openStore: () => ({ store, content: mirror.content }),
      idleTurnsMax: 5_000_000,
    });
    expect(played.problems).toEqual([]);
    const transfers = (await real.query(transfersUntil, { until: null })).map(({ id, atoms }) => `${id} ${atoms}`);
    expect(mirror.content.transfers.map(({ id, atoms }) => `${id} ${atoms}`).toSorted()).toEqual(transfers.toSorted());
    expect(transfers.length).toBeGreaterThan(0);
  } finally {
    await real.close();
  }
});
