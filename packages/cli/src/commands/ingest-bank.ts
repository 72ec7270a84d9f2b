import { fail } from "@tributary/domain";
import type { IngestReport } from "@tributary/pipeline-kit";
import type { Command } from "commander";
import { addFormatOptions, type FormatOptions, loadFormat, readAnswerPath } from "../bank-formats.ts";
import type { IngestCall } from "../ingest-call.ts";
import { addIngest, type IngestOptions, runSubmission } from "../ingest-command.ts";
import type { Register } from "../register.ts";
import { writeAnswerFiles } from "./check.ts";

interface BankOptions extends IngestOptions, FormatOptions {
  readonly submitter: string;
  readonly revision?: bigint;
  readonly answer?: readonly string[];
}

/** `ingest str` and `ingest payments`: what banks send. Both read every format; the names say what the files are for. */
export function addBankIngests(parent: Command, register: Register): void {
  addBankIngest(parent, register, {
    usage: "str <files...>",
    description: "Suspicious transaction reports: goAML 4.0 and 5.0.x, FinCEN SAR and CTR, FINTRAC STR.",
    example: "tributary ingest str fixtures/bank/gh-5.0.1-str.xml --profile goaml-gh --submitter reporting-entity-01",
  });
  addBankIngest(parent, register, {
    usage: "payments <files...>",
    description: "Payment and account data: ISO 20022, SWIFT MT, IVMS101, and with --map a bank's own CSV or XLSX.",
    example:
      "tributary ingest payments fixtures/bank/table/statement.csv --map fixtures/bank/table/statement.yaml --submitter bank-01",
  });
}

function addBankIngest(parent: Command, register: Register, command: Parameters<typeof addIngest>[1]): void {
  addFormatOptions(addIngest(parent, command).requiredOption("--submitter <name>", "who submitted the files"))
    .option("--revision <number>", "2, 3, … where the files amend what was sent before under the same reference", readRevision)
    .option("--answer <files...>", "write the answer to the sender as .json, .csv or .html", readAnswerPath)
    .action((paths: string[], options: BankOptions) =>
      runSubmission(register, options, (call) => ingestBank(call, paths, options)),
    );
}

async function ingestBank(call: IngestCall, paths: readonly string[], options: BankOptions): Promise<readonly IngestReport[]> {
  const { answerIngest, ingestSubmissions } = await import("@tributary/bank-kit");
  const format = await loadFormat(options);
  const { submitter, revision, answer = [] } = options;
  const reports = await ingestSubmissions({ ...call, paths, submitter, versionNumber: revision }, format);
  const answers = reports.map((report) => answerIngest(report, { submitter, profile: format.profile }));
  await writeAnswerFiles(answers, answer);
  return reports;
}

function readRevision(text: string): bigint {
  return /^[1-9][0-9]{0,5}$/.test(text)
    ? BigInt(text)
    : fail("USAGE", { found: `revision "${text}"`, expected: "a number from 1 on; 2 is the first amendment" });
}
