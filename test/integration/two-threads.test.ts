import { Worker } from "node:worker_threads";
import { buildFlowIndex } from "@tributary/engine";
import { currentSnapshot, type FlowIndex, openIndex } from "@tributary/flow-index";
import { memoryLimit } from "@tributary/kernel";
import type { TraceLedger } from "@tributary/ledger";
import {
  accountClaim,
  accountNamed,
  instantAt,
  ledgerOf,
  requestOf,
  type TransferFixture,
  transferClaim,
} from "@tributary/testkit";
import { type TraceRequest, trace, validateRequest } from "@tributary/trace";
import { afterAll, expect, test } from "vitest";
import { makeRandom } from "./seeded-random.ts";
import { makeStores, sendLedger } from "./store-of-ledger.ts";

const { inStore, remove } = makeStores("two-threads");
afterAll(remove);

const random = makeRandom(7);
const accountCount = 120;
/** The lower the number, the more an account moves. */
const someone = (): string => `A${Math.floor((random(accountCount) * random(accountCount)) / accountCount)}`;
const special = ["fee:eip155:1", "mint:iso4217:USD", "destroyed:iso4217:USD"] as const;

/** Seven transfers an instant, so that every segment begins in the middle of one; special accounts pay and receive in the last part alone. */
function makeTransfers(count: number): TransferFixture[] {
  return Array.from({ length: count }, (_, row): TransferFixture => {
    const side = row > 0.9 * count && random(6) === 0 ? special[random(special.length)] : undefined;
    const [from, to] = [someone(), someone()];
    return {
      id: `t${row}`,
      from: side?.startsWith("mint") ? side : from,
      to: side === undefined || side.startsWith("mint") ? to : side,
      atoms: random(40) === 0 ? 2n ** 255n + BigInt(random(9)) : BigInt(random(1000)) << BigInt(random(2) * 40),
      asset: random(4) === 0 ? "iso4217:EUR" : "iso4217:USD",
      at: Math.floor(row / 7),
      sequence: BigInt(row),
    };
  });
}

const rest = {
  tags: [
    { account: "A1", category: "exchange", confidence: 80, validFrom: 60 },
    { account: "A30", category: "mixer", confidence: 60 },
  ],
  balances: [
    { account: "A0", atoms: 5_000n, at: 100 },
    { account: "A3", atoms: 2n ** 200n, at: 40 },
  ],
} as const;

function makeRequest(ledger: TraceLedger, number: number): TraceRequest {
  const transfers = Array.from({ length: 1 + random(4) }, () => `t${random(1500)}`);
  const claims = [
    transferClaim("V1", ...new Set(transfers)),
    ...(number % 3 === 0 ? [accountClaim("V2", `A${random(10)}`, number % 2 === 0 ? null : random(150))] : []),
  ];
  const request = requestOf({
    claims,
    method: "all",
    openings: (["inferred", "late", "unbounded"] as const)[random(3)] ?? "late",
    stops: number % 4 === 0 ? [accountNamed(`A${40 + random(40)}`)] : [],
    until: number % 5 === 0 ? instantAt(150 + random(60)) : null,
    limits: {
      hopsMax: number % 2 === 0 ? null : random(6),
      accountsMax: number % 7 === 0 ? 5 : 100_000,
      dustAtoms: BigInt(random(2)),
    },
  });
  expect(validateRequest(ledger, request)).toEqual([]);
  return request;
}

const threadsMax = 3;

/** A thread on the one copy of the index, with a stretch of its memory for itself. */
function startThread(index: FlowIndex, number: number): Worker {
  const size = Math.floor((memoryLimit - index.heapFrom) / threadsMax / 64) * 64;
  const from = index.heapFrom + size * number;
  const workerData = { shared: index.share(), stretch: { from, limit: from + size } };
  return new Worker(new URL("trace-in-thread.mjs", import.meta.url), { workerData, execArgv: [] });
}

async function askThread(index: FlowIndex, number: number, requests: readonly TraceRequest[]): Promise<readonly string[]> {
  const thread = startThread(index, number);
  try {
    return await new Promise((resolve, reject) => {
      thread.once("message", resolve);
      thread.once("error", reject);
      thread.postMessage(requests);
    });
  } finally {
    await thread.terminate();
  }
}

test("one thread and two that share an index give the same bytes, which are the ledger's own (needs a build)", async () => {
  const transfers = makeTransfers(1500);
  const ledger = ledgerOf(transfers, rest);
  await inStore(ledgerOf(transfers.slice(0, 1050), rest), async (store) => {
    await buildFlowIndex(store, { keep: 1, isWhole: false });
    for (const [from, to] of [
      [1050, 1400],
      [1400, 1500],
    ] as const) {
      await sendLedger(store, ledgerOf(transfers.slice(from, to)), `from ${from}`);
      await buildFlowIndex(store, { keep: 1, isWhole: false });
    }
    const index = await openIndex(currentSnapshot(store.directory) ?? "");
    expect(index.manifest.segments).toHaveLength(3);
    const requests = Array.from({ length: 48 }, (_, number) => makeRequest(ledger, number));
    try {
      const expected = await askThread(index, 0, requests);
      // The same questions at the same time, in opposite orders: different ones meet.
      const [forward, backward] = await Promise.all([
        askThread(index, 1, requests),
        askThread(index, 2, [...requests].reverse()),
      ]);
      expect(forward).toEqual(expected);
      expect([...backward].reverse()).toEqual(expected);
      expect(expected).toEqual(requests.map((request) => JSON.stringify(trace(ledger, request))));
    } finally {
      index.close();
    }
  });
});
