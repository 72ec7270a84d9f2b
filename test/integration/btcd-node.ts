import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseExactJson, readExactNumber } from "@tributary/chain-kit";
import { freePort } from "./free-port.ts";

/** A real btcd of its own simulation network on 127.0.0.1, with an index of transactions. */
export interface BtcdNode {
  /** With user and password. */
  readonly url: string;
  /** The result; numbers as the text that stood there. Throws the node's own error. */
  readonly ask: (method: string, ...parameters: readonly unknown[]) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

const startMilliseconds = 30_000;
const [user, password] = ["tributary", "worth-nothing"];

/** `minedTo` is the address that blocks pay. */
export async function startBtcd(path: string, minedTo: string): Promise<BtcdNode> {
  const folder = await mkdtemp(join(tmpdir(), "btcd-"));
  const [rpcPort, peerPort] = [await freePort(), await freePort()];
  const flags = [
    "--simnet",
    "--txindex",
    "--notls",
    `--datadir=${folder}`,
    `--logdir=${folder}`,
    `--configfile=${join(folder, "none.conf")}`,
    `--rpclisten=127.0.0.1:${rpcPort}`,
    `--listen=127.0.0.1:${peerPort}`,
    `--rpcuser=${user}`,
    `--rpcpass=${password}`,
    `--miningaddr=${minedTo}`,
  ];
  const child = spawn(path, flags, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, HOME: folder } });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await listens(child);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://${user}:${password}@127.0.0.1:${rpcPort}`,
    ask: (method, ...parameters) => askNode(rpcPort, { method, parameters }),
    stop,
  };
}

async function askNode(port: number, call: { method: string; parameters: readonly unknown[] }): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` },
    body: JSON.stringify({ jsonrpc: "1.0", id: 1, method: call.method, params: call.parameters }),
  });
  const answer = field(parseExactJson(await response.text()));
  if (answer["error"] !== null) throw new Error(`${call.method}: ${String(field(answer["error"])["message"])}`);
  return answer["result"];
}

/** An object's fields, or none. */
export function field(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** Satoshis of an amount as the node writes it, `0.0001` or `1e-05`. */
export function satoshis(value: unknown): bigint {
  const [mantissa = "", exponent = "0"] = (readExactNumber(value) ?? "").toLowerCase().split("e");
  const [units = "", fraction = ""] = mantissa.split(".");
  const shift = 8 + Number(exponent) - fraction.length;
  const digits = BigInt(`${units}${fraction}`);
  return shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
}

function listens(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = "";
    const timer = setTimeout(() => reject(new Error(`the node did not listen: ${log}`)), startMilliseconds);
    const read = (chunk: Buffer): void => {
      log += chunk.toString("utf8");
      if (!log.includes("RPC server listening")) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`the node ended with code ${code}: ${log}`)));
  });
}
