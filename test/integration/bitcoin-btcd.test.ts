import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChainSource, readExactNumber } from "@tributary/chain-kit";
import { bitcoinNetworks, bitcoinScriptHashAddress, type Transfer } from "@tributary/domain";
import { openBitcoinSource } from "@tributary/pipeline-chain-utxo";
import { blockRanges, coverage, ledgerOutpointFlow, outpointsOfAccounts, transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BtcdNode, field, satoshis, startBtcd } from "./btcd-node.ts";
import { buildGoProgram } from "./go-program.ts";
import { makeRandom } from "./seeded-random.ts";

const btcd = buildGoProgram({ module: "github.com/btcsuite/btcd", version: "v0.25.0" });
const because = btcd.missing === null ? "" : ` (skipped: ${btcd.missing})`;
const chain = "bip122:683e86bd5c6d110d91b94b97137ba6bf";
const asset = `${chain}/slip44:1`;
/** A redeem script that anybody can spend by showing it: no key is needed. */
const redeemScript = Buffer.from("51", "hex");
const seed = Number(process.env["TRIBUTARY_SEED"]) || 20_261_124;

describe.skipIf(btcd.missing !== null)(`Bitcoin blocks of a real node${because}`, () => {
  let node: BtcdNode;
  let folder: string;
  let store: Store;
  let source: ChainSource;

  beforeAll(async () => {
    node = await startBtcd(btcd.path ?? "", openAddress());
    await growChain(node);
    folder = await mkdtemp(join(tmpdir(), "bitcoin-btcd-"));
    store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
    source = await openBitcoinSource({ urls: [node.url] });
    const final = await source.final();
    for (let from = 0n; from <= (final?.number ?? -1n); from += source.blocksPerSegment) {
      const last = from + source.blocksPerSegment - 1n;
      const to = last < (final?.number ?? 0n) ? last : (final?.number ?? 0n);
      expect(await source.readSegment({ from, to }, { store })).toMatchObject({ outcome: "complete", findings: [] });
    }
  });

  afterAll(async () => {
    source?.close();
    await store?.close();
    await node?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("every transfer and every fee equals the node's own answers", async () => {
    const transfers = await store.query(transfersUntil, { until: null });
    const found = transfers.map(describeTransfer).sort();
    const final = (await source.final())?.number ?? 0n;
    const expected: string[] = [];
    for (let height = 1n; height <= final; height += 1n) expected.push(...(await expectedOf(node, height)));
    const genesis = transfers.filter(({ sequence }) => sequence < 10_000_000_000n);
    expect(genesis.map(({ atoms }) => atoms)).toEqual([5_000_000_000n, 5_000_000_000n]);
    expect(genesis.at(-1)?.to).toBe(`destroyed:${asset}`);
    expect(found.length).toBeGreaterThan(1_000);
    expect(found).toEqual([...expected, ...genesis.map(describeTransfer)].sort());
  });

  test("the set of unspent outputs and each balance equals the node's", async () => {
    const transfers = await store.query(transfersUntil, { until: null });
    const held = new Map<string, bigint>();
    for (const { from, to, atoms } of transfers) {
      held.set(from, (held.get(from) ?? 0n) - atoms);
      held.set(to, (held.get(to) ?? 0n) + atoms);
    }
    const hubs = [...held].filter(([account]) => account.startsWith("tx:"));
    expect(hubs.every(([, atoms]) => atoms === 0n)).toBe(true);
    const outpoints = [...held].filter(([account]) => account.startsWith("utxo:"));
    expect(outpoints.length).toBeGreaterThan(300);
    // The node's set is that of its head: blocks above the final one make and spend no other outputs than their own coinbases.
    for (const [account, atoms] of outpoints) {
      const [, , , txid = "", index = ""] = account.split(":");
      const unspent = await node.ask("gettxout", txid, Number(index), false);
      const isZeroHeld = atoms === 0n && transfers.every(({ from }) => from !== account);
      expect([account, atoms]).toEqual([account, unspent === null ? 0n : satoshis(field(unspent)["value"])]);
      expect(unspent === null).toBe(atoms === 0n && !isZeroHeld);
    }
    expect(await store.query(ledgerOutpointFlow, {})).toEqual([]);
  });

  test("every address is the node's own", async () => {
    const transfers = await store.query(transfersUntil, { until: null });
    const outs = transfers.filter(({ to }) => to.startsWith("utxo:")).map(({ to }) => to);
    const rows = new Map((await store.query(outpointsOfAccounts, { accounts: outs })).map((row) => [row.outpoint, row.address]));
    const kinds = new Set<string>();
    for (const outpoint of new Set(outs)) {
      const [, , , txid = "", index = ""] = outpoint.split(":");
      const made = field(await node.ask("getrawtransaction", txid, 1));
      const outputs = Array.isArray(made["vout"]) ? made["vout"] : [];
      const script = field(field(outputs[Number(index)])["scriptPubKey"]);
      kinds.add(String(script["type"]));
      const stated = Array.isArray(script["addresses"]) ? script["addresses"] : [];
      const own = rows.get(outpoint);
      if (script["type"] === "multisig") expect(own).toBeUndefined();
      else if (stated.length === 1) expect(own).toBe(`${chain}:${stated[0]}`);
    }
    expect([...kinds]).toEqual(
      expect.arrayContaining(["scripthash", "pubkeyhash", "pubkey", "witness_v0_keyhash", "witness_v0_scripthash", "multisig"]),
    );
  });

  test("what it says of time and completeness joins over segments", async () => {
    const covered = (await store.query(coverage, {})).map(({ from, to }) => [from, to]);
    expect(covered.length).toBeGreaterThan(1);
    const sorted = covered.sort(([a = 0n], [b = 0n]) => (a < b ? -1 : 1));
    sorted.slice(1).forEach(([from = 0n], index) => {
      expect(from).toBe((sorted[index]?.[1] ?? 0n) + 1n);
    });
    expect((await store.query(blockRanges, {})).length).toBe(covered.length);
  });

  test("a second reading changes nothing", async () => {
    const before = await store.contentHash();
    const report = await source.readSegment({ from: 0n, to: source.blocksPerSegment - 1n }, { store });
    expect(report).toMatchObject({ outcome: "complete", added: 0n });
    expect(await store.contentHash()).toBe(before);
  });

  test("an unfinal block is read for the pending area, and one that a reorganisation drops is off the chain", async () => {
    const head = await source.head();
    const ref = await source.header(head);
    const pending = await source.readPending(ref);
    expect(pending.transfers.map(({ id }) => id)).toEqual([`${ref.hash}:subsidy`, `${ref.hash}:out:0`]);
    await node.ask("invalidateblock", ref.hash);
    await node.ask("generate", 2);
    expect((await source.header(head)).hash).not.toBe(ref.hash);
    await node.ask("reconsiderblock", ref.hash);
  });

  test("a reorganisation deeper than finality stops the reading and loses nothing", async () => {
    const before = await store.query(transfersUntil, { until: null });
    const final = (await source.final())?.number ?? 0n;
    await node.ask("invalidateblock", await node.ask("getblockhash", Number(final) - 3));
    await node.ask("generate", 20);
    const next = (await source.final())?.number ?? 0n;
    expect(next).toBeGreaterThan(final);
    await expect(source.readSegment({ from: final - 1n, to: next }, { store })).rejects.toMatchObject({
      code: "CHAIN_REORGANISED",
    });
    expect(await store.query(transfersUntil, { until: null })).toEqual(before);
  });
});

function describeTransfer({ id, from, to, atoms }: Pick<Transfer, "id" | "from" | "to" | "atoms">): string {
  return [id, from, to, atoms].join(" ");
}

/** A block's transfers, from the node's own words on each transaction and on what made its inputs. */
async function expectedOf(node: BtcdNode, height: bigint): Promise<readonly string[]> {
  const hash = String(await node.ask("getblockhash", Number(height)));
  const block = field(await node.ask("getblock", hash, 2));
  const transactions = (Array.isArray(block["rawtx"]) ? block["rawtx"] : []).map(field);
  const [coinbase = {}, ...others] = transactions;
  const coinbaseHub = `tx:${chain}:${coinbase["txid"]}`;
  const lines = [`${hash}:subsidy mint:${asset} ${coinbaseHub} 5000000000`];
  let fees = 0n;
  for (const transaction of others) {
    const txid = String(transaction["txid"]);
    const hub = `tx:${chain}:${txid}`;
    let worth = 0n;
    for (const [index, input] of listOf(transaction["vin"]).entries()) {
      const made = field(await node.ask("getrawtransaction", input["txid"], 1));
      const atoms = satoshis(listOf(made["vout"])[Number(readExactNumber(input["vout"]))]?.["value"]);
      lines.push(`${txid}:in:${index} utxo:${chain}:${input["txid"]}:${readExactNumber(input["vout"])} ${hub} ${atoms}`);
      worth += atoms;
    }
    const outputs = outputsOf(transaction, txid);
    lines.push(...outputs.lines);
    if (worth > outputs.sum) lines.push(`${txid}:fee ${hub} ${coinbaseHub} ${worth - outputs.sum}`);
    fees += worth - outputs.sum;
  }
  const paid = outputsOf(coinbase, hash);
  expect(paid.sum).toBe(5_000_000_000n + fees);
  return [...lines, ...paid.lines];
}

function outputsOf(transaction: Readonly<Record<string, unknown>>, idStart: string): { lines: readonly string[]; sum: bigint } {
  const txid = String(transaction["txid"]);
  let sum = 0n;
  const lines = listOf(transaction["vout"]).flatMap((output, index) => {
    const atoms = satoshis(output["value"]);
    sum += atoms;
    const isNobodys = field(output["scriptPubKey"])["type"] === "nulldata";
    if (isNobodys && atoms === 0n) return [];
    return [
      `${idStart}:out:${index} tx:${chain}:${txid} ${isNobodys ? `destroyed:${asset}` : `utxo:${chain}:${txid}:${index}`} ${atoms}`,
    ];
  });
  return { lines, sum };
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(field) : [];
}

interface Coin {
  readonly txid: string;
  readonly index: number;
  readonly atoms: bigint;
}

/** 150 blocks of coinbases, then sixty of transactions that pay every kind of script, some from outputs of the same block, then six empty ones. */
async function growChain(node: BtcdNode): Promise<void> {
  const random = makeRandom(seed);
  const hashes = await node.ask("generate", 150);
  const coins: Coin[] = [];
  for (const hash of (Array.isArray(hashes) ? hashes : []).slice(0, 40)) {
    const [coinbase = {}] = listOf(field(await node.ask("getblock", hash, 2))["rawtx"]);
    coins.push({ txid: String(coinbase["txid"]), index: 0, atoms: 5_000_000_000n });
  }
  for (let block = 0; block < 60; block += 1) {
    for (let sent = random(4); sent >= 0; sent -= 1) await send(node, { random, coins });
    await node.ask("generate", 1);
  }
  await node.ask("generate", 6);
}

async function send(node: BtcdNode, { random, coins }: { random: (below: number) => number; coins: Coin[] }): Promise<void> {
  const inputs = coins.splice(0, 1 + random(3));
  const worth = inputs.reduce((sum, { atoms }) => sum + atoms, 0n);
  const outputs = Array.from({ length: 1 + random(6) }, () => ({
    atoms: BigInt(random(10_000_000)) + 1n,
    script: scripts[random(scripts.length)] ?? openScript(),
  }));
  const fee = BigInt(10_000 + random(50_000));
  const change = (worth - fee - outputs.reduce((sum, { atoms }) => sum + atoms, 0n)) / 2n;
  const rest = worth - fee - outputs.reduce((sum, { atoms }) => sum + atoms, 0n) - change;
  const all = [
    { atoms: change, script: openScript() },
    ...outputs,
    { atoms: rest, script: openScript() },
    { atoms: 0n, script: note(random) },
  ];
  const bytes = transactionBytes(inputs, all);
  const txid = createHash("sha256").update(createHash("sha256").update(bytes).digest()).digest().reverse().toString("hex");
  expect(await node.ask("sendrawtransaction", bytes.toString("hex"))).toBe(txid);
  coins.push({ txid, index: 0, atoms: change }, { txid, index: outputs.length + 1, atoms: rest });
}

function hash160(bytes: Buffer): Buffer {
  return createHash("ripemd160").update(createHash("sha256").update(bytes).digest()).digest();
}

function openScript(): Buffer {
  return Buffer.concat([Buffer.from("a914", "hex"), hash160(redeemScript), Buffer.from("87", "hex")]);
}

function openAddress(): string {
  const network = bitcoinNetworks.get(chain);
  if (network === undefined) throw new Error("no network");
  return bitcoinScriptHashAddress(network, hash160(redeemScript));
}

/** The generator of secp256k1, and twice it: keys that exist. */
const keys = [
  "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
  "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5",
];
const scripts: readonly Buffer[] = [
  `76a914${"11".repeat(20)}88ac`,
  `0014${"22".repeat(20)}`,
  `0020${"33".repeat(32)}`,
  `5120${"44".repeat(32)}`,
  "51024e73",
  `21${keys[0]}ac`,
  `5121${keys[0]}21${keys[1]}52ae`,
  "6a0474657374",
  "6a",
  "51",
].map((hex) => Buffer.from(hex, "hex"));

function note(random: (below: number) => number): Buffer {
  return Buffer.from(
    `6a04${random(2 ** 30)
      .toString(16)
      .padStart(8, "0")}`,
    "hex",
  );
}

function transactionBytes(inputs: readonly Coin[], outputs: readonly { atoms: bigint; script: Buffer }[]): Buffer {
  const parts: Buffer[] = [number(2, 4), Buffer.of(inputs.length)];
  for (const { txid, index } of inputs) {
    parts.push(
      Buffer.from(txid, "hex").reverse(),
      number(index, 4),
      Buffer.of(2, 1, redeemScript[0] ?? 0),
      number(0xffff_ffff, 4),
    );
  }
  parts.push(Buffer.of(outputs.length));
  for (const { atoms, script } of outputs) {
    const amount = Buffer.alloc(8);
    amount.writeBigUInt64LE(atoms);
    parts.push(amount, Buffer.of(script.length), script);
  }
  return Buffer.concat([...parts, number(0, 4)]);
}

function number(value: number, width: number): Buffer {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntLE(value, 0, width);
  return bytes;
}
