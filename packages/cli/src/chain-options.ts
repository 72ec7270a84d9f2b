import type { ChainSource, FinalityRule } from "@tributary/chain-kit";
import { fail } from "@tributary/domain";
import type { Command } from "commander";
import type { CommonOptions } from "./register.ts";

/** Options of every command that reads a chain. */
export interface ChainOptions extends CommonOptions {
  readonly rpc?: readonly string[];
  readonly quorum: number;
  readonly finalDepth?: bigint;
  readonly batch?: number;
  readonly token?: readonly string[];
  readonly traces?: "auto" | "require" | "off";
  readonly senders?: "recover" | "believe";
}

export interface ChainKind {
  readonly name: "evm" | "tron" | "bitcoin";
  readonly what: string;
  readonly port: number;
  readonly open: (options: ChainOptions, signal: AbortSignal, accounts?: readonly string[]) => Promise<ChainSource>;
}

/** The chains by their command's name; each is loaded when it is asked for. */
export const chainKinds: readonly ChainKind[] = [
  {
    name: "evm",
    what: "an EVM chain over JSON-RPC: native, internal and token transfers, fees, swaps",
    port: 8545,
    open: async (options, signal, accounts) => {
      const { openEvmSource } = await import("@tributary/pipeline-chain-evm");
      const { token: tokens, traces, senders } = options;
      return openEvmSource({ ...endpointsOf(options, signal), tokens, traces, senders, accounts });
    },
  },
  {
    name: "tron",
    what: "TRON over a java-tron node's HTTP API: TRX, TRC-10, TRC-20, internal transactions, fees",
    port: 8090,
    open: async (options, signal, accounts) => {
      const { openTronSource } = await import("@tributary/pipeline-chain-tron");
      return openTronSource({ ...endpointsOf(options, signal), traces: options.traces, accounts });
    },
  },
  {
    name: "bitcoin",
    what: "Bitcoin over a node's JSON-RPC: outpoints, transactions, fees, coinbase",
    port: 8332,
    open: async (options, signal, accounts) => {
      const { openBitcoinSource } = await import("@tributary/pipeline-chain-utxo");
      return openBitcoinSource({ ...endpointsOf(options, signal), accounts });
    },
  },
];

interface Endpoints {
  readonly urls: readonly string[];
  readonly quorum: number;
  readonly finality: FinalityRule | undefined;
  readonly signal: AbortSignal;
}

function endpointsOf({ rpc, quorum, finalDepth }: ChainOptions, signal: AbortSignal): Endpoints {
  const urls = rpc ?? (process.env["TRIBUTARY_RPC"] ?? "").split(/\s+/).filter((url) => url !== "");
  if (urls.length === 0)
    fail("USAGE", { found: "no endpoint", expected: "--rpc URL, or the endpoints in TRIBUTARY_RPC, separated by spaces" });
  return { urls, quorum, finality: finalDepth === undefined ? undefined : { kind: "depth", blocks: finalDepth }, signal };
}

/** Adds the options that `ChainOptions` reads. */
export function addChainOptions(command: Command, { name }: ChainKind): Command {
  command
    .option(
      "--rpc <url...>",
      "endpoints; nothing else is contacted (or TRIBUTARY_RPC, which keeps keys out of the list of processes)",
    )
    .option("--quorum <count>", "endpoints that must give the same answer", readCount, 1)
    .option("--final-depth <blocks>", "blocks under the head that are final, for a chain without a known rule", readBlock)
    .option("--batch <records>", "records that one durable batch takes", readCount);
  if (name !== "bitcoin") command.option("--traces <mode>", "value moved inside contracts: auto, require or off", readTraces);
  if (name === "evm")
    command
      .option("--token <address...>", "only these ERC-20 contracts; default: all")
      .option("--senders <mode>", "recover: prove each sender by its signature; believe: faster, unproven", readSenders);
  return command;
}

/** Reads a block number as typed. */
export function readBlock(text: string): bigint {
  return /^[0-9]{1,18}$/.test(text)
    ? BigInt(text)
    : fail("USAGE", { found: `block "${text}"`, expected: "a block number, for example 17395810" });
}

function readCount(text: string): number {
  return /^[1-9][0-9]{0,5}$/.test(text)
    ? Number(text)
    : fail("USAGE", { found: `"${text}"`, expected: "a whole number, 1 to 999999" });
}

function readTraces(text: string): "auto" | "require" | "off" {
  return text === "auto" || text === "require" || text === "off"
    ? text
    : fail("USAGE", { found: `traces "${text}"`, expected: "auto, require or off" });
}

function readSenders(text: string): "recover" | "believe" {
  return text === "recover" || text === "believe"
    ? text
    : fail("USAGE", { found: `senders "${text}"`, expected: "recover or believe" });
}
