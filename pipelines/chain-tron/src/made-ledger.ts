import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LedgerRows, Store } from "@tributary/pipeline-kit";
import { openStore } from "@tributary/pipeline-kit";
import type { MadeChain } from "./made-chain.ts";
import { type OpenTronSource, openTronSource, type TronSource } from "./open-tron-source.ts";
import { type StubNode, type StubOptions, startStubNode } from "./stub-node.ts";
import type { TronIngestReport } from "./tron-report.ts";

/** A store of its own, and whatever sources and stub nodes a test opens: for tests. */
export interface MadeLedger {
  readonly store: Store;
  readonly openSource: (
    chain: MadeChain,
    stubs?: StubOptions | readonly StubOptions[],
    options?: Partial<OpenTronSource>,
  ) => Promise<TronSource>;
  /** Reads to this block, from block 1 where nothing else is said, and tells what came to the store. */
  readonly read: (source: TronSource, to: bigint, from?: bigint) => Promise<MadeReading>;
  readonly close: () => Promise<void>;
}

type Kept = "transfers" | "issuerActs" | "itemTransfers" | "conversions" | "coverage" | "blockProofs" | "blockRanges" | "assets";

export interface MadeReading {
  readonly report: TronIngestReport;
  readonly rows: Required<Pick<LedgerRows, Kept>>;
  readonly apart: readonly (readonly [locator: string, found: string])[];
}

export async function openMadeLedger(): Promise<MadeLedger> {
  const directory = await mkdtemp(join(tmpdir(), "tributary-tron-"));
  const store = await openStore({ directory, mode: "write", create: true, threads: 1 });
  const nodes: StubNode[] = [];
  const sources: TronSource[] = [];
  return {
    store,
    openSource: async (chain, stubs = {}, options = {}) => {
      const started = await Promise.all([stubs].flat().map((stub) => startStubNode(chain, stub)));
      nodes.push(...started);
      const urls = started.map(({ url }) => url);
      const source = await openTronSource({ urls, traces: "require", limits: { attemptsMax: 1 }, ...options });
      sources.push(source);
      return source;
    },
    read: (source, to, from = 1n) => readSource(store, { source, from, to }),
    close: async () => {
      for (const source of sources) source.close();
      await Promise.all(nodes.map((node) => node.close()));
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

interface RangeOfSource {
  readonly source: TronSource;
  readonly from: bigint;
  readonly to: bigint;
}

async function readSource(store: Store, { source, from, to }: RangeOfSource): Promise<MadeReading> {
  const lists: LedgerRows[] = [];
  const listening: Pick<Store, "append" | "beginRun" | "quarantine"> = {
    beginRun: (run) => store.beginRun(run),
    quarantine: (file) => store.quarantine(file),
    append: (run, batch) => {
      for (const item of batch.items) if ("rows" in item) lists.push(item.rows);
      return store.append(run, batch);
    },
  };
  const report = await source.readSegment({ from, to }, { store: listening });
  const apart = (await store.quarantine()).map(({ locator, findings }) => [locator, findings[0]?.found ?? ""] as const);
  const rows = {
    transfers: lists.flatMap(({ transfers = [] }) => transfers),
    issuerActs: lists.flatMap(({ issuerActs = [] }) => issuerActs),
    itemTransfers: lists.flatMap(({ itemTransfers = [] }) => itemTransfers),
    conversions: lists.flatMap(({ conversions = [] }) => conversions),
    coverage: lists.flatMap(({ coverage = [] }) => coverage),
    blockProofs: lists.flatMap(({ blockProofs = [] }) => blockProofs),
    blockRanges: lists.flatMap(({ blockRanges = [] }) => blockRanges),
    assets: lists.flatMap(({ assets = [] }) => assets),
  };
  return { report, rows, apart };
}
