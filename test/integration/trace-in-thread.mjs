// A thread that shares an index with others: it is told questions, and tells the bytes of their answers.
import { parentPort, workerData } from "node:worker_threads";
import { openShared } from "@tributary/flow-index";
import { indexOutpoints } from "@tributary/ledger";
import { openSnapshotView, traceSnapshot } from "@tributary/trace";

const { shared, stretch } = workerData;
const index = openShared(shared);
const view = openSnapshotView(index, stretch);
const outpoints = indexOutpoints([]);
const sides = { tags: index.sides.tags(), balances: index.sides.balances(), outpoints };

function answer(request) {
  const names = request.claims.flatMap(({ transfers = [] }) => transfers);
  const named = new Map(index.transfersNamed(names).map((transfer) => [transfer.name, transfer]));
  const trace = traceSnapshot(view, { request, named, ...sides, control: { eventsPerStep: 100 } });
  return JSON.stringify(trace.write({ coverage: [], outpoints }));
}

parentPort.on("message", (requests) => {
  parentPort.postMessage(requests.map(answer));
});
