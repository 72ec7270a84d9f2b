import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { TributaryError } from "@tributary/domain";
import {
  type EvmIngestReport,
  type IngestEvm,
  ingestEvm,
  type RecordedAnswer,
  type RpcRecording,
  readRecording,
  recordRpc,
  replayRpc,
  writeRecording,
} from "@tributary/pipeline-chain-evm";
import { balances, coverage, transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAnvil } from "../../packages/testkit/src/anvil.ts";
import { encodeHeader } from "../../pipelines/chain-evm/src/header-hash.ts";
import { keccakOfHex } from "../../pipelines/chain-evm/src/keccak.ts";
import { type MadeChain, makeChain, PlainRpc } from "./evm-made-chain.ts";

/** A chain of one node, which drops nothing while a test does not tell it to. */
const finality = { kind: "depth", blocks: 0n } as const;

let folder: string;
let chain: MadeChain;
let recording: RpcRecording;
let directHash: string;
let storeCount = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evm-recording-"));
  const node = await startAnvil({ genesisSeconds: 1_709_251_200, isMinedByHand: true });
  try {
    chain = await makeChain(new PlainRpc(node.url), 400);
    directHash = await withStore(async (store) => {
      await ingestEvm({ store, rpcUrl: node.url, finality, from: 0n, to: chain.head });
      return store.contentHash();
    });
    const recorder = await recordRpc(node.url);
    try {
      const middle = chain.head / 2n;
      for (const [from, to] of [
        [0n, chain.head],
        [0n, middle],
        [middle + 1n, chain.head],
      ] as const)
        await withStore((store) => ingestEvm({ store, rpcUrl: recorder.url, finality, from, to }));
      recording = recorder.recording();
    } finally {
      await recorder.close();
    }
  } finally {
    await node.stop();
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("a recorded chain", () => {
  test("gives the same ledger as the node did, through a file", async () => {
    const path = join(folder, "chain.json.gz");
    await writeRecording(path, recording);
    const replayed = await importFrom(await readRecording(path), {}, (store) => store.contentHash());
    expect(replayed).toBe(directHash);
  });

  test("read in two parts covers the same interval and holds the same transfers, and read whole afterwards conflicts with nothing", async () => {
    const whole = await importFrom(recording, {}, readLedger);
    const middle = chain.head / 2n;
    const server = await replayRpc(recording);
    try {
      await withStore(async (store) => {
        await ingestEvm({ store, rpcUrl: server.url, finality, from: 0n, to: middle });
        await ingestEvm({ store, rpcUrl: server.url, finality, from: middle + 1n, to: chain.head });
        const parts = await readLedger(store);
        expect(parts.transfers).toEqual(whole.transfers);
        expect(parts.coverage.map((interval) => interval.from).sort()).toHaveLength(2);
        expect(parts.coverage[1]?.from).toBeLessThanOrEqual((parts.coverage[0]?.to ?? 0n) + 1n);
        expect(parts.coverage.at(-1)?.to).toBe(whole.coverage.at(-1)?.to);
        const again = await ingestEvm({ store, rpcUrl: server.url, finality, from: 0n, to: chain.head });
        expect(again).toMatchObject({ conflicts: 0n, rejected: 0n });
      });
    } finally {
      await server.close();
    }
  });

  test("of tokens alone does not stand in the way of a full reading", async () => {
    const server = await replayRpc(recording);
    try {
      await withStore(async (store) => {
        await ingestEvm({ store, rpcUrl: server.url, finality, from: 0n, to: chain.head, tokens: [`0x${"99".repeat(20)}`] });
        expect((await readLedger(store)).transfers.some((transfer) => transfer.asset.includes("erc20"))).toBe(false);
        const full = await ingestEvm({ store, rpcUrl: server.url, finality, from: 0n, to: chain.head });
        expect(full).toMatchObject({ outcome: "complete", conflicts: 0n });
        expect((await readLedger(store)).coverage.map((interval) => interval.source).sort()[0]).toBe("eip155:31337");
      });
    } finally {
      await server.close();
    }
  });
});

describe("an endpoint that knows less", () => {
  const refused = { error: { code: -32601, message: "the method does not exist" } };

  test("without block receipts is asked transaction by transaction", async () => {
    const single = new Map<string, RecordedAnswer>();
    for (const [key, answer] of recording.answers) {
      const isReceipts = key.startsWith('["eth_getBlockReceipts"') || key.endsWith(',"eth_getBlockReceipts"]');
      if (isReceipts && "result" in answer && Array.isArray(answer.result))
        for (const receipt of answer.result)
          single.set(keyOf("eth_getTransactionReceipt", [receipt.transactionHash]), { result: receipt });
    }
    const changed = { answers: new Map([...change(/eth_getBlockReceipts/, () => refused).answers, ...single]) };
    expect(await importFrom(changed, {}, (store) => store.contentHash())).toBe(directHash);
  });

  test("without old states leaves the openings unknown and says so", async () => {
    const blind = change(/eth_getBalance|eth_getCode|0x70a08231/, () => ({
      error: { code: -32000, message: "missing trie node" },
    }));
    const { report, known } = await importFrom(blind, {}, async (store, found) => ({
      report: found,
      known: await store.query(balances, {}),
    }));
    expect(known).toEqual([]);
    expect(report.unread.openingsUnknown).toBeGreaterThan(0n);
    expect(report.findings.some((finding) => finding.found.includes("balances before the range"))).toBe(true);
  });

  test("with a log left out cannot hide it: the logs no longer fill the bloom that the header's root covers", async () => {
    const incomplete = change(/eth_getBlockReceipts.*"0x14"/, (answer) =>
      tamperWith(answer, (text) => {
        const receipts: { logs: unknown[] }[] = JSON.parse(text);
        receipts.find((receipt) => receipt.logs.length > 0)?.logs.pop();
        return JSON.stringify(receipts);
      }),
    );
    const error = await failureOf(incomplete);
    expect(error.code).toBe("SOURCE_INCONSISTENT");
    expect(error.finding).toMatchObject({
      where: { path: "endpoint 1 block 20" },
      found: expect.stringMatching(/^logsBloom of receipt [0-9]+: /),
    });
  });

  test("asked for fewer openings than there are says that a limit was reached", async () => {
    const report = await importFrom(recording, { limits: { openingsPerUnitMax: 1 } }, async (_store, found) => found);
    expect(report.outcome).toBe("incomplete");
    expect(report.findings.some((finding) => finding.code === "LIMIT_REACHED")).toBe(true);
  });
});

describe("an endpoint that contradicts itself", () => {
  const other = `0x${"ee".repeat(32)}`;
  const block = (number: bigint): RegExp => new RegExp(`eth_getBlockByNumber.*"0x${number.toString(16)}",true`);
  const receipts = (number: bigint): RegExp => new RegExp(`eth_getBlockReceipts.*"0x${number.toString(16)}"`);

  test.each<[string, RegExp, (result: string) => string]>([
    ["another hash in a block", block(20n), (text) => text.replace(/"hash":"0x[0-9a-f]{64}"/, `"hash":"${other}"`)],
    ["another parent", block(20n), (text) => text.replace(/"parentHash":"0x[0-9a-f]{64}"/, `"parentHash":"${other}"`)],
    ["another number", block(20n), (text) => text.replace('"number":"0x14"', '"number":"0x15"')],
    [
      "receipts of another block",
      receipts(20n),
      (text) => text.replaceAll(/"blockHash":"0x[0-9a-f]{64}"/g, `"blockHash":"${other}"`),
    ],
    ["a receipt too few", receipts(20n), (text) => JSON.stringify(JSON.parse(text).slice(1))],
    ["a log index twice", receipts(20n), (text) => text.replaceAll(/"logIndex":"0x[0-9a-f]+"/g, '"logIndex":"0x3"')],
  ])("%s stops the import and names both answers", async (_name, request, tamper) => {
    const error = await failureOf(change(request, (answer) => tamperWith(answer, tamper)));
    expect(error.code).toBe("SOURCE_INCONSISTENT");
    expect(error.finding.where.path).toContain("block 2");
    expect(error.finding.found.length).toBeGreaterThan(0);
    expect(error.finding.expected).toContain("answered before");
  });

  test("a quantity of the wrong form is no amount", async () => {
    const number = change(block(20n), (answer) =>
      tamperWith(answer, (text) => text.replace(/"value":"0x[0-9a-f]+"/, '"value":7056176614974947328')),
    );
    expect((await failureOf(number)).code).toBe("SOURCE_MALFORMED");
  });

  test("what was imported before the contradiction is whole blocks, and the right answers complete it", async () => {
    await withStore(async (store) => {
      const lying = await replayRpc(
        change(block(20n), (answer) =>
          tamperWith(answer, (text) => text.replace(/"parentHash":"0x[0-9a-f]{64}"/, `"parentHash":"${other}"`)),
        ),
      );
      await expect(ingestEvm({ store, rpcUrl: lying.url, finality, from: 0n, to: chain.head })).rejects.toMatchObject({
        code: "SOURCE_INCONSISTENT",
      });
      await lying.close();
      expect((await readLedger(store)).coverage).toEqual([]);
      const honest = await replayRpc(recording);
      const report = await ingestEvm({ store, rpcUrl: honest.url, finality, from: 0n, to: chain.head });
      await honest.close();
      expect(report.resumedAfter).toBeGreaterThan(0n);
      expect(await store.contentHash()).toBe(directHash);
    });
  });

  test("a chain that changes its last block meanwhile", async () => {
    const request = keyOf("eth_getBlockByNumber", [`0x${chain.head.toString(16)}`, false]);
    const unsealed = (text: string): string => text.replace(/"hash":"0x[0-9a-f]{64}"/, `"hash":"${other}"`);
    const sibling = (text: string): string => sealHeader({ ...JSON.parse(text), extraData: "0x1234" });
    expect(await failureOf(recording, { request, after: 3, tamper: unsealed })).toMatchObject({
      code: "SOURCE_INCONSISTENT",
      finding: { found: expect.stringContaining("hash of the header") },
    });
    expect((await failureOf(recording, { request, after: 2, tamper: sibling })).code).toBe("SOURCE_INCONSISTENT");
    const afterwards = await failureOf(recording, { request, after: 3, tamper: sibling });
    expect(afterwards).toMatchObject({
      code: "CHAIN_REORGANISED",
      finding: { found: expect.stringContaining("hash after the range") },
    });
  });
});

/** A header that is what its hash stands for. */
function sealHeader(header: Record<string, unknown>): string {
  const encoded = encodeHeader(header);
  if (typeof encoded !== "string") throw new Error(encoded.check);
  return JSON.stringify({ ...header, hash: keccakOfHex(encoded) });
}

test("the token's bytecode is what its source compiles to", async () => {
  const script = fileURLToPath(new URL("../../fixtures/chain/compile-contracts.mjs", import.meta.url));
  await expect(promisify(execFile)(process.execPath, [script, "--check"])).resolves.toBeDefined();
});

function keyOf(method: string, parameters: readonly unknown[]): string {
  return JSON.stringify([method, parameters]);
}

function change(request: RegExp, answer: (answer: RecordedAnswer) => RecordedAnswer): RpcRecording {
  return { answers: new Map([...recording.answers].map(([key, known]) => [key, request.test(key) ? answer(known) : known])) };
}

function tamperWith(answer: RecordedAnswer, tamper: (result: string) => string): RecordedAnswer {
  const before = JSON.stringify("result" in answer ? answer.result : null);
  const after = tamper(before);
  if (after === before) throw new Error("the answer was not changed");
  return { result: JSON.parse(after) };
}

interface Turn {
  readonly request: string;
  /** Answers that stay as they were. */
  readonly after: number;
  readonly tamper: (result: string) => string;
}

async function failureOf(answers: RpcRecording, turn?: Turn): Promise<TributaryError> {
  try {
    await importFrom(turn === undefined ? answers : turning(answers, turn), {}, async () => undefined);
  } catch (error) {
    if (error instanceof TributaryError) return error;
    throw error;
  }
  throw new Error("the import went through");
}

/** The same recording, but that one request is answered otherwise from some time on. */
function turning(answers: RpcRecording, turn: Turn): RpcRecording {
  const changing = new Map(answers.answers);
  let asked = 0;
  const get = changing.get.bind(changing);
  changing.get = (key) => {
    const answer = get(key);
    if (key !== turn.request || answer === undefined) return answer;
    asked += 1;
    return asked > turn.after ? tamperWith(answer, turn.tamper) : answer;
  };
  return { answers: changing };
}

async function importFrom<Value>(
  answers: RpcRecording,
  options: Partial<IngestEvm>,
  look: (store: Store, report: EvmIngestReport) => Promise<Value>,
): Promise<Value> {
  const server = await replayRpc(answers);
  try {
    return await withStore(async (store) => {
      const report = await ingestEvm({ store, rpcUrl: server.url, finality, from: 0n, to: chain.head, ...options });
      return look(store, report);
    });
  } finally {
    await server.close();
  }
}

async function withStore<Value>(act: (store: Store) => Promise<Value>): Promise<Value> {
  storeCount += 1;
  const store = await openStore({ directory: join(folder, `store-${storeCount}`), mode: "write", create: true });
  try {
    return await act(store);
  } finally {
    await store.close();
  }
}

async function readLedger(store: Store) {
  return { transfers: await store.query(transfersUntil, { until: null }), coverage: await store.query(coverage, {}) };
}
