import { fail } from "@tributary/domain";
import type { IngestReport } from "@tributary/pipeline-kit";
import type { Command } from "commander";
import { type IngestCall, ingestCall } from "../ingest-call.ts";
import { ingestDocument, ingestExitCode, ingestText } from "../ingest-summary.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";
import { addChainIngests } from "./chain.ts";

interface IngestOptions extends CommonOptions {
  readonly batch?: number;
}

type RunPipeline = (call: IngestCall) => Promise<readonly IngestReport[]>;

export function addIngestCommands(register: Register): void {
  const parent = register.program
    .command("ingest")
    .description("Read a source into the ledger; resumes where it stopped, twice changes nothing.");
  addTransfers(parent, register);
  addConversions(parent, register);
  addChainIngests(parent, register);
  addStr(parent, register);
  addTags(parent, register);
  addCompounds(parent, register);
}

async function runIngest(register: Register, options: IngestOptions, pipeline: RunPipeline): Promise<void> {
  const talk = talkOf(options);
  const reports = await withStore({ ...options, mode: "write", create: true }, (store) =>
    pipeline(ingestCall(store, talk, options.batch)),
  );
  talk.result(ingestDocument(reports), ingestText(reports));
  register.setExitCode(ingestExitCode(reports));
}

function addIngest(parent: Command, command: { usage: string; description: string; example: string }): Command {
  return addCommand(parent, command).option("--batch <records>", "records that one durable batch takes", readCount);
}

function readCount(text: string): number {
  return /^[1-9][0-9]{0,5}$/.test(text)
    ? Number(text)
    : fail("USAGE", { found: `batch "${text}"`, expected: "a number of records, 1 to 999999" });
}

function addTransfers(parent: Command, register: Register): void {
  addIngest(parent, {
    usage: "transfers <files...>",
    description: "Transfer tables: CSV, gzip-compressed CSV, Parquet, Arrow IPC; with --map any other CSV.",
    example: "tributary ingest transfers fixtures/demo/transfers/bank-extract.csv",
  })
    .option("--map <map.yaml>", "how the columns of another CSV are read")
    .option("--source <name>", "name of the source, for ids that repeat between sources")
    .action((paths: string[], options: IngestOptions & { readonly map?: string; readonly source?: string }) =>
      runIngest(register, options, async (call) => {
        const { ingestTransfers } = await import("@tributary/pipeline-transfer-table");
        return ingestTransfers({ ...call, paths, mapPath: options.map, source: options.source });
      }),
    );
}

function addConversions(parent: Command, register: Register): void {
  addIngest(parent, {
    usage: "conversions <files...>",
    description: "Conversion tables: documented exchanges of one asset for another.",
    example: "tributary ingest conversions fixtures/demo/conversions.csv",
  }).action((paths: string[], options: IngestOptions) =>
    runIngest(register, options, async (call) => {
      const { ingestConversions } = await import("@tributary/pipeline-transfer-table");
      return ingestConversions({ ...call, paths });
    }),
  );
}

interface StrOptions extends IngestOptions {
  readonly profile: string;
  readonly submitter: string;
  readonly zoneOffset?: string;
}

function addStr(parent: Command, register: Register): void {
  addIngest(parent, {
    usage: "str <files...>",
    description: "Suspicious transaction reports in goAML 4.0 and 5.0.x.",
    example: "tributary ingest str fixtures/bank/gh-5.0.1-str.xml --profile goaml-gh --submitter reporting-entity-01",
  })
    .requiredOption("--profile <profile>", "national edition: goaml-base, goaml-ae, goaml-lk-1.1.4, goaml-lk-2.0, goaml-gh")
    .requiredOption("--submitter <name>", "who submitted the files")
    .option("--zone-offset <offset>", "offset of times that state none, for a profile without a zone: +07:00")
    .action((paths: string[], options: StrOptions) =>
      runIngest(register, options, async (call) => {
        const { ingestGoaml } = await import("@tributary/pipeline-goaml");
        const { profile, submitter, zoneOffset } = options;
        return ingestGoaml({ ...call, paths, profile, submitter, zoneOffset });
      }),
    );
}

function addTags(parent: Command, register: Register): void {
  addIngest(parent, {
    usage: "tags <files...>",
    description: "GraphSense TagPacks (YAML): sourced claims about accounts.",
    example: "tributary ingest tags fixtures/demo/tags/services.yaml",
  }).action((paths: string[], options: IngestOptions) =>
    runIngest(register, options, async (call) => {
      const { ingestTags } = await import("@tributary/pipeline-attribution");
      return ingestTags({ ...call, paths });
    }),
  );
}

function addCompounds(parent: Command, register: Register): void {
  addIngest(parent, {
    usage: "compounds <files...>",
    description: "Compounds with stated country, points, clusters, and links with evidence.",
    example: "tributary ingest compounds fixtures/demo/compounds.yaml",
  }).action((paths: string[], options: IngestOptions) =>
    runIngest(register, options, async (call) => {
      const { ingestCompounds } = await import("@tributary/pipeline-compounds");
      return ingestCompounds({ ...call, paths });
    }),
  );
}
