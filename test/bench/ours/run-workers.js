// Independent questions on one shared copy of an index, by one worker thread or by two.
import { Worker } from "node:worker_threads";
import { memoryLimit } from "@tributary/kernel";

const most = 2;

/** Asks each seed's trace on its own; `{ ms, cpuMs, answer }` of all together. Workers stay for the next call. */
export async function runWorkers(view, count, question) {
  view.workers ??= await startWorkers(view);
  const seeds = Array.from({ length: question.last - question.first }, (_, index) => question.first + index);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const lists = await Promise.all(
    view.workers
      .slice(0, count)
      .map((worker, index) => ask(worker, { ...question, seeds: seeds.filter((seed) => seed % count === index) })),
  );
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const answers = new Map(lists.flat());
  return { ms, cpuMs: (user + system) / 1000, answer: seeds.map((seed) => answers.get(seed)).join(" | ") };
}

async function startWorkers({ index, seeds, services }) {
  const size = Math.floor((memoryLimit - index.heapFrom) / (most + 1) / 64) * 64;
  const workers = Array.from({ length: most }, (_, number) => {
    const from = index.heapFrom + size * (number + 1);
    const workerData = { shared: index.share(), numbers: { seeds, services }, stretch: { from, limit: from + size } };
    return new Worker(new URL("trace-worker.js", import.meta.url), { workerData });
  });
  await Promise.all(workers.map((worker) => ask(worker, null)));
  return workers;
}

function ask(worker, question) {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.postMessage(question);
  });
}
