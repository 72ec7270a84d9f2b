import { Buffer } from "node:buffer";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBackfill, runSync } from "@tributary/chain-kit";
import { openStore, type Store } from "@tributary/pipeline-kit";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BitcoinBlock } from "./check-block.ts";
import { type GrownChain, growMadeChain } from "./grow-made-chain.ts";
import { writeMadeFiles } from "./made-block-files.ts";
import { blockBytes, makeBlock, makeTransaction } from "./made-chain.ts";
import { madeNodes } from "./made-node.ts";
import { openBitcoinSource } from "./open-bitcoin-source.ts";
import { type OpenBlockFiles, openBlockFiles } from "./open-block-files.ts";

const magic = "fabfb5da";
const finality = { kind: "depth", blocks: 2n } as const;
let folder: string;
let stores: Store[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bitcoin-files-"));
});

afterEach(async () => {
  for (const store of stores) await store.close();
  stores = [];
  await rm(folder, { recursive: true, force: true });
});

async function newStore(name: string): Promise<Store> {
  const store = await openStore({ directory: join(folder, name), mode: "write", create: true });
  stores.push(store);
  return store;
}

/** All final blocks of the folder, or some. */
async function readBlockFiles({
  store,
  from = 0n,
  to,
  ...options
}: OpenBlockFiles & { store: Store; from?: bigint; to?: bigint }) {
  const source = await openBlockFiles(options);
  return source.readSegment({ from, to: to ?? (await source.final())?.number ?? -1n }, { store });
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

/** Blocks out of order, and one that the chain dropped. */
function shuffled({ blocks }: GrownChain): readonly (readonly BitcoinBlock[])[] {
  const coinbase = makeTransaction({ inputs: [], outputs: [{ atoms: 1n, script: Buffer.of(0x51) }] });
  const parent = blocks.at(-3)?.header;
  const dropped = makeBlock({
    height: (parent?.height ?? 0n) + 1n,
    parentHash: parent?.hash ?? "",
    time: Number(parent?.time ?? 0n) + 1,
    transactions: [coinbase],
  });
  const half = Math.floor(blocks.length / 2);
  return [blocks.slice(0, half).toReversed(), [...blocks.slice(half + 2), dropped, ...blocks.slice(half, half + 2)]];
}

test.each([
  ["hidden by a key, as newer nodes do", Buffer.from("0102030405060708", "hex")],
  ["in the clear", null],
])("files %s give the ledger that an endpoint gives", async (_name, key) => {
  const chain = grow(7, 40);
  await writeMadeFiles(folder, { chain, files: shuffled(chain), magic, key });
  const fromFiles = await newStore("files");
  const report = await readBlockFiles({ store: fromFiles, directory: folder, finality });
  expect(report).toMatchObject({ outcome: "complete", findings: [] });
  const fromNode = await newStore("node");
  const source = await openBitcoinSource({ ...madeNodes({ chain }), finality });
  expect(await source.readSegment({ from: 0n, to: 38n }, { store: fromNode })).toMatchObject({ outcome: "complete" });
  await fromFiles.exportTransfers({ path: join(folder, "files.csv"), format: "csv" });
  await fromNode.exportTransfers({ path: join(folder, "node.csv"), format: "csv" });
  const text = await readFile(join(folder, "files.csv"), "utf8");
  expect(text.split("\n").length).toBeGreaterThan(200);
  expect(text).toBe(await readFile(join(folder, "node.csv"), "utf8"));
  // A range that starts later rests on what undo data tells.
  const later = await newStore("later");
  expect(await readBlockFiles({ store: later, directory: folder, finality, from: 20n, to: 30n })).toMatchObject({
    outcome: "complete",
  });
});

test("the worker drives files as it drives an endpoint", async () => {
  const chain = grow(19, 24);
  await writeMadeFiles(folder, { chain, files: [chain.blocks], magic, key: null });
  const store = await newStore("worker");
  const source = await openBlockFiles({ directory: folder, finality });
  expect(await runBackfill({ store, source, from: 0n, to: 10n })).toMatchObject({ isComplete: true, blocksRead: 11n });
  expect(await runSync({ store, source, once: true, pollMilliseconds: 1 })).toMatchObject({ isComplete: true, blocksRead: 12n });
  const pending = await store.pending.list(source.chain);
  expect(pending.map(({ number, hash }) => [number, hash])).toEqual(
    chain.blocks.slice(-2).map(({ header }) => [header.height, header.hash]),
  );
});

test("blocks in lines of hex are read alike", async () => {
  const chain = grow(9, 12);
  await writeFile(join(folder, "blocks.hex"), chain.blocks.map((block) => blockBytes(block).toString("hex")).join("\n"));
  const report = await readBlockFiles({ store: await newStore("hex"), directory: folder, finality });
  expect(report).toMatchObject({ outcome: "complete", origin: "bip122:0f9188f13cb7b2c71f2a335e3a4fc328 blocks 0 to 10" });
});

test("without undo data the blocks themselves tell what inputs spend", async () => {
  const chain = grow(11, 40);
  await writeMadeFiles(folder, { chain, files: [chain.blocks], magic, key: null });
  const [told, found] = [await newStore("told"), await newStore("found")];
  expect(await readBlockFiles({ store: told, directory: folder, finality, from: 20n })).toMatchObject({ outcome: "complete" });
  await rm(join(folder, "rev00000.dat"));
  expect(await readBlockFiles({ store: found, directory: folder, finality, from: 20n })).toMatchObject({ outcome: "complete" });
  await told.exportTransfers({ path: join(folder, "told.csv"), format: "csv" });
  await found.exportTransfers({ path: join(folder, "found.csv"), format: "csv" });
  expect(await readFile(join(folder, "told.csv"), "utf8")).toBe(await readFile(join(folder, "found.csv"), "utf8"));
});

test.each([
  ["blk00000.dat", 400],
  ["rev00000.dat", 12],
])("a changed byte of %s is found", async (name, from) => {
  const chain = grow(13, 30);
  await writeMadeFiles(folder, { chain, files: [chain.blocks], magic, key: null });
  const bytes = await readFile(join(folder, name));
  bytes[from] = (bytes[from] ?? 0) ^ 1;
  await writeFile(join(folder, name), bytes);
  const store = await newStore("changed");
  const reading = readBlockFiles({ store, directory: folder, finality, from: name.startsWith("blk") ? 0n : 1n });
  // A block breaks its hash; undo data its checksum, and then counts as not there: the blocks tell the same.
  if (name.startsWith("blk")) await expect(reading).rejects.toMatchObject({ kind: "input" });
  else expect(await reading).toMatchObject({ outcome: "complete" });
});

test("a pruned folder, another network's magic and a range that is not there are said", async () => {
  const chain = grow(17, 10);
  await writeMadeFiles(folder, { chain, files: [chain.blocks.slice(3)], magic, key: null });
  const store = await newStore("none");
  await expect(readBlockFiles({ store, directory: folder, finality })).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
  await writeMadeFiles(folder, { chain, files: [chain.blocks], magic, key: null });
  await expect(readBlockFiles({ store, directory: folder, finality, to: 99n })).rejects.toMatchObject({ code: "USAGE" });
  const chainName = "bip122:000000000019d6689c085ae165831e93";
  await expect(readBlockFiles({ store, directory: folder, finality, chain: chainName })).rejects.toMatchObject({
    code: "FILE_UNREADABLE",
  });
});
