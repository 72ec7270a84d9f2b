import { Buffer } from "node:buffer";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseExactJson, readExactNumber } from "@tributary/chain-kit";
import { bitcoinChain, digestText, type Outpoint, type Transfer, type UtcMicros } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import type { BitcoinTransaction } from "./bitcoin-transaction.ts";
import { readHeader, writeHeader } from "./block-header.ts";
import { parametersOf } from "./chain-parameters.ts";
import { type BitcoinBlock, checkStatedHeight, checkWork } from "./check-block.ts";
import { decodeBlock } from "./decode-block.ts";
import { readBlockAnswer, readRawTransaction } from "./rpc-block.ts";
import { openSpentOutputs, type SpentOutput } from "./spent-outputs.ts";

const dataFolder = resolve(process.env["TRIBUTARY_TEST_DATA"] ?? "../shared/data", "bitcoin");
const isAbsent = !existsSync(dataFolder);
const because = isAbsent ? ` (skipped: no data in ${dataFolder}; set TRIBUTARY_TEST_DATA)` : "";
const parameters = parametersOf(bitcoinChain);
const time = 0n as UtcMicros;

type Row = Readonly<Record<string, unknown>>;

describe(`real blocks decode exactly${because}`, () => {
  test
    .skipIf(isAbsent)
    .each(["block_0", "block_1", "block_without_transactions", "block_with_transactions", "stream_50001_50002"])(
    "%s: outputs, addresses and amounts as expected, from bytes that hash to the block",
    (name) => {
      const folder = `bitcoin-etl/bitcoin/${name}`;
      const blocks = readBlocks(folder);
      expect(blocks.length).toBeGreaterThan(0);
      const expected = readLines(`${folder}/expected_transactions.json`);
      const transactions = blocks.flatMap(({ block }) => block.transactions);
      expect(transactions.map(({ txid }) => txid).sort()).toEqual(expected.map((row) => text(row, "hash")).sort());
      const { outpoints, transfers } = decodeAll(blocks, fetchedOf(folder));
      const made = expected.flatMap((row) =>
        rows(row, "outputs").map((output) =>
          [text(row, "hash"), text(output, "index"), text(output, "value"), list(output, "addresses")].join(" "),
        ),
      );
      const found = transfers.filter(({ id }) => id.includes(":out:")).map((transfer) => describeOutput(transfer, outpoints));
      if (name === "block_0") {
        // Nobody can spend it, so it is destroyed and is no output.
        expect(transfers.map(({ to, atoms }) => [to.split(":")[0], atoms])).toEqual([
          ["tx", 5_000_000_000n],
          ["destroyed", 5_000_000_000n],
        ]);
        return;
      }
      const booked = new Set(transfers.map(({ reference }) => reference));
      expect(found.sort()).toEqual(made.filter((line) => booked.has(line.split(" ")[0] ?? "")).sort());
    },
  );

  test.skipIf(isAbsent)("inputs told by their own transactions are worth what is expected, and fees are exact", () => {
    const folder = "bitcoin-etl/bitcoin/stream_50001_50002";
    const { transfers } = decodeAll(readBlocks(folder), fetchedOf(folder));
    const expected = readLines(`${folder}/expected_transactions.json`).filter((row) => row["is_coinbase"] === false);
    expect(expected.length).toBe(2);
    for (const row of expected) {
      const own = transfers.filter(({ reference }) => reference === text(row, "hash"));
      expect(own.filter(({ id }) => id.includes(":in:")).map(({ atoms }) => atoms.toString())).toEqual(
        rows(row, "inputs").map((input) => text(input, "value")),
      );
      expect(sum(own.filter(({ id }) => id.endsWith(":fee"))).toString()).toBe(text(row, "fee"));
    }
  });

  test.skipIf(isAbsent)("without them the two transactions are kept apart, and nothing is invented", () => {
    const { items, transfers } = decodeAll(readBlocks("bitcoin-etl/bitcoin/block_with_transactions"), new Map());
    const apart = items.filter((item) => "findings" in item);
    expect(apart.map((item) => ("findings" in item ? item.findings[0]?.code : ""))).toEqual(["SOURCE_PARTIAL", "SOURCE_PARTIAL"]);
    expect(transfers.every(({ id }) => /:(subsidy|out:0)$/.test(id))).toBe(true);
  });

  test.skipIf(isAbsent)(
    "a coinbase that comes again with the same txid (91722, 91880): each has its own ids, and the first one's output is destroyed",
    () => {
      const folder = "bitcoin-etl/bitcoin_cash/block_with_duplicate_txid";
      const files = readdirSync(resolve(dataFolder, folder));
      const answer = readJson(`${folder}/${files.find((file) => file.includes("True"))}`);
      const raw = readJson(`${folder}/${files.find((file) => file.includes("getrawtransaction"))}`);
      const coinbase = readRawTransaction(Buffer.from(text(raw, "hex"), "hex"), text(raw, "txid"));
      const header = headerOf(answer);
      expect(header.hash).toBe(text(answer, "hash"));
      expect(header.merkleRoot).toBe(coinbase.txid);
      checkWork(parameters, header);
      // The later block as the same file names it: by its hash.
      const again = { ...header, height: 91_880n, hash: text(raw, "blockhash") };
      const blocks = [header, again].map((each) => ({ block: { header: each, transactions: [coinbase] } }));
      const { transfers } = decodeAll(blocks, new Map());
      const output = `utxo:${bitcoinChain}:${coinbase.txid}:0`;
      expect(new Set(transfers.map(({ id }) => id)).size).toBe(5);
      expect(
        transfers.map(({ from, to }) => [from, to].filter((account) => account === output || /^(mint|destroyed):/.test(account))),
      ).toEqual([
        [`mint:${parameters.asset}`],
        [output],
        [`mint:${parameters.asset}`],
        [output, `destroyed:${parameters.asset}`],
        [output],
      ]);
    },
  );
});

