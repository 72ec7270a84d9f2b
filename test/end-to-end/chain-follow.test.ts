import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ChainNodes, startChainNodes } from "./chain-nodes.ts";
import { makeFolder, runCommand } from "./run-command.ts";

const folder = makeFolder("chain-follow");
let nodes: ChainNodes;

beforeAll(async () => {
  nodes = await startChainNodes();
});

afterAll(async () => {
  await nodes?.stop();
  folder.remove();
});

const storeAt = (name: string): readonly string[] => ["--store", join(folder.path, name)];
const evm = (): readonly string[] => ["evm", "--rpc", nodes.evm.url, "--final-depth", "6"];

describe("a chain by the command line", () => {
  test("a range of final blocks loads, twice changes nothing, and chains says what is held", async () => {
    const command = ["ingest", ...evm(), "--from", "0", "--to", "60", ...storeAt("evm"), "--json"];
    const first = await runCommand(command);
    expect(first.status, first.stderr).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ isComplete: true, blocksRead: "61", missing: [], rejected: "0" });
    const again = await runCommand(command);
    expect(JSON.parse(again.stdout)).toMatchObject({ isComplete: true, blocksRead: "0", added: "0" });
    const held = await runCommand(["chains", ...storeAt("evm")]);
    expect(held.stdout).toContain("receipts: blocks 0 to 60");
    expect(held.stdout).toContain("transactions proven: 61 blocks");
  });

  test("what is not final yet is not read, and told with exit code 3", async () => {
    const cut = await runCommand(["ingest", ...evm(), "--from", "60", "--to", "70", ...storeAt("cut"), "--json"]);
    expect(cut.status, cut.stderr).toBe(3);
    expect(JSON.parse(cut.stdout)).toMatchObject({ isComplete: false, missing: [{ from: "65", to: "70" }] });
    expect(cut.stdout).toContain("SOURCE_PARTIAL");
  });

  test.each(["evm", "tron", "bitcoin"] as const)(
    "sync %s: one round, final blocks in the ledger, the rest apart",
    async (name) => {
      const rule = name === "evm" ? ["--final-depth", "6"] : [];
      const command = [
        "sync",
        name,
        "--rpc",
        nodes[name].url,
        ...rule,
        "--from",
        "0",
        "--once",
        ...storeAt(`sync-${name}`),
        "--json",
      ];
      const run = await runCommand(command);
      expect(run.status, run.stdout + run.stderr).toBe(0);
      const pending = { evm: "6", tron: "5", bitcoin: "6" }[name];
      expect(JSON.parse(run.stdout)).toMatchObject({ isComplete: true, pending: { added: pending, dropped: "0" } });
      const held = await runCommand(["chains", ...storeAt(`sync-${name}`)]);
      expect(held.stdout).toContain(`not final: ${pending} blocks`);
    },
  );

  test("watch keeps what touches the account, and covers it alone", async () => {
    const account = `tron:0x2b6653dc:${nodes.tron.account}`;
    const watch = [
      "watch",
      "tron",
      "--rpc",
      nodes.tron.url,
      "--account",
      account,
      "--from",
      "0",
      "--once",
      ...storeAt("watch"),
      "--json",
    ];
    const run = await runCommand(watch);
    expect(run.status, run.stdout + run.stderr).toBe(0);
    expect(JSON.parse(run.stdout).rowsByTable["ledger.transfer"]).toBe("25");
  });

  test("a chain that drops a block which was final ends with exit code 8, and what was read stays", async () => {
    const command = ["sync", ...evm().slice(0, 3), "--final-depth", "1", "--from", "0", "--once", ...storeAt("deep")];
    expect((await runCommand(command)).status).toBe(0);
    const before = (await runCommand(["doctor", ...storeAt("deep")])).stdout;
    await nodes.evm.rpc.ask("anvil_reorg", [4, []]);
    const run = await runCommand(command);
    expect(run.status).toBe(8);
    expect(run.stderr).toContain("CHAIN_REORGANISED");
    expect((await runCommand(["doctor", ...storeAt("deep")])).stdout).toBe(before);
  });

  test("an endpoint that is not there is exit code 7; its address, a key in it too, is in no output", async () => {
    const run = await runCommand(["ingest", "evm", "--from", "0", "--to", "1", ...storeAt("none")], {
      env: { TRIBUTARY_RPC: "http://127.0.0.1:9/v3/secret-key-0123" },
    });
    expect(run.status).toBe(7);
    expect(run.stdout + run.stderr).not.toMatch(/secret-key|127\.0\.0\.1:9/);
    const help = await runCommand(["ingest", "evm", "--help"], {
      env: { TRIBUTARY_RPC: "http://127.0.0.1:9/v3/secret-key-0123" },
    });
    expect(help.stdout).not.toContain("secret-key");
  });

  test.each([
    [["ingest", "evm", "--from", "0"], "no endpoint"],
    [["ingest", "evm", "--from", "x", "--rpc", "http://127.0.0.1:9"], 'block "x"'],
    [["sync", "evm", "--rpc", "http://127.0.0.1:9", "--traces", "maybe"], 'traces "maybe"'],
    [["sync", "evm", "--rpc", "ftp://127.0.0.1:9", "--once"], "USAGE"],
    [["watch", "evm", "--rpc", "http://127.0.0.1:9", "--once"], "--account"],
  ])("%j is a wrong command, exit code 2", async (command, words) => {
    const run = await runCommand([...command, ...storeAt("usage")], { env: { TRIBUTARY_RPC: "" } });
    expect(run.status, run.stderr).toBe(2);
    expect(run.stderr).toContain(words);
  });

  test("pair bridges over a ledger without bridges pairs nothing", async () => {
    const run = await runCommand(["pair", "bridges", ...storeAt("evm"), "--json"]);
    expect(run.status, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ paired: "0", inferred: "0" });
  });
});
