import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Wallet } from "ethers";
import type { BusyNode, SentWhole } from "./evm-busy-chain.ts";
import { PlainRpc } from "./evm-made-chain.ts";
import { freePort } from "./free-port.ts";

export interface GethNode extends BusyNode {
  readonly stop: () => Promise<void>;
}

const startMilliseconds = 30_000;
const payerCount = 5;

/** A real geth of its own chain on 127.0.0.1, every state kept, that makes a block of whatever is sent. */
export async function startGeth(path: string): Promise<GethNode> {
  const folder = await mkdtemp(join(tmpdir(), "geth-"));
  const [port, authPort] = [await freePort(), await freePort()];
  const flags = `--dev --datadir ${folder} --gcmode archive --nodiscover --ipcdisable --port 0 --authrpc.port ${authPort}`;
  const http = `--http --http.addr 127.0.0.1 --http.port ${port} --http.api eth,debug,net,web3`;
  const child = spawn(path, `${flags} ${http}`.split(" "), {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, HOME: folder },
  });
  const rpc = new PlainRpc(`http://127.0.0.1:${port}`);
  await listens(child);
  const [funder = ""] = await rpc.ask<readonly string[]>("eth_accounts");
  const wallets = Array.from({ length: payerCount }, (_, index) => new Wallet(`0x${(index + 0x51).toString(16).repeat(32)}`));
  const payers = wallets.map(({ address }) => address.toLowerCase());
  const chainId = BigInt(await rpc.text("eth_chainId"));

  /** What a payer has sent beyond what stands in blocks. */
  async function isWaiting(account: string): Promise<boolean> {
    const [mined, sent] = [
      await rpc.text("eth_getTransactionCount", [account, "latest"]),
      await rpc.text("eth_getTransactionCount", [account, "pending"]),
    ];
    return mined !== sent;
  }

  async function mine(): Promise<void> {
    const deadline = performance.now() + startMilliseconds;
    for (const account of [funder, ...payers])
      while (await isWaiting(account)) if (performance.now() > deadline) throw new Error(`${account} waits for a block`);
  }

  for (const to of payers) {
    await rpc.text("eth_sendTransaction", [{ from: funder, to, value: "0x6c6b935b8bbd400000" }]);
    await mine();
  }
  return {
    rpc,
    payers,
    send: async (transactions) => {
      const hashes: string[] = [];
      for (const fields of transactions) hashes.push(await sendOne(fields));
      return hashes;
    },
    mine,
    stop: async () => {
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("exit", resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };

  async function sendOne({ from, to, data, value, gas, nonce }: SentWhole): Promise<string> {
    const wallet = wallets[payers.indexOf(from)];
    if (wallet === undefined) throw new Error(`${from} is no payer`);
    const fees = { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 9n, type: 2 };
    const signed = await wallet.signTransaction({
      ...fees,
      chainId,
      to: to ?? null,
      data: data ?? "0x",
      value: value ?? "0x0",
      gasLimit: gas,
      nonce: Number(nonce),
    });
    return rpc.text("eth_sendRawTransaction", [signed]);
  }
}

/** Reads the node's own log until it says that it listens. */
function listens(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = "";
    const timer = setTimeout(() => reject(new Error(`the node did not listen: ${log}`)), startMilliseconds);
    child.stderr?.on("data", (chunk: Buffer) => {
      log += chunk.toString("utf8");
      if (!log.includes("HTTP server started")) return;
      clearTimeout(timer);
      resolve();
    });
    child.once("exit", (code) => reject(new Error(`the node ended with code ${code}: ${log}`)));
  });
}