describe(`the ten transactions of graphsense-utxo${because}`, () => {
  test.skipIf(isAbsent)("inputs, outputs and balances of every address", () => {
    const { blocks, addressOf, stated } = rebuildGraphsense();
    const { transfers } = decodeAll(blocks, stated);
    const idOf = new Map(readLines("graphsense-utxo/test_txs.json").map((row) => [text(row, "txHash"), text(row, "txId")]));
    const gross = (direction: ":in:" | ":out:"): readonly string[] =>
      transfers
        .filter(({ id }) => id.includes(direction))
        .map(({ from, to, atoms, reference }) =>
          [idOf.get(reference ?? ""), addressOf(direction === ":in:" ? from : to), atoms].join(" "),
        )
        .sort();
    const expectedOf = (file: string): readonly string[] =>
      readLines(`graphsense-utxo/reference/${file}`)
        .filter((row) => row["address"] !== "coinbase")
        .map((row) => [text(row, "txId"), text(row, "address"), text(row, "value")].join(" "))
        .sort();
    // Theirs leave out the output of two keys; ours has it, without an address.
    expect(gross(":in:").filter((line) => !line.includes("none"))).toEqual(expectedOf("regular_inputs.json"));
    expect(gross(":out:").filter((line) => !line.includes("none"))).toEqual(expectedOf("regular_outputs.json"));
    for (const row of readLines("graphsense-utxo/test_block_txs.json").flatMap((block) => rows(block, "txs"))) {
      const own = transfers.filter(({ reference }) => idOf.get(reference ?? "") === text(row, "txId"));
      expect(sum(own.filter(({ id }) => id.includes(":in:"))).toString()).toBe(text(row, "total_input"));
      expect(sum(own.filter(({ id }) => id.includes(":out:"))).toString()).toBe(text(row, "total_output"));
      const spent = BigInt(text(row, "total_input"));
      if (spent > 0n) expect(sum(own.filter(({ id }) => id.endsWith(":fee")))).toBe(spent - BigInt(text(row, "total_output")));
    }
    checkHubs(transfers);
  });
});

