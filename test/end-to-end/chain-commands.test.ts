import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { openStore } from "@tributary/engine";
import { transfersUntil } from "@tributary/queries";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { madeAddress, makeChain, transferOf } from "../../pipelines/chain-tron/src/made-chain.ts";
import { type StubNode, startStubNode } from "../../pipelines/chain-tron/src/stub-node.ts";
import { type GrownChain, growMadeChain } from "../../pipelines/chain-utxo/src/grow-made-chain.ts";
import { blockBytes } from "../../pipelines/chain-utxo/src/made-chain.ts";
import { madeNodes } from "../../pipelines/chain-utxo/src/made-node.ts";
import { makeRandom } from "../integration/seeded-random.ts";
import { makeFolder, runCommand } from "./run-command.ts";

const folder = makeFolder("chain-commands");
const files = join(folder.path, "blocks");
const grown: GrownChain = growMadeChain({ blockCount: 60, draw: makeRandom(20_261_124) });
let bitcoin: { readonly url: string; readonly server: Server };
let tron: StubNode;

beforeAll(async () => {
  mkdirSync(files, { recursive: true });
  writeFileSync(join(files, "all.hex"), `${grown.blocks.map((block) => blockBytes(block).toString("hex")).join("\n")}\n`);
  bitcoin = await serveBitcoin(grown);
  const [alice, bob] = [madeAddress("a1"), madeAddress("b2")];
  tron = await startStubNode(makeChain(Array.from({ length: 60 }, (_, index) => [transferOf(alice, bob, BigInt(index + 1))])), {
    unsolidified: 2,
  });
});

afterAll(async () => {
  bitcoin?.server.closeAllConnections();
  bitcoin?.server.close();
  await tron?.close();
  folder.remove();
});

const storeAt = (name: string): string => join(folder.path, name);

async function contentOf(name: string): Promise<string> {
  const store = await openStore({ directory: storeAt(name), mode: "read" });
  try {
    return await store.contentHash();
  } finally {
    await store.close();
  }
}

/** Ends the command with SIGKILL at its first durable batch, again and again, until it comes to its end. */
async function runKilled(parameters: readonly string[]): Promise<{ readonly kills: number; readonly stderr: string }> {
  for (let kills = 0; kills < 100; kills += 1) {
    const run = await runCommand(parameters, {
      env: { TRIBUTARY_ACKNOWLEDGED: "1" },
      onStderrLine: (line, kill) => {
        if (line.startsWith('{"batch":1}')) kill("SIGKILL");
      },
    });
    if (run.status !== null) return { kills, stderr: `${run.status} ${run.stderr}` };
  }
  return { kills: 100, stderr: "never ended" };
}

describe("tributary ingest bitcoin", () => {
  const range = ["--from", "0", "--to", "50", "--final-depth", "2"];

  test("from a folder of blocks, and from an endpoint: the same transfers", async () => {
    const fromFiles = await runCommand(["ingest", "bitcoin", "--files", files, ...range, "--store", storeAt("files")]);
    expect(fromFiles.status, fromFiles.stderr).toBe(0);
    const fromRpc = await runCommand(["ingest", "bitcoin", "--rpc", bitcoin.url, ...range, "--store", storeAt("rpc")]);
    expect(fromRpc.status, fromRpc.stderr).toBe(0);
    const [a, b] = [await transfersOf("files"), await transfersOf("rpc")];
    expect(a.length).toBeGreaterThan(200);
    expect(a).toEqual(b);
  });

  test("killed at its first durable batch each time, it goes on and holds the same", async () => {
    for (const [name, source] of [
      ["killed-files", ["--files", files]],
      ["killed-rpc", ["--rpc", bitcoin.url]],
    ] as const) {
      const parameters = ["ingest", "bitcoin", ...source, ...range, "--batch", "20", "--store", storeAt(name)];
      const { kills, stderr } = await runKilled(parameters);
      expect(stderr).toMatch(/^0 /);
      expect(kills).toBeGreaterThan(3);
      expect(await contentOf(name)).toBe(await contentOf(name.replace("killed-", "")));
    }
  });

  test("with proven prevouts every range says so", async () => {
    const parameters = ["ingest", "bitcoin", "--rpc", bitcoin.url, "--prevouts", "prove", ...range];
    const run = await runCommand([...parameters, "--store", storeAt("proven")]);
    expect(run.status, run.stderr).toBe(0);
    expect(await transfersOf("proven")).toEqual(await transfersOf("rpc"));
  });

  test("a folder is followed and watched like an endpoint", async () => {
    const store = ["--store", storeAt("followed"), "--once", "--final-depth", "2", "--files", files];
    const followed = await runCommand(["sync", "bitcoin", "--from", "0", ...store]);
    expect(followed.status, followed.stderr).toBe(0);
  });

  test.each([
    ["both a folder and endpoints", ["--files", files, "--rpc", "http://127.0.0.1:1"]],
    ["a folder with a quorum", ["--files", files, "--quorum", "2"]],
    ["a folder with prevouts to prove", ["--files", files, "--prevouts", "prove"]],
    ["a first height without a folder", ["--rpc", "http://127.0.0.1:1", "--first-height", "9"]],
    ["an unknown way to know prevouts", ["--rpc", "http://127.0.0.1:1", "--prevouts", "trust"]],
    ["a folder that is not there", ["--files", join(files, "absent")]],
    ["neither", []],
  ])("%s is a wrong command", async (_name, parameters) => {
    const run = await runCommand(["ingest", "bitcoin", ...parameters, ...range, "--store", storeAt("refused")]);
    expect(run.status, run.stderr).toBe(2);
    expect(run.stderr).toContain("USAGE");
  });

  test("files without blocks are unreadable, not empty", async () => {
    const empty = join(folder.path, "empty");
    mkdirSync(empty);
    const run = await runCommand(["ingest", "bitcoin", "--files", empty, ...range, "--store", storeAt("refused")]);
    expect(run.status, run.stderr).toBe(1);
    expect(run.stderr).toContain("FILE_UNREADABLE");
  });
});

describe("tributary ingest tron", () => {
  test("killed at its first durable batch each time, it goes on and holds the same", async () => {
    const range = ["--rpc", tron.url, "--from", "1", "--to", "55"];
    const calm = await runCommand(["ingest", "tron", ...range, "--store", storeAt("tron")]);
    expect(calm.status, calm.stderr).toBe(0);
    const { kills, stderr } = await runKilled(["ingest", "tron", ...range, "--batch", "10", "--store", storeAt("killed-tron")]);
    expect(stderr).toMatch(/^0 /);
    expect(kills).toBeGreaterThan(3);
    expect(await contentOf("killed-tron")).toBe(await contentOf("tron"));
    const followed = await runCommand(["sync", "tron", "--rpc", tron.url, "--once", "--store", storeAt("killed-tron")]);
    expect(followed.status, followed.stderr).toBe(0);
  });
});

async function transfersOf(name: string): Promise<readonly unknown[]> {
  const store = await openStore({ directory: storeAt(name), mode: "read" });
  try {
    return await store.query(transfersUntil, { until: null });
  } finally {
    await store.close();
  }
}

async function serveBitcoin(chain: GrownChain): Promise<{ url: string; server: Server }> {
  const { urls, transport } = madeNodes({ chain });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const answer = await transport(
        { url: urls[0] ?? "", method: "POST", headers: {}, body },
        { signal: new AbortController().signal, bytesMax: 2 ** 24 },
      );
      response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`, server };
}
