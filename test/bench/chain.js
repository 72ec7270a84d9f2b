// Times reading token transfers from a local endpoint that serves one recorded chain from memory, against the loops that people write with
// ethers and viem, in one run, and prints ratios. Every reader's transfers are compared before a time counts.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { Interface, JsonRpcProvider } from "ethers";
import { decodeBlock } from "../../pipelines/chain-evm/dist/decode-block.js";
import { makeEvmChain } from "../../pipelines/chain-evm/dist/evm-chain.js";
import { parseBlock, parseReceipt } from "../../pipelines/chain-evm/dist/rpc-block.js";
import { hex, recordChain, transferTopic } from "./record-chain.js";
import { addressOf, collectTransfers } from "./token-transfers.js";

const viem = createRequire(new URL("./peers/package.json", import.meta.url))("viem");
const size = { blocks: 40, transfers: 250 };
const repeats = 5;
const memoryRounds = 34;
const event = "event Transfer(address indexed from, address indexed to, uint256 value)";

const recorded = await recordChain(size);
const folder = mkdtempSync(join(tmpdir(), "tributary-bench-chain-"));
writeFileSync(join(folder, "answers.json"), JSON.stringify(recorded.answers));
const server = fork(new URL("./serve-chain.js", import.meta.url), [join(folder, "answers.json")]);
const url = await new Promise((resolve) => server.once("message", resolve));
try {
  await compare();
  await measureMemory();
} finally {
  server.disconnect();
  rmSync(folder, { recursive: true });
}

async function compare() {
  const expected = (await readWithEthers()).found.sort().join("\n");
  const readers = [
    ["ethers getLogs + parseLog", readWithEthers],
    ["viem getLogs + parseEventLogs", readWithViem],
    ["viem request + decodeEventLog", readRawWithViem],
    ["this, decoding alone", decodeHere],
    ["this, all proven but senders", () => readHere({ senders: "believe", directory: null })],
    ["this, every part proven", () => readHere({ senders: "recover", directory: null })],
    ["this, proven and stored", (run) => readHere({ senders: "recover", directory: join(folder, `store-${run}`) })],
  ];
  let base;
  process.stdout.write(`\n${recorded.head} blocks from memory; time for a transfer that is decoded, ethers' loop = 1.00\n`);
  process.stdout.write("  reader                           for a token transfer   for any transfer (fees, value)\n");
  for (const [name, reader] of readers) {
    const runs = [];
    for (let run = 0; run < repeats; run += 1) runs.push(await timeOnce(reader, { run, expected, name }));
    runs.sort((a, b) => a.milliseconds - b.milliseconds);
    const { milliseconds, tokenTransfers, transferCount, storedShare } = runs[Math.floor(repeats / 2)];
    base ??= milliseconds / tokenTransfers;
    const spread = `${(runs[0].milliseconds / milliseconds).toFixed(2)}-${(runs.at(-1).milliseconds / milliseconds).toFixed(2)}`;
    const [token, any] = [tokenTransfers, transferCount].map((count) => (milliseconds / count / base).toFixed(2));
    const share = storedShare > 0 ? `; ${(100 * storedShare).toFixed(0)} % of the time in the store` : "";
    process.stdout.write(`  ${name.padEnd(32)} ${token.padEnd(22)} ${any} (spread ${spread}${share})\n`);
  }
}

/** What stays in memory while over a million transfers pass. */
async function measureMemory() {
  const { heaps, transferCount } = await readHere({ senders: "believe", directory: null, rounds: memoryRounds });
  const growth = (heaps.at(-1) / heaps[0]).toFixed(2);
  process.stdout.write(`  heap after ${transferCount} transfers / after ${transferCount / memoryRounds}: ${growth}\n`);
}

async function timeOnce(reader, { run, expected, name }) {
  const start = performance.now();
  const { found, transferCount = found.length, milliseconds = performance.now() - start, stored = 0 } = await reader(run);
  if (found.sort().join("\n") !== expected) throw new Error(`${name} reads other transfers`);
  return { milliseconds, tokenTransfers: found.length, transferCount, storedShare: stored / milliseconds };
}

/** Blocks and receipts fetched, parsed and decoded, without a proof: what the peers' loops do, and fees and values beside. */
async function decodeHere() {
  const client = viem.createPublicClient({ transport: viem.http(url) });
  const chain = makeEvmChain({ chainId: 31_337n, fileSha256: "0".repeat(64), tokens: null });
  const found = [];
  let transferCount = 0;
  for (let number = 0; number <= recorded.head; number += 1) {
    const block = parseBlock(await client.request({ method: "eth_getBlockByNumber", params: [hex(number), true] }), "block");
    const answers = await client.request({ method: "eth_getBlockReceipts", params: [hex(number)] });
    const receipts = answers.map((answer) => parseReceipt(answer, "receipt"));
    transferCount += collectTransfers(decodeBlock(chain, { block, receipts }).items, found);
  }
  return { found, transferCount };
}

function readHere(options) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./read-chain.js", import.meta.url), {
      workerData: { url, head: recorded.head, ...options },
    });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

async function readWithEthers() {
  const provider = new JsonRpcProvider(url, 31_337, { staticNetwork: true, batchMaxCount: 1 });
  const abi = new Interface([event]);
  const found = [];
  for (let number = 0; number <= recorded.head; number += 1) {
    for (const log of await provider.getLogs({ topics: [transferTopic], fromBlock: number, toBlock: number })) {
      const { args } = abi.parseLog(log);
      found.push(`${addressOf(args.from)} ${addressOf(args.to)} ${args.value}`);
    }
  }
  provider.destroy();
  return { found };
}

async function readWithViem() {
  const client = viem.createPublicClient({ transport: viem.http(url) });
  const found = [];
  const abi = viem.parseAbiItem(event);
  for (let number = 0; number <= recorded.head; number += 1) {
    const logs = await client.request({
      method: "eth_getLogs",
      params: [{ topics: [transferTopic], fromBlock: hex(number), toBlock: hex(number) }],
    });
    for (const { args } of viem.parseEventLogs({ abi: [abi], logs: logs.map((log) => viem.formatLog(log)) }))
      found.push(`${addressOf(args.from)} ${addressOf(args.to)} ${args.value}`);
  }
  return { found };
}

async function readRawWithViem() {
  const client = viem.createPublicClient({ transport: viem.http(url) });
  const found = [];
  const abi = [viem.parseAbiItem(event)];
  for (let number = 0; number <= recorded.head; number += 1) {
    const filter = { topics: [transferTopic], fromBlock: hex(number), toBlock: hex(number) };
    for (const { topics, data } of await client.request({ method: "eth_getLogs", params: [filter] })) {
      const { args } = viem.decodeEventLog({ abi, topics, data });
      found.push(`${addressOf(args.from)} ${addressOf(args.to)} ${args.value}`);
    }
  }
  return { found };
}
