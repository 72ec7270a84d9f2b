import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChainSource, heldOutputsOf, runBackfill } from "@tributary/chain-kit";
import { formatProofState } from "@tributary/domain";
import { type IngestItem, type IngestStore, openStore, type Store } from "@tributary/pipeline-kit";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type GrownChain, growMadeChain } from "./grow-made-chain.ts";
import { type MadeNode, madeNodes } from "./made-node.ts";
import { openBitcoinSource } from "./open-bitcoin-source.ts";

const finality = { kind: "depth", blocks: 2n } as const;
let folder: string;
let stores: Store[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bitcoin-source-"));
});

afterEach(async () => {
  for (const store of stores) await store.close();
  stores = [];
  await rm(folder, { recursive: true, force: true });
});

/** A store, and every item that was given to it. */
async function watchedStore(): Promise<{ store: IngestStore; items: IngestItem[]; full: Store }> {
  const full = await openStore({ directory: join(folder, `store-${stores.length}`), mode: "write", create: true });
  stores.push(full);
  const items: IngestItem[] = [];
  const store: IngestStore = {
    beginRun: (run) => full.beginRun(run),
    quarantine: (file) => full.quarantine(file),
    append: (run, batch) => {
      items.push(...batch.items);
      return full.append(run, batch);
    },
  };
  return { store, items, full };
}

function grow(seed: number, blockCount: number): GrownChain {
  const stream = fc.sample(fc.nat({ max: 2 ** 31 - 1 }), { seed, numRuns: 20_000 });
  let at = 0;
  return growMadeChain({
    blockCount,
    draw: (below) => {
      at += 1;
      return (stream[at % stream.length] ?? 0) % below;
    },
  });
}

const chain = grow(3, 30);

async function open(nodes: readonly MadeNode[], quorum = 1): Promise<ChainSource> {
  return openBitcoinSource({ ...madeNodes(...nodes), quorum, finality, limits: { attemptsMax: 1, circuitFailuresMax: 1000 } });
}

function proofsOf(items: readonly IngestItem[]): readonly string[] {
  const proofs = items.flatMap((item) => ("rows" in item ? (item.rows.blockProofs ?? []) : []));
  return proofs.map(({ part, from, to, state }) => `${part} ${from}-${to} ${formatProofState(state)}`);
}

