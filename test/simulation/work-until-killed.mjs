// Follows a chain for one round and kills itself, by SIGKILL, at the named step's n-th time (`any`: at the n-th step of any kind).
// Every step is a line on stdout before it is passed, so that who watches can kill it in between.
import { runSync } from "@tributary/chain-kit";
import { openStore } from "@tributary/engine";
import { openEvmSource } from "@tributary/pipeline-chain-evm";

const [url, directory, finalDepth, fatalStep = "never", fatalCount = "0"] = process.argv.slice(2);
const counts = new Map();

const source = await openEvmSource({
  urls: [url],
  quorum: 1,
  finality: { kind: "depth", blocks: BigInt(finalDepth) },
  traces: "require",
  limits: { blocksPerUnit: 4n, blocksPerSegment: 32n },
});
const store = await openStore({ directory, mode: "write", create: true });
const report = await runSync({
  store,
  source,
  from: 0n,
  once: true,
  pollMilliseconds: 0,
  ingestLimits: { batchRecordsMax: 20 },
  onStep: (step) => {
    for (const name of [step, "any"]) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (name === fatalStep && counts.get(name) === Number(fatalCount)) process.kill(process.pid, "SIGKILL");
    }
    process.stdout.write(`${step}\n`);
  },
});
await store.close();
source.close();
process.stdout.write(report.isComplete ? "complete\n" : "incomplete\n");
