import type { Command } from "commander";
import { addIngest, type IngestOptions, runIngest } from "../ingest-command.ts";
import type { Register } from "../register.ts";
import { addChainIngests } from "./chain.ts";
import { addBankIngests } from "./ingest-bank.ts";

export function addIngestCommands(register: Register): void {
  const parent = register.program
    .command("ingest")
    .description("Read a source into the ledger; resumes where it stopped, twice changes nothing.");
  addTransfers(parent, register);
  addConversions(parent, register);
  addChainIngests(parent, register);
  addBankIngests(parent, register);
  addTags(parent, register);
  addCompounds(parent, register);
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
