import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Finding, formatFinding, TributaryError } from "@tributary/domain";
import {
  type EvmSourceOptions,
  openEvmSource,
  type RecordedAnswer,
  type RpcRecording,
  recordRpc,
  replayRpc,
} from "@tributary/pipeline-chain-evm";
import { blockRanges, coverage, proofCounts, transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAnvil } from "../../packages/testkit/src/anvil.ts";
import { type MadeChain, makeChain, PlainRpc } from "./evm-made-chain.ts";

/** A chain of one node, which drops nothing while a test does not tell it to. */
const finality = { kind: "depth", blocks: 0n } as const;

let folder: string;
let chain: MadeChain;
let recording: RpcRecording;
let trueHash: string;
let storeCount = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evm-lies-"));
  const node = await startAnvil({ genesisSeconds: 1_709_251_200, isMinedByHand: true });
  try {
    chain = await makeChain(new PlainRpc(node.url), 100);
    const recorder = await recordRpc(node.url);
    try {
      trueHash = await read({ urls: [recorder.url] }, ({ store }) => store.contentHash());
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

type Json = Record<string, unknown>;

/** What a provider says falsely, and the check that has to find it. */
interface Lie {
  readonly name: string;
  readonly method: string;
  readonly change: (result: Json & Json[]) => unknown;
  readonly check: RegExp;
}

const flip = (value: unknown): string => `${String(value).slice(0, -1)}${String(value).endsWith("1") ? "2" : "1"}`;
const logsOf = (receipts: readonly Json[]): Json[] => receipts.flatMap(({ logs }) => (Array.isArray(logs) ? logs : []));
const transactionsOf = (block: Json): Json[] => (Array.isArray(block["transactions"]) ? block["transactions"] : []);

function edit(target: Json | undefined, key: string, value: (before: unknown) => unknown): void {
  if (target === undefined) throw new Error(`nothing to change ${key} of`);
  target[key] = value(target[key]);
}

const receipts = "eth_getBlockReceipts";
const block = "eth_getBlockByNumber";
const traces = "debug_traceBlockByHash";

const lies: readonly Lie[] = [
  { name: "a changed amount", method: receipts, change: (all) => edit(logsOf(all)[0], "data", flip), check: /receiptsRoot/ },
  {
    name: "another receiver of tokens",
    method: receipts,
    change: (all) =>
      edit(logsOf(all)[0], "topics", (topics) =>
        Array.isArray(topics) ? [...topics.slice(0, -1), flip(topics.at(-1))] : topics,
      ),
    check: /logsBloom/,
  },
  {
    name: "a dropped log",
    method: receipts,
    change: (all) =>
      edit(
        all.find((receipt) => logsOf([receipt]).length > 0),
        "logs",
        () => [],
      ),
    check: /logsBloom/,
  },
  {
    name: "an added log",
    method: receipts,
    change: (all) => {
      const log = logsOf(all).at(-1);
      const holder = all.find((receipt) => logsOf([receipt]).includes(log ?? {}));
      edit(holder, "logs", (logs) => (Array.isArray(logs) ? [...logs, { ...log, logIndex: "0xffff" }] : logs));
    },
    check: /receiptsRoot/,
  },
  { name: "swapped receipts", method: receipts, change: (all) => all.reverse(), check: /transactionHash|transaction hash/ },
  { name: "another outcome", method: receipts, change: (all) => edit(all[0], "gasUsed", flip), check: /gasUsed|gas/ },
  {
    name: "another price of gas",
    method: receipts,
    change: (all) => edit(all[0], "effectiveGasPrice", flip),
    check: /effectiveGasPrice/,
  },
  {
    name: "a changed value",
    method: block,
    change: (all) => edit(transactionsOf(all)[0], "value", flip),
    check: /hash of transaction 0/,
  },
  { name: "a wrong sender", method: block, change: (all) => edit(transactionsOf(all)[0], "from", flip), check: /sender/ },
  { name: "a transaction left out", method: block, change: (all) => transactionsOf(all).pop(), check: /transactions/ },
  { name: "a changed time", method: block, change: (all) => edit(all, "timestamp", flip), check: /hash of the header/ },
  { name: "another beneficiary", method: block, change: (all) => edit(all, "miner", flip), check: /hash of the header/ },
  {
    name: "another root of receipts",
    method: block,
    change: (all) => edit(all, "receiptsRoot", flip),
    check: /hash of the header/,
  },
  {
    name: "a trace with another value",
    method: traces,
    change: (all) => edit(all[0], "result", (frame) => ({ ...Object(frame), value: "0x123456789" })),
    check: /own call's value/,
  },
  { name: "a trace too few", method: traces, change: (all) => all.pop(), check: /traces/ },
];

const number = 4n;

function tell(lie: Lie): RpcRecording {
  const key = [...recording.answers.keys()].find((request) => isAbout(request, lie.method));
  const answer = key === undefined ? undefined : recording.answers.get(key);
  if (key === undefined || answer === undefined || !("result" in answer)) throw new Error(`no ${lie.method} of block ${number}`);
  const result: Json & Json[] = JSON.parse(JSON.stringify(answer.result));
  lie.change(result);
  expect(result).not.toEqual(answer.result);
  return { answers: new Map<string, RecordedAnswer>([...recording.answers, [key, { result }]]) };
}

function isAbout(request: string, method: string): boolean {
  if (!request.startsWith(`["${method}",`)) return false;
  if (method === traces) return request.includes(hashOf(number));
  return request.includes(`"0x${number.toString(16)}"`) && !request.includes("false");
}

function hashOf(at: bigint): string {
  const answer = recording.answers.get(JSON.stringify([block, [`0x${at.toString(16)}`, true]]));
  const result: Json = answer !== undefined && "result" in answer ? JSON.parse(JSON.stringify(answer.result)) : {};
  return String(result["hash"]);
}

describe("an endpoint that lies", () => {
  test.each(lies)("alone stops the import, both answers named: $name", async (lie) => {
    const server = await replayRpc(tell(lie));
    try {
      const error = await read({ urls: [server.url] }, async () => undefined).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(TributaryError);
      if (!(error instanceof TributaryError)) return;
      expect(error.code).toBe("SOURCE_INCONSISTENT");
      expect(error.finding.where.path).toContain(`block ${number}`);
      expect(`${error.finding.found} ${error.finding.expected}`).toMatch(lie.check);
    } finally {
      await server.close();
    }
  });

  test.each(lies)("is left for the next and named, and nothing of it enters: $name", async (lie) => {
    const [liar, honest] = [await replayRpc(tell(lie)), await replayRpc(recording)];
    try {
      const { hash, findings } = await read({ urls: [liar.url, honest.url] }, async ({ store, findings }) => ({
        hash: await store.contentHash(),
        findings,
      }));
      expect(hash).toBe(trueHash);
      const named = findings.map(formatFinding).filter((text) => text.includes(`endpoint 1 block ${number}`));
      expect(named.join("\n")).toMatch(lie.check);
    } finally {
      await liar.close();
      await honest.close();
    }
  });

  test("that calls itself Ethereum's main network and begins otherwise is refused, alone as it is", async () => {
    const key = JSON.stringify(["eth_chainId", []]);
    const stranger = await replayRpc({ answers: new Map([...recording.answers, [key, { result: "0x1" }]]) });
    try {
      await expect(openEvmSource({ urls: [stranger.url], quorum: 1 })).rejects.toMatchObject({
        code: "SOURCE_INCONSISTENT",
        finding: { expected: expect.stringContaining("0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3") },
      });
    } finally {
      await stranger.close();
    }
  });

  test("about its chain is named when it is opened, and not read", async () => {
    const key = JSON.stringify(["eth_chainId", []]);
    const stranger = await replayRpc({ answers: new Map([...recording.answers, [key, { result: "0x63" }]]) });
    const [first, second] = [await replayRpc(recording), await replayRpc(recording)];
    try {
      const urls = [stranger.url, first.url, second.url];
      const { hash, findings } = await read({ urls, quorum: 2 }, async ({ store, findings }) => ({
        hash: await store.contentHash(),
        findings,
      }));
      expect(hash).not.toBe("");
      expect(findings.map(formatFinding).join("\n")).toMatch(/endpoint 1 chain.*eip155:99 with genesis.*eip155:31337/);
      await expect(openEvmSource({ urls: [stranger.url, first.url], quorum: 1, finality })).rejects.toMatchObject({
        code: "SOURCE_INCONSISTENT",
      });
    } finally {
      await Promise.all([stranger.close(), first.close(), second.close()]);
    }
  });
});

describe("what is known of each block", () => {
  test("stands beside it: proven parts, and traces as the endpoints agree", async () => {
    const [first, second] = [await replayRpc(recording), await replayRpc(recording)];
    try {
      const rows = await read({ urls: [first.url, second.url], quorum: 2 }, ({ store }) => store.query(proofCounts, {}));
      expect(statesOf(rows, "transactions")).toEqual(["proven"]);
      expect(statesOf(rows, "receipts")).toEqual(["proven"]);
      expect(statesOf(rows, "traces")).toEqual(expect.arrayContaining(["quorum 2 of 2"]));
    } finally {
      await Promise.all([first.close(), second.close()]);
    }
  });

  test("is less where senders are believed and traces are missing, and says so", async () => {
    const server = await replayRpc({ answers: new Map([...recording.answers].filter(([key]) => !key.includes("trace"))) });
    try {
      await read({ urls: [server.url], senders: "believe" }, async ({ store }) => {
        const rows = await store.query(proofCounts, {});
        expect(statesOf(rows, "transactions")).toEqual(["proven", "single source"]);
        expect(statesOf(rows, "receipts")).toEqual(["proven"]);
        expect(statesOf(rows, "traces")).toEqual([]);
        expect((await store.query(blockRanges, {})).map(({ reading }) => reading)).toEqual(["receipts"]);
      });
      await expect(read({ urls: [server.url], traces: "require" }, async () => undefined)).rejects.toMatchObject({
        code: "SOURCE_UNAVAILABLE",
      });
    } finally {
      await server.close();
    }
  });

  test("of watched accounts is whole blocks, and only what touches them enters", async () => {
    const server = await replayRpc(recording);
    const [account = ""] = chain.accounts;
    try {
      const all = await read({ urls: [server.url] }, ({ store }) => store.query(transfersUntil, { until: null }));
      const id = `eip155:31337:${account.toLowerCase()}`;
      await read({ urls: [server.url], accounts: [account] }, async ({ store }) => {
        const some = await store.query(transfersUntil, { until: null });
        expect(some.map((transfer) => transfer.id)).toEqual(
          all.filter(({ from, to }) => from === id || to === id).map((transfer) => transfer.id),
        );
        expect(some.length).toBeGreaterThan(10);
        expect((await store.query(coverage, {})).map(({ scope }) => scope)).toEqual([id]);
        expect((await store.query(blockRanges, {})).every(({ reading }) => reading.startsWith("watch:"))).toBe(true);
      });
    } finally {
      await server.close();
    }
  });
});

function statesOf(rows: readonly { readonly part: string; readonly state: unknown }[], part: string): readonly string[] {
  return [...new Set(rows.filter((row) => row.part === part).map(({ state }) => String(state)))].sort();
}

interface Reading {
  readonly store: Store;
  readonly findings: readonly Finding[];
}

async function read<Value>(
  options: Pick<EvmSourceOptions, "urls"> & Partial<EvmSourceOptions>,
  look: (reading: Reading) => Promise<Value>,
): Promise<Value> {
  storeCount += 1;
  const source = await openEvmSource({ quorum: 1, finality, ...options });
  const store = await openStore({ directory: join(folder, `store-${storeCount}`), mode: "write", create: true });
  try {
    await source.readSegment({ from: 0n, to: chain.head }, { store });
    return await look({ store, findings: source.findings() });
  } finally {
    source.close();
    await store.close();
  }
}
