import { fail } from "@tributary/domain";
import type { IngestReport } from "@tributary/pipeline-kit";
import type { Command } from "commander";
import { type IngestCall, ingestCall } from "./ingest-call.ts";
import { ingestDocument, ingestExitCode, ingestText, submissionsText } from "./ingest-summary.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "./register.ts";
import { withStore } from "./with-store.ts";

export interface IngestOptions extends CommonOptions {
  readonly batch?: number;
}

type RunPipeline = (call: IngestCall) => Promise<readonly IngestReport[]>;

/** Runs a pipeline on the store and says what came of it. */
export function runIngest(register: Register, options: IngestOptions, pipeline: RunPipeline): Promise<void> {
  return runTold(register, options, { pipeline, textOf: ingestText });
}

/** The same for what banks send, told as a reporting officer needs it. */
export function runSubmission(register: Register, options: IngestOptions, pipeline: RunPipeline): Promise<void> {
  return runTold(register, options, { pipeline, textOf: submissionsText });
}

interface ToldPipeline {
  readonly pipeline: RunPipeline;
  readonly textOf: (reports: readonly IngestReport[], width: number) => string | Promise<string>;
}

async function runTold(register: Register, options: IngestOptions, { pipeline, textOf }: ToldPipeline): Promise<void> {
  const talk = talkOf(options);
  const reports = await withStore({ ...options, mode: "write", create: true }, (store) =>
    pipeline(ingestCall(store, talk, options.batch)),
  );
  talk.result(ingestDocument(reports), await textOf(reports, talk.width));
  register.setExitCode(ingestExitCode(reports));
}

/** Adds an `ingest` command with the options that all of them have. */
export function addIngest(parent: Command, command: { usage: string; description: string; example: string }): Command {
  return addCommand(parent, command).option("--batch <records>", "records that one durable batch takes", readCount);
}

function readCount(text: string): number {
  return /^[1-9][0-9]{0,5}$/.test(text)
    ? Number(text)
    : fail("USAGE", { found: `batch "${text}"`, expected: "a number of records, 1 to 999999" });
}
