import { fail } from "@tributary/domain";
import { ingestTags } from "@tributary/pipeline-attribution";
import { ingestStr } from "@tributary/pipeline-bank-str";
import { ingestEvm } from "@tributary/pipeline-chain-evm";
import { ingestCompounds } from "@tributary/pipeline-compounds";
import type { AcknowledgedBatch, IngestProgress, IngestReport, Store } from "@tributary/pipeline-kit";
import { ingestConversions, ingestTransfers } from "@tributary/pipeline-transfer-table";
import type { Command } from "commander";
import { ingestDocument, ingestExitCode, ingestText, progressText } from "../ingest-summary.ts";
import { interruptedSignal } from "../interrupt.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import type { Talk } from "../talk.ts";
import { withStore } from "../with-store.ts";

/** What every pipeline is given. */
export interface IngestCall {
  readonly store: Store;
  readonly onProgress: (progress: IngestProgress) => void;
  readonly onAcknowledged: (batch: AcknowledgedBatch) => void;
  readonly signal: AbortSignal;
}

type RunPipeline = (call: IngestCall) => Promise<readonly IngestReport[]>;

export function addIngestCommands(register: Register): void {
  const parent = register.program
    .command("ingest")
    .description("Read a source into the ledger; resumes where it stopped, twice changes nothing.");
  addTransfers(parent, register);
  addConversions(parent, register);
  addEvm(parent, register);
  addStr(parent, register);
  addTags(parent, register);
  addCompounds(parent, register);
}

async function runIngest(register: Register, options: CommonOptions, pipeline: RunPipeline): Promise<void> {
  const talk = talkOf(options);
  const reports = await withStore({ ...options, mode: "write", create: true }, (store) => pipeline(ingestCall(store, talk)));
  talk.result(ingestDocument(reports), ingestText(reports));
  register.setExitCode(ingestExitCode(reports));
}

/** What a pipeline needs, with progress on stderr. */
export function ingestCall(store: Store, talk: Talk): IngestCall {
  return {
    store,
    onProgress: (progress) => talk.progress(progressText(progress)),
    onAcknowledged: reportAcknowledged,
    signal: interruptedSignal(),
  };
}

/** With TRIBUTARY_ACKNOWLEDGED=1 each durable batch is a line of JSON on stderr, for those who watch an import from outside. */
function reportAcknowledged(batch: AcknowledgedBatch): void {
  if (process.env["TRIBUTARY_ACKNOWLEDGED"] !== "1") return;
  const line = { batch: batch.batch, itemsAcknowledged: batch.itemsAcknowledged.toString(), isDone: batch.isDone };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

function addTransfers(parent: Command, register: Register): void {
  addCommand(parent, {
    usage: "transfers <files...>",
    description: "Transfer tables: CSV, gzip-compressed CSV, Parquet, Arrow IPC; with --map any other CSV.",
    example: "tributary ingest transfers fixtures/demo/transfers/bank-extract.csv",
  })
    .option("--map <map.yaml>", "how the columns of another CSV are read")
    .option("--source <name>", "name of the source, for ids that repeat between sources")
    .action((paths: string[], options: CommonOptions & { readonly map?: string; readonly source?: string }) =>
      runIngest(register, options, (call) => ingestTransfers({ ...call, paths, mapPath: options.map, source: options.source })),
    );
}

function addConversions(parent: Command, register: Register): void {
  addCommand(parent, {
    usage: "conversions <files...>",
    description: "Conversion tables: documented exchanges of one asset for another.",
    example: "tributary ingest conversions fixtures/demo/conversions.csv",
  }).action((paths: string[], options: CommonOptions) =>
    runIngest(register, options, (call) => ingestConversions({ ...call, paths })),
  );
}

interface EvmOptions extends CommonOptions {
  readonly rpc: string;
  readonly from: bigint;
  readonly to: bigint;
  readonly token?: string[];
}

function addEvm(parent: Command, register: Register): void {
  addCommand(parent, {
    usage: "evm",
    description: "Blocks, receipts and logs of an EVM chain over JSON-RPC: native transfers, fees, ERC-20.",
    example: "tributary ingest evm --rpc http://127.0.0.1:8545 --from 0 --to 100",
  })
    .requiredOption("--rpc <url>", "the endpoint; nothing else is contacted")
    .requiredOption("--from <block>", "first block", readBlock)
    .requiredOption("--to <block>", "last block", readBlock)
    .option("--token <address...>", "only these ERC-20 contracts; default: all")
    .action((options: EvmOptions) =>
      runIngest(register, options, async (call) => [
        await ingestEvm({ ...call, rpcUrl: options.rpc, from: options.from, to: options.to, tokens: options.token }),
      ]),
    );
}

function readBlock(text: string): bigint {
  return /^[0-9]{1,18}$/.test(text)
    ? BigInt(text)
    : fail("USAGE", { found: `block "${text}"`, expected: "a block number, for example 17395810" });
}

interface StrOptions extends CommonOptions {
  readonly profile: string;
  readonly submitter: string;
}

function addStr(parent: Command, register: Register): void {
  addCommand(parent, {
    usage: "str <files...>",
    description: "Suspicious transaction reports in goAML 4.0 and 5.0.x.",
    example: "tributary ingest str fixtures/bank/gh-5.0.1-str.xml --profile goaml-gh --submitter reporting-entity-01",
  })
    .requiredOption("--profile <profile>", "national edition: goaml-base, goaml-ae, goaml-lk-1.1.4, goaml-lk-2.0, goaml-gh")
    .requiredOption("--submitter <name>", "who submitted the files")
    .action((paths: string[], options: StrOptions) =>
      runIngest(register, options, (call) =>
        ingestStr({ ...call, paths, profile: options.profile, submitter: options.submitter }),
      ),
    );
}

function addTags(parent: Command, register: Register): void {
  addCommand(parent, {
    usage: "tags <files...>",
    description: "GraphSense TagPacks (YAML): sourced claims about accounts.",
    example: "tributary ingest tags fixtures/demo/tags/services.yaml",
  }).action((paths: string[], options: CommonOptions) => runIngest(register, options, (call) => ingestTags({ ...call, paths })));
}

function addCompounds(parent: Command, register: Register): void {
  addCommand(parent, {
    usage: "compounds <files...>",
    description: "Compounds with stated country, points, clusters, and links with evidence.",
    example: "tributary ingest compounds fixtures/demo/compounds.yaml",
  }).action((paths: string[], options: CommonOptions) =>
    runIngest(register, options, (call) => ingestCompounds({ ...call, paths })),
  );
}
