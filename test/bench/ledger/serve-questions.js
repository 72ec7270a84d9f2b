// The other end of `startPeer`: a peer that lives in a process of its own and answers one question a line.
import { createInterface } from "node:readline";
import { NotYet } from "../ours/not-yet.js";

/** Says how long getting ready took, then answers lines: `answer(words)` gives at least `{ answer }`, and is timed unless it times itself. */
export async function serveQuestions(open) {
  const ready = await timed(open);
  const { answer, ...figures } = ready;
  reply({ ...figures, answer: "ready" });
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      reply(await timed(() => answer(line.split(" "))));
    } catch (error) {
      if (!(error instanceof NotYet)) throw error;
      reply({ notYet: error.message });
    }
  }
  process.exit(0);
}

async function timed(work) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const found = typeof result === "object" ? result : { answer: result };
  return { ms, cpuMs: (user + system) / 1000, resident: process.memoryUsage.rss(), ...found };
}

function reply(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