describe("how surely a block is known", () => {
  test("transactions are proven by their hashes; what inputs spend is as sure as who says it", async () => {
    const alone = await watchedStore();
    await (await open([{ chain }])).readSegment({ from: 12n, to: 15n }, alone);
    expect(proofsOf(alone.items)[0]).toBe("transactions 12-15 proven");
    expect(proofsOf(alone.items)).toEqual(expect.arrayContaining([expect.stringMatching(/^prevouts .* single source$/)]));
    const agreed = await watchedStore();
    await (await open([{ chain }, { chain }, { chain }], 2)).readSegment({ from: 12n, to: 15n }, agreed);
    expect(proofsOf(agreed.items)).toEqual(expect.arrayContaining([expect.stringMatching(/^prevouts .* quorum 2 of 2$/)]));
  });

  test("where a node tells no spent outputs, its index of transactions does, and proves them", async () => {
    const { store, items, full } = await watchedStore();
    const report = await (await open([{ chain, tellsPrevouts: false }])).readSegment({ from: 12n, to: 15n }, { store });
    expect(report.outcome).toBe("complete");
    expect(proofsOf(items)).toEqual(["transactions 12-15 proven", "prevouts 12-15 proven"]);
    const told = await watchedStore();
    await (await open([{ chain }])).readSegment({ from: 12n, to: 15n }, told);
    for (const [name, each] of [
      ["index", full],
      ["told", told.full],
    ] as const)
      await each.exportTransfers({ path: join(folder, `${name}.csv`), format: "csv" });
    expect(await textOf("index.csv")).toBe(await textOf("told.csv"));
  });

  test("where nobody tells them, transactions are kept apart with the reason, nothing is invented, and the range is not covered", async () => {
    const { store, items } = await watchedStore();
    const source = await open([{ chain, tellsPrevouts: false, hasIndex: false }]);
    const report = await source.readSegment({ from: 12n, to: 15n }, { store });
    expect(report.outcome).toBe("incomplete");
    expect(report.coverage).toEqual([]);
    expect(report.findings.every(({ code }) => code === "SOURCE_PARTIAL")).toBe(true);
    const transfers = items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));
    expect(transfers.some(({ id }) => id.endsWith(":unclaimed"))).toBe(false);
    // The same range from a node that tells them: what was kept apart loads, and the range is covered.
    const better = await (await open([{ chain }])).readSegment({ from: 12n, to: 15n }, { store });
    expect(better.outcome).toBe("complete");
    expect(better.coverage.length).toBe(1);
  });

  test("with `prove` every output that is spent is hashed, and a stated amount that differs is found wherever it was made", async () => {
    const proven = await watchedStore();
    const source = await openBitcoinSource({ ...madeNodes({ chain }), finality, prevouts: "prove" });
    expect(await source.readSegment({ from: 12n, to: 15n }, proven)).toMatchObject({ outcome: "complete" });
    expect(proofsOf(proven.items)).toEqual(["transactions 12-15 proven", "prevouts 12-15 proven"]);
    const twist: MadeNode["twist"] = (answer, method) =>
      method === "getblock"
        ? answer.replace(/("prevout":\{"value":)(\d+)/, (_, start, units) => `${start}${Number(units) + 1}`)
        : answer;
    const doubted = await openBitcoinSource({ ...madeNodes({ chain, twist }), finality, prevouts: "prove" });
    await expect(doubted.readSegment({ from: 12n, to: 28n }, await watchedStore())).rejects.toThrow(
      /the transaction that made it/,
    );
  });

  test("a range from the genesis block on needs nobody's word but the blocks'", async () => {
    const { store, items } = await watchedStore();
    const report = await (await open([{ chain, tellsPrevouts: false }])).readSegment({ from: 0n, to: 28n }, { store });
    expect(report.outcome).toBe("complete");
    expect(proofsOf(items).every((proof) => proof.endsWith(" proven"))).toBe(true);
  });
});

function textOf(name: string): Promise<string> {
  return readFile(join(folder, name), "utf8");
}

let honest: Promise<string> | undefined;

/** Of the whole chain from a node that tells the truth. */
function honestHash(): Promise<string> {
  honest ??= watchedStore().then(async ({ store, full }) => {
    await (await open([{ chain }])).readSegment({ from: 0n, to: 28n }, { store });
    return full.contentHash();
  });
  return honest;
}

