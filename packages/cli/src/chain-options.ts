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
  readonly files?: string;
  readonly firstHeight?: bigint;
  readonly prevouts?: "believe" | "prove";
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
    what: "Bitcoin over a node's JSON-RPC, or from its block files: outpoints, transactions, fees, coinbase",
    port: 8332,
    open: async (options, signal, accounts) => {
      const { openBitcoinSource, openBlockFiles } = await import("@tributary/pipeline-chain-utxo");
      if (options.files !== undefined) return openBlockFiles({ ...filesOf(options), accounts });
      if (options.firstHeight !== undefined)
        fail("USAGE", { found: "--first-height without --files", expected: "--first-height with a folder of block files" });
      return openBitcoinSource({ ...endpointsOf(options, signal), accounts, prevouts: options.prevouts });
    },
  },
];

interface Endpoints {
  readonly urls: readonly string[];
  readonly quorum: number;
  readonly finality: FinalityRule | undefined;
  readonly signal: AbortSignal;
}

interface BlockFolder {
  readonly directory: string;
  readonly firstHeight: bigint | undefined;
  readonly finality: FinalityRule | undefined;
}

/** Files are read without a network: what only endpoints can do is refused, not ignored. */
function filesOf({ files: directory = "", firstHeight, finalDepth, ...endpoints }: ChainOptions): BlockFolder {
  const given = endpoints.rpc !== undefined ? "--rpc" : endpoints.quorum !== 1 ? "--quorum" : endpoints.prevouts && "--prevouts";
  if (given !== undefined)
    fail("USAGE", {
      found: `--files with ${given}`,
      expected: "either a folder of block files, or endpoints with a quorum and with --prevouts",
    });
  return { directory, firstHeight, finality: depthOf(finalDepth) };
}

function depthOf(blocks: bigint | undefined): FinalityRule | undefined {
  return blocks === undefined ? undefined : { kind: "depth", blocks };
}

function endpointsOf({ rpc, quorum, finalDepth }: ChainOptions, signal: AbortSignal): Endpoints {
  const urls = rpc ?? (process.env["TRIBUTARY_RPC"] ?? "").split(/\s+/).filter((url) => url !== "");
  if (urls.length === 0)
    fail("USAGE", { found: "no endpoint", expected: "--rpc URL, or the endpoints in TRIBUTARY_RPC, separated by spaces" });
  return { urls, quorum, finality: depthOf(finalDepth), signal };
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
  if (name === "bitcoin")
    command
      .option("--files <dir>", "a node's own `blocks` folder, or a folder of files with one block in hex a line; no network")
      .option(
        "--first-height <block>",
        "with --files: height of the first block there, where it is not the genesis block",
        readBlock,
      )
      .option("--prevouts <mode>", "prove: ask for what each input spends and hash it; believe: faster, unproven", readPrevouts);
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

function readPrevouts(text: string): "believe" | "prove" {
  return text === "believe" || text === "prove"
    ? text
    : fail("USAGE", { found: `prevouts "${text}"`, expected: "believe or prove" });
}