interface ReadBlock {
  readonly block: BitcoinBlock;
  readonly stated?: ReadonlyMap<string, SpentOutput>;
}

function decodeAll(blocks: readonly ReadBlock[], stated: ReadonlyMap<string, SpentOutput>) {
  const context = { parameters, fileSha256: digestText("golden"), outputs: openSpentOutputs() };
  const items = blocks.flatMap(({ block }) => decodeBlock(context, { block, time, stated }).items);
  const loaded = items.flatMap((item) => ("rows" in item ? [item.rows] : []));
  return {
    items,
    transfers: loaded
      .flatMap(({ transfers }) => transfers ?? [])
      .sort((a, b) => (a.sequence < b.sequence ? -1 : a.sequence > b.sequence ? 1 : 0)),
    outpoints: new Map<string, Outpoint>(
      loaded.flatMap(({ outpoints }) => outpoints ?? []).map((outpoint) => [outpoint.outpoint, outpoint]),
    ),
  };
}

/** Every answer to `getblock` of a folder, checked up to its work. */
function readBlocks(folder: string): readonly ReadBlock[] {
  return readdirSync(resolve(dataFolder, folder))
    .filter((file) => /^rpc_response_getblock_.*_2\.json$/.test(file))
    .map((file) => {
      const answer = readJson(`${folder}/${file}`);
      const height = BigInt(readExactNumber(answer["height"]) ?? "");
      const read = readBlockAnswer(parameters.network, answer, { hash: text(answer, "hash"), height });
      checkWork(parameters, read.block.header);
      checkStatedHeight(parameters, read.block);
      return read;
    })
    .sort((a, b) => (a.block.header.height < b.block.header.height ? -1 : 1));
}

/** Outputs of the transactions that `getrawtransaction` tells, each hashed to its txid. */
function fetchedOf(folder: string): ReadonlyMap<string, SpentOutput> {
  const files = readdirSync(resolve(dataFolder, folder)).filter((file) => file.includes("getrawtransaction"));
  return new Map(
    files.flatMap((file) => {
      const answer = readJson(`${folder}/${file}`);
      const { txid, outputs } = readRawTransaction(Buffer.from(text(answer, "hex"), "hex"), text(answer, "txid"));
      return outputs.map((output, index) => [`${txid}:${index}`, { ...output, isProven: true, isOfUnit: false }] as const);
    }),
  );
}

function describeOutput({ to, atoms, reference }: Transfer, outpoints: ReadonlyMap<string, Outpoint>): string {
  return [reference, to.split(":").at(-1), atoms, outpoints.get(to)?.address?.split(":").at(-1)].join(" ");
}

/** Whatever enters a hub leaves it. */
function checkHubs(transfers: readonly Transfer[]): void {
  const balance = new Map<string, bigint>();
  for (const { from, to, atoms } of transfers) {
    balance.set(from, (balance.get(from) ?? 0n) - atoms);
    balance.set(to, (balance.get(to) ?? 0n) + atoms);
  }
  for (const [account, atoms] of balance) if (account.startsWith("tx:")) expect(atoms).toBe(0n);
}