describe("lies", () => {
  const onBlock =
    (change: (answer: string) => string): MadeNode["twist"] =>
    (answer, method) =>
      method === "getblock" ? change(answer) : answer;
  const firstSpend = chain.blocks.findIndex(({ transactions }) => transactions.length > 1);
  const segment = { from: 0n, to: 28n };

  test.each<[string, RegExp, MadeNode["twist"]]>([
    ["a changed amount", /stated value/, onBlock((answer) => answer.replace(/("vout":\[\{"n":0,"value":)\d+/, "$17"))],
    [
      "a changed transaction",
      /stated txid|SOURCE_MALFORMED/,
      onBlock((answer) => answer.replace(/"hex":"0200000001/, '"hex":"0200000002')),
    ],
    ["a missing transaction", /root of the transactions/, onBlock((answer) => dropTransaction(answer))],
    ["a transaction twice", /twice in a row|root of the transactions/, onBlock((answer) => doubleTransaction(answer))],
    ["a changed header", /hash of the header's fields/, onBlock((answer) => answer.replace(/"nonce":\d+/, '"nonce":12345'))],
    ["the wrong height", /height/, onBlock((answer) => answer.replace(/"height":\d+/, '"height":99'))],
    [
      "a changed prevout",
      /the transaction that made it|satoshis|outputs/,
      onBlock((answer) => answer.replace(/("prevout":\{"value":)\d+/, "$10")),
    ],
    [
      "another block's header",
      /hash of the header/,
      (answer, method, [hash]) =>
        method === "getblockheader" && hash === chain.blocks[9]?.header.hash
          ? `"${chain.blocks[8]?.header.bytes.toString("hex")}"`
          : answer,
    ],
    ["a cut body", /SOURCE_MALFORMED/, onBlock((answer) => answer.slice(0, -20))],
  ])("%s stops the reading and is named; beside an honest node it is left out and named", async (_name, reason, twist) => {
    expect(firstSpend).toBeGreaterThan(0);
    const liar = { chain, twist };
    const alone = await watchedStore();
    await expect((await open([liar])).readSegment(segment, alone)).rejects.toThrow(reason);
    const beside = await watchedStore();
    const source = await open([liar, { chain }]);
    expect(await source.readSegment(segment, beside)).toMatchObject({ outcome: "complete" });
    expect(source.findings().length).toBeGreaterThan(0);
    expect(source.findings()[0]?.where.path).toMatch(/^endpoint 1/);
    expect(await beside.full.contentHash()).toBe(await honestHash());
  });

  test("two nodes that state another amount of a spent output: both answers are named, and nothing is read", async () => {
    const twist = onBlock((answer) => answer.replace(/("prevout":\{"value":)(\d+)\.(\d{8})/, "$11$2.$3"));
    const { store } = await watchedStore();
    const reading = (await open([{ chain }, { chain, twist }], 2)).readSegment({ from: 15n, to: 28n }, { store });
    await expect(reading).rejects.toThrow(/SOURCE_INCONSISTENT.*endpoint [12].*endpoint [12]/);
  });
});

describe("what the ledger holds of earlier blocks", () => {
  const told = { chain };
  const mute = { chain, tellsPrevouts: false, hasIndex: false };

  test("a node that tells no spent outputs and keeps no index follows on from a ledger, and all is proven", async () => {
    const { full, items, store } = await watchedStore();
    await (await open([told])).readSegment({ from: 0n, to: 11n }, { store });
    items.length = 0;
    const context = { store, heldOutputs: heldOutputsOf(full) };
    const report = await (await open([mute])).readSegment({ from: 12n, to: 28n }, context);
    expect(report).toMatchObject({ outcome: "complete", findings: [] });
    expect(proofsOf(items).every((proof) => proof.endsWith(" proven"))).toBe(true);
    await full.exportTransfers({ path: join(folder, "followed.csv"), format: "csv" });
    const whole = await watchedStore();
    await (await open([told])).readSegment({ from: 0n, to: 28n }, whole);
    await whole.full.exportTransfers({ path: join(folder, "whole.csv"), format: "csv" });
    expect(await textOf("followed.csv")).toBe(await textOf("whole.csv"));
    // Another reading, with scripts told: the same records, none in conflict.
    const again = await (await open([told])).readSegment({ from: 12n, to: 28n }, context);
    expect(again).toMatchObject({ outcome: "complete", rejected: 0n });
  });

  test("units that are written one by one, or stopped after each batch, know what the ones before them made", async () => {
    const hashes = new Set<string>();
    for (const batchRecordsMax of [1, 40, 10_000]) {
      const { full } = await watchedStore();
      for (let round = 0; round < 40; round += 1) {
        const stop = new AbortController();
        const source = await open([mute]);
        const report = await runBackfill({
          store: full,
          source,
          from: 0n,
          signal: stop.signal,
          ingestLimits: { batchRecordsMax },
          onStep: (step) => {
            if (step === "batch-acknowledged" && batchRecordsMax === 40) stop.abort();
          },
        });
        if (!report.isInterrupted) {
          expect(report).toMatchObject({ isComplete: true, rejected: 0n });
          break;
        }
      }
      hashes.add(await full.contentHash());
    }
    expect(hashes.size).toBe(1);
  });

  test("what nobody tells stays missing for the worker, which reads it again from a node that tells it", async () => {
    const { full } = await watchedStore();
    const partly = await runBackfill({ store: full, source: await open([mute]), from: 12n });
    expect(partly).toMatchObject({ isComplete: false, missing: [{ from: 12n, to: 28n }] });
    expect(partly.rejected).toBeGreaterThan(0n);
    const better = await runBackfill({ store: full, source: await open([told]), from: 12n });
    expect(better).toMatchObject({ isComplete: true, missing: [], rejected: 0n, conflicts: 0n });
    expect(await full.quarantine()).toEqual([]);
    await full.exportTransfers({ path: join(folder, "better.csv"), format: "csv" });
    const whole = await watchedStore();
    await runBackfill({ store: whole.full, source: await open([told]), from: 12n });
    await whole.full.exportTransfers({ path: join(folder, "told.csv"), format: "csv" });
    expect(await textOf("better.csv")).toBe(await textOf("told.csv"));
  });

  test("an amount or a script that is not the ledger's is a lie: it stops the reading, and beside an honest node it is left out and named", async () => {
    const lies: readonly ((answer: string) => string)[] = [
      (answer) => answer.replace(/("prevout":\{"value":)(\d+)/g, (_, start, units) => `${start}${Number(units) + 1}`),
      (answer) => answer.replace(/("prevout":\{"value":\d+\.\d+,"scriptPubKey":\{"hex":")76a914../g, "$176a914ee"),
    ];
    for (const lie of lies) {
      const twist: MadeNode["twist"] = (answer, method) => (method === "getblock" ? lie(answer) : answer);
      const { full, store } = await watchedStore();
      await (await open([told])).readSegment({ from: 0n, to: 15n }, { store });
      const context = { store, heldOutputs: heldOutputsOf(full) };
      const reading = (await open([{ chain, twist }])).readSegment({ from: 16n, to: 28n }, context);
      await expect(reading).rejects.toThrow(/the ledger|the transaction that made it/);
      const source = await open([{ chain, twist }, told]);
      expect(await source.readSegment({ from: 16n, to: 28n }, context)).toMatchObject({ outcome: "complete" });
      expect(source.findings()[0]?.where.path).toMatch(/^endpoint 1/);
      const honest = await watchedStore();
      await (await open([told])).readSegment({ from: 0n, to: 15n }, honest);
      await (await open([told])).readSegment({ from: 16n, to: 28n }, { ...honest, heldOutputs: heldOutputsOf(honest.full) });
      expect(await full.contentHash()).toBe(await honest.full.contentHash());
    }
  });
});

describe("which chain answers", () => {
  test("an unknown genesis block is USAGE", async () => {
    const twist: MadeNode["twist"] = (answer, method) => (method === "getblockhash" ? `"${"ab".repeat(32)}"` : answer);
    await expect(open([{ chain, twist }])).rejects.toMatchObject({ code: "USAGE" });
  });

  test("a chain that only shares Bitcoin's beginning is USAGE", async () => {
    const mainGenesis = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";
    const fork = "000000000000000000651ef99cb9fcbe0dadde1d424bd9f15ff20136191a5eec";
    const { urls, transport } = madeNodes({ chain, twist: (answer) => answer });
    const bent: typeof transport = async (request, bounds) => {
      const { method, params, id } = JSON.parse(request.body ?? "{}");
      if (method !== "getblockhash") return transport(request, bounds);
      const text = `{"result":"${params[0] === 0 ? mainGenesis : fork}","error":null,"id":${id}}`;
      return { status: 200, headers: {}, body: Buffer.from(text) };
    };
    await expect(openBitcoinSource({ urls, transport: bent })).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringContaining("another chain"),
    });
  });

  test("finality is a number of blocks under the head", async () => {
    const source = await open([{ chain }]);
    expect(source.chain).toBe("bip122:0f9188f13cb7b2c71f2a335e3a4fc328");
    expect(await source.final()).toMatchObject({ number: 28n, hash: chain.blocks[28]?.header.hash });
    await expect(openBitcoinSource({ ...madeNodes({ chain }), finality: { kind: "tag" } })).rejects.toMatchObject({
      code: "USAGE",
    });
  });
});

describe("watched accounts", () => {
  test("whole transactions that touch an address enter, from blocks that are read whole", async () => {
    const all = await watchedStore();
    await (await open([{ chain }])).readSegment({ from: 0n, to: 28n }, all);
    const address = all.items
      .flatMap((item) => ("rows" in item ? (item.rows.outpoints ?? []) : []))
      .map((outpoint) => outpoint.address)
      .find((account) => account !== null);
    expect(address).toBeDefined();
    const methods = new Set<string>();
    const spy: MadeNode = {
      chain,
      twist: (answer, method) => {
        methods.add(method);
        return answer;
      },
    };
    const source = await openBitcoinSource({ ...madeNodes(spy), finality, accounts: [address?.split(":").at(-1) ?? ""] });
    const watched = await watchedStore();
    const report = await source.readSegment({ from: 0n, to: 28n }, watched);
    expect(report.coverage.map(({ scope }) => scope)).toEqual([address]);
    expect(source.readings[0]).toMatch(/^watch:/);
    expect([...methods].sort()).toEqual(["getblock", "getblockcount", "getblockhash", "getblockheader"]);
    const own = new Set(
      all.items
        .flatMap((item) => ("rows" in item ? (item.rows.outpoints ?? []) : []))
        .flatMap((row) => (row.address === address ? [row.outpoint] : [])),
    );
    const touching = transfersOf(all.items).filter(({ from, to }) => own.has(from) || own.has(to));
    const references = new Set(touching.map(({ reference }) => reference));
    expect(references.size).toBeGreaterThan(0);
    const expected = transfersOf(all.items).filter(({ reference }) => references.has(reference));
    expect(
      transfersOf(watched.items)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(expected.map(({ id }) => id).sort());
  });

  test("what is no address of the network is USAGE", async () => {
    const accounts = ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"];
    await expect(openBitcoinSource({ ...madeNodes({ chain }), finality, accounts })).rejects.toMatchObject({ code: "USAGE" });
  });
});

test("blocks that are not final are not read", async () => {
  const { store } = await watchedStore();
  await expect((await open([{ chain }])).readSegment({ from: 20n, to: 29n }, { store })).rejects.toThrow(
    /last final block is 28/,
  );
});

function transfersOf(items: readonly IngestItem[]) {
  return items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));
}

test("a run that is stopped after any batch goes on and gives the same ledger", async () => {
  const parts = await watchedStore();
  for (let round = 0; round < 40; round += 1) {
    const stop = new AbortController();
    const report = await (await open([{ chain }])).readSegment(
      { from: 0n, to: 28n },
      { store: parts.store, signal: stop.signal, limits: { batchRecordsMax: 5 }, onAcknowledged: () => stop.abort() },
    );
    if (report.outcome === "complete") break;
  }
  expect(await parts.full.contentHash()).toBe(await honestHash());
});

/** Takes out the last transaction of the first block that has more than one. */
function dropTransaction(answer: string): string {
  const parts = answer.split(',{"txid"');
  return parts.length < 3 ? answer : `${parts.slice(0, -1).join(',{"txid"')}]}`;
}

function doubleTransaction(answer: string): string {
  const at = answer.indexOf(',"tx":[') + 7;
  const list = answer.slice(at, -2);
  return `${answer.slice(0, at)}${list},${list.slice(Math.max(0, list.lastIndexOf('{"txid":"', list.indexOf('"hex"'))))}]}`;
}
