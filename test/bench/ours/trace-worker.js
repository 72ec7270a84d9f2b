// One thread of run-workers.js: opens the index where it lies, in a stretch of memory of its own.
import { parentPort, workerData } from "node:worker_threads";
import { openShared } from "@tributary/flow-index";
import { traceRule } from "./ask-index.js";
import { viewIndex } from "./open-index.js";

const { shared, numbers, stretch } = workerData;
const view = viewIndex(openShared(shared), { ...numbers, benchNumber: (holding) => holding }, stretch);

parentPort.on("message", (question) => {
  if (question === null) {
    parentPort.postMessage([]);
    return;
  }
  const { seeds, ...rest } = question;
  parentPort.postMessage(seeds.map((seed) => [seed, traceRule(view, { ...rest, first: seed, last: seed + 1 }).answer]));
});