/** Their transactions state addresses and amounts alone, so ids, scripts and what spends what are put together here. */
function rebuildGraphsense() {
  const addressByScript = new Map<string, string>();
  const addressByOutpoint = new Map<string, string>();
  const stated = new Map<string, SpentOutput>();
  const unspent: { readonly key: string; readonly name: string; readonly value: string }[] = [];
  const take = (row: Row): { txid: string; index: number; script: Buffer } => {
    const at = unspent.findIndex(({ name, value }) => name === list(row, "address") && value === text(row, "value"));
    if (at < 0) {
      // Transaction 8 spends 1,500,000 of two keys; the ten made but 150,000 of these. So it must be an output that none of them made.
      const key = `${"8".repeat(64)}:0`;
      stated.set(key, {
        atoms: BigInt(text(row, "value")),
        script: scriptOf(list(row, "address")),
        isProven: false,
        isOfUnit: false,
      });
      return { txid: "8".repeat(64), index: 0, script: Buffer.alloc(0) };
    }
    const [txid = "", index = ""] = unspent.splice(at, 1)[0]?.key.split(":") ?? [];
    return { txid, index: Number(index), script: Buffer.alloc(0) };
  };
  const transactions = readLines("graphsense-utxo/test_txs.json").map((row): [string, BitcoinTransaction] => {
    const txid = text(row, "txHash");
    const inputs = rows(row, "inputs").map(take);
    const outputs = rows(row, "outputs").map((output, index) => {
      const name = list(output, "address");
      const script = scriptOf(name);
      addressByScript.set(script.toString("hex"), name);
      addressByOutpoint.set(`utxo:${bitcoinChain}:${txid}:${index}`, name.includes(",") ? "none" : name);
      unspent.push({ key: `${txid}:${index}`, name, value: text(output, "value") });
      return { atoms: BigInt(text(output, "value")), script };
    });
    const base = { txid, inputs, outputs, firstWitness: [], hasWitness: false, bytes: Buffer.from(txid, "hex") };
    return [text(row, "blockId"), { ...base, witnessHash: Buffer.alloc(32), isCoinbase: row["coinbase"] === true }];
  });
  const blocks = readLines("graphsense-utxo/test_blocks.json").map((row) => {
    const height = BigInt(text(row, "blockId"));
    const fields = { version: 1, parentHash: "0".repeat(64), merkleRoot: "0".repeat(64), time: 0, bits: 0, nonce: 0 };
    const header = { ...readHeader(writeHeader(fields), height), hash: text(row, "blockHash") };
    return {
      block: { header, transactions: transactions.filter(([id]) => id === text(row, "blockId")).map(([, made]) => made) },
    };
  });
  return { blocks, stated, addressOf: (account: string): string => addressByOutpoint.get(account) ?? "none" };
}

const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

function scriptOf(name: string): Buffer {
  if (name.includes(",")) return Buffer.from("ff", "hex");
  const value = [...name].reduce((sum, character) => sum * 58n + BigInt(alphabet.indexOf(character)), 0n);
  const hash = value.toString(16).padStart(50, "0").slice(2, 42);
  return Buffer.from(name.startsWith("3") ? `a914${hash}87` : `76a914${hash}88ac`, "hex");
}

function headerOf(answer: Row) {
  const number = (key: string): number => Number(readExactNumber(answer[key]));
  return readHeader(
    writeHeader({
      version: number("version"),
      parentHash: text(answer, "previousblockhash"),
      merkleRoot: text(answer, "merkleroot"),
      time: number("time"),
      bits: Number.parseInt(text(answer, "bits"), 16),
      nonce: number("nonce"),
    }),
    BigInt(number("height")),
  );
}

function sum(transfers: readonly Transfer[]): bigint {
  return transfers.reduce((total, { atoms }) => total + atoms, 0n);
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toRow(value: unknown): Row {
  if (!isRow(value)) throw new Error("no object");
  return value;
}

function readJson(path: string): Row {
  return toRow(parseExactJson(readFileSync(resolve(dataFolder, path), "utf8")));
}

function readLines(path: string): readonly Row[] {
  const lines = readFileSync(resolve(dataFolder, path), "utf8").split("\n");
  return lines.filter((line) => line.trim() !== "").map((line) => toRow(parseExactJson(line)));
}

function text(row: Row, key: string): string {
  const value = row[key];
  return readExactNumber(value) ?? (typeof value === "string" ? value : "");
}

function rows(row: Row, key: string): readonly Row[] {
  const value = row[key];
  return Array.isArray(value) ? value.map(toRow) : [];
}

function list(row: Row, key: string): string {
  const value = row[key];
  return Array.isArray(value) ? value.join(",") : "";
}
