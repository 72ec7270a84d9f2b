import { spawn } from "node:child_process";
import { join } from "node:path";
import { openStore, type Store } from "@tributary/engine";
import { transfersUntil } from "@tributary/queries";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnvilNode, startAnvil } from "../../packages/testkit/src/anvil.ts";
import { projectRoot } from "../contract/source-files.ts";
import { makeFolder } from "../end-to-end/run-command.ts";
import { heldByLedger, heldByNode } from "../integration/evm-balances.ts";
import { anvilNode, type BusyChain, startBusyChain } from "../integration/evm-busy-chain.ts";
import { PlainRpc } from "../integration/evm-made-chain.ts";
import { makeRandom } from "../integration/seeded-random.ts";

const finalDepth = 8;
const killsAtRandom = 40;
const steps = [
  "round-begun",
  "segment-begun",
  "batch-begun",
  "batch-acknowledged",
  "segment-done",
  "pending-begun",
  "pending-changed",
  "round-done",
];

const folder = makeFolder("worker-kill");
let node: AnvilNode;
let rpc: PlainRpc;
let chain: BusyChain;
/** The steps of a run that nobody kills, on a chain that stands still. */
let undisturbed: readonly string[] = [];

beforeAll(async () => {
  node = await startAnvil({ genesisSeconds: 1_709_251_200, isMinedByHand: true });
  rpc = new PlainRpc(node.url);
  await rpc.ask("anvil_setBlockTimestampInterval", [12]);
  chain = await startBusyChain(await anvilNode(rpc), 99);
  for (let block = 0; block < 80; block += 1) await chain.addBlock(6);
  undisturbed = await work({ store: "calm" });
  expect(undisturbed.at(-1)).toBe("complete");
});

afterAll(async () => {
  await node?.stop();
  folder.remove();
});

interface Run {
  readonly store: string;
  readonly fatal?: { readonly step: string; readonly count: number };
  /** Killed from outside when so many steps have been told. */
  readonly killAfterSteps?: number;
}

/** The steps that were told, `complete` among them where the run came to its end. */
function work({ store, fatal, killAfterSteps }: Run): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const script = join(projectRoot, "test/simulation/work-until-killed.mjs");
    const parameters = [script, node.url, join(folder.path, store), String(finalDepth)];
    if (fatal !== undefined) parameters.push(fatal.step, String(fatal.count));
    const child = spawn(process.execPath, parameters, { cwd: projectRoot, stdio: ["ignore", "pipe", "pipe"] });
    let [output, problems] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
      if (killAfterSteps !== undefined && output.split("\n").length > killAfterSteps) child.kill("SIGKILL");
    });
    child.stderr.on("data", (chunk: Buffer) => {
      problems += chunk.toString("utf8");
    });
    child.once("exit", (code, signal) => {
      if (code === 0 || signal === "SIGKILL") resolve(output.split("\n").filter((line) => line !== ""));
      else reject(new Error(`the worker ended with code ${code}: ${problems}`));
    });
  });
}

async function read<Value>(store: string, look: (store: Store) => Promise<Value>): Promise<Value> {
  const opened = await openStore({ directory: join(folder.path, store), mode: "read" });
  try {
    return await look(opened);
  } finally {
    await opened.close();
  }
}

describe("a worker that is killed", () => {
  test.each(steps)("at the step %s loses nothing and doubles nothing", async (step) => {
    const times = undisturbed.filter((line) => line === step).length;
    expect(times).toBeGreaterThan(0);
    const name = `killed-${step}`;
    const killed = await work({ store: name, fatal: { step, count: Math.ceil(times / 2) } });
    expect(killed).not.toContain("complete");
    expect((await work({ store: name })).at(-1)).toBe("complete");
    expect(await read(name, (store) => store.contentHash())).toBe(await read("calm", (store) => store.contentHash()));
  });

  test(`${killsAtRandom} times at random, while the chain grows and drops blocks, holds what the node holds`, async () => {
    const random = makeRandom(4711);
    for (let kill = 0; kill < killsAtRandom; kill += 1) {
      for (let block = 0; block < 3; block += 1) await chain.addBlock(6);
      if (random(4) === 0) await chain.reorganise(1 + random(finalDepth - 1));
      const count = 2 + random(12);
      const isFromOutside = random(2) === 0;
      await work({ store: "random", ...(isFromOutside ? { killAfterSteps: count } : { fatal: { step: "any", count } }) });
    }
    await chain.mine(finalDepth + 1);
    expect((await work({ store: "random" })).at(-1)).toBe("complete");
    expect((await work({ store: "straight" })).at(-1)).toBe("complete");
    const final = BigInt(await rpc.text("eth_blockNumber")) - BigInt(finalDepth);
    const held = await read("random", heldByLedger);
    expect(held).toEqual(await heldByNode(rpc, held.keys(), `0x${final.toString(16)}`));
    const transfersOf = (store: Store) => store.query(transfersUntil, { until: null });
    expect(await read("random", transfersOf)).toEqual(await read("straight", transfersOf));
  }, 600_000);
});
