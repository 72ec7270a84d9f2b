import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface AnvilOptions {
  /** Seconds of the genesis block's time: fixed, so that two runs give the same chain. */
  readonly genesisSeconds: number;
  /** Of the accounts that hold the genesis balances. */
  readonly mnemonic?: string;
  readonly accountCount?: number;
  readonly chainId?: number;
  /** Mine only when told to by `evm_mine`. */
  readonly isMinedByHand?: boolean;
}

/** A real node of its own chain on 127.0.0.1, at a port that the system chose. */
export interface AnvilNode {
  readonly url: string;
  readonly mnemonic: string;
  /** Ends the node and removes what it wrote. */
  readonly stop: () => Promise<void>;
}

/** Known to everybody and worth nothing. */
const anvilMnemonic = "test test test test test test test test test test test junk";

/** Starts a node; its whole history stays readable. */
export async function startAnvil(options: AnvilOptions): Promise<AnvilNode> {
  const folder = await mkdtemp(join(tmpdir(), "anvil-"));
  const mnemonic = options.mnemonic ?? anvilMnemonic;
  const flags = [
    ["--port", "0"],
    ["--mnemonic", mnemonic],
    ["--accounts", String(options.accountCount ?? 10)],
    ["--chain-id", String(options.chainId ?? 31_337)],
    ["--timestamp", String(options.genesisSeconds)],
    ["--cache-path", folder],
    ["--max-persisted-states", "100000"],
    // Transactions enter a block in the order in which they were sent.
    ["--order", "fifo"],
    ["--no-request-size-limit"],
    options.isMinedByHand === true ? ["--no-mining"] : [],
  ].flat();
  const child = spawn(anvilPath(), flags, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, HOME: folder } });
  const stop = async (): Promise<void> => {
    await endProcess(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { url: `http://127.0.0.1:${await listeningPort(child)}`, mnemonic, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The node itself, not the script that starts it: so it can be ended for certain. */
function anvilPath(): string {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${architecture}/bin/anvil${process.platform === "win32" ? ".exe" : ""}`;
  const starter = createRequire(import.meta.url).resolve("@foundry-rs/anvil/package.json");
  return createRequire(starter).resolve(name);
}

const startMilliseconds = 30_000;

function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(
      () => reject(new Error(`the node did not listen within ${startMilliseconds} ms: ${output}`)),
      startMilliseconds,
    );
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    const read = (chunk: Buffer): void => {
      output += chunk.toString("utf8");
      const port = /Listening on 127\.0\.0\.1:([0-9]+)/.exec(output)?.[1];
      if (port !== undefined) settle(() => resolve(Number(port)));
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", (error) => settle(() => reject(error)));
    child.once("exit", (code) => settle(() => reject(new Error(`the node ended with code ${code}: ${output}`))));
  });
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
