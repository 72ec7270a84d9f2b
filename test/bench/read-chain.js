// One reading of the served chain in a thread of its own, so that nothing is remembered from the reading before: hashes, senders, compiled code
// paths are those of a first import. Tells its time, the part of it in the store, and the transfers that it made. With `rounds` it reads the chain
// again and again, and tells what the heap holds after the first and after the last.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { runBackfill } from "@tributary/chain-kit";
import { openStore } from "@tributary/engine";
import { openEvmSource } from "@tributary/pipeline-chain-evm";
import { collectTransfers } from "./token-transfers.js";

const { url, head, senders, directory, rounds = 1 } = workerData;
const found = [];
let transferCount = 0;
let stored = 0;
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

const store = directory === null ? sink() : timed(await openStore({ directory, mode: "write", create: true }));
const source = await openEvmSource({
  urls: [url],
  quorum: 1,
  finality: { kind: "depth", blocks: 0n },
  traces: "off",
  openings: false,
  senders,
});
const start = performance.now();
const heaps = [];
for (let round = 0; round < rounds; round += 1) {
  found.length = 0;
  if (directory === null) await source.readSegment({ from: 0n, to: BigInt(head) }, { store });
  else await runBackfill({ store, source, from: 0n, to: BigInt(head) });
  if (rounds > 1) heaps.push(measureHeap());
}
const milliseconds = performance.now() - start;
source.close();
await store.close?.();
parentPort.postMessage({ milliseconds, stored, found, transferCount, heaps });

function take(items) {
  transferCount += collectTransfers(items, found);
}

function measureHeap() {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

function sink() {
  return {
    beginRun: async () => ({ itemsAcknowledged: 0n, isDone: false }),
    quarantine: async () => [],
    append: async (_run, { items }) => {
      take(items);
      return { added: BigInt(items.length), same: 0n, quarantined: 0n, conflicts: [], unstorable: [], rowsByTable: {} };
    },
  };
}

function timed(real) {
  return {
    beginRun: (run) => real.beginRun(run),
    quarantine: (file) => real.quarantine(file),
    query: (query, parameters) => real.query(query, parameters),
    pending: real.pending,
    append: async (run, batch) => {
      take(batch.items);
      const begun = performance.now();
      const outcome = await real.append(run, batch);
      stored += performance.now() - begun;
      return outcome;
    },
    close: () => real.close(),
  };
}
