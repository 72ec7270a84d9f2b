import type { WithdrawalOutcome } from "@tributary/bank-kit";
import { fail, formatInstant, showFound } from "@tributary/domain";
import type { ReportLife } from "@tributary/engine";
import type { WriteResult } from "@tributary/pipeline-goaml";
import type { Command } from "commander";
import { exitCodes } from "../exit-code.ts";
import { findingLines } from "../finding-lines.ts";
import { textCounts } from "../ingest-summary.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { readStatedTime, readTimeOfKnowing } from "../stated-time.ts";
import { withStore } from "../with-store.ts";

/** `reports`: what was submitted, in which versions, and what became of it. Everything here needs the store's key. */
export function addReportCommands(register: Register): void {
  const parent = register.program
    .command("reports")
    .description("What was submitted: versions, withdrawals, what was known when.");
  addList(parent);
  addWithdraw(parent);
  addWrite(parent, register);
}

function addList(parent: Command): void {
  addCommand(parent, {
    usage: "list",
    description: "Every version of every report with its status and times; or what stood on a day.",
    example: "tributary reports list --known-on 2026-03-01",
  })
    .option("--known-on <day>", "only what stood by what had been received up to that time, or by the end of that day in UTC")
    .action(async (options: CommonOptions & { readonly knownOn?: string }) => {
      const { listReports } = await import("@tributary/engine");
      const at = options.knownOn === undefined ? null : readTimeOfKnowing(options.knownOn);
      const reports = await withStore({ ...options, mode: "read" }, (store) => listReports(store, at));
      talkOf(options).result(
        textCounts({ reports }),
        reports.length === 0 ? (at === null ? "No reports." : "No report stood then.") : reports.map(lifeText).join("\n"),
      );
    });
}

function lifeText(life: ReportLife): string {
  const times: readonly (readonly [string, ReportLife["receivedAt"] | null])[] = [
    ["received", life.receivedAt],
    ["accepted", life.acceptedAt],
    ["superseded", life.supersededAt],
    ["withdrawn", life.withdrawnAt],
  ];
  const stated = times.flatMap(([word, time]) => (time === null ? [] : [`${word} ${formatInstant(time)}`]));
  return [
    `${showFound(life.reference)} of ${life.submitter}, version ${life.number} (${life.profile}): ${life.status}`,
    `  ${life.recordCount} records; ${stated.join(", ")}`,
  ].join("\n");
}

interface WithdrawOptions extends CommonOptions {
  readonly submitter: string;
  readonly author: string;
  readonly reason: string;
  readonly upTo?: string;
  readonly at?: string;
}

function addWithdraw(parent: Command): void {
  addCommand(parent, {
    usage: "withdraw <reference>",
    description: "Take a report back. Its transfers leave the ledger; that it was received stays on record.",
    example: 'tributary reports withdraw FIX-GH-2025-001 --submitter bank-01 --author "Officer 77" --reason "sent twice"',
  })
    .requiredOption("--submitter <name>", "who submitted it")
    .requiredOption("--author <name>", "who withdraws it")
    .requiredOption("--reason <words>", "why")
    .option(
      "--up-to <number>",
      "the last version that is withdrawn; default the last received; all: every one, whenever it comes",
    )
    .option("--at <time>", "when it was withdrawn, with its offset; default now")
    .action(async (reference: string, options: WithdrawOptions) => {
      const { lastVersionReceived, withdrawReport } = await import("@tributary/bank-kit");
      const { submitter, author, reason } = options;
      const report = { submitter, reference };
      const stated = options.upTo === undefined ? undefined : options.upTo === "all" ? null : readVersion(options.upTo);
      const madeAt = readStatedTime(options.at);
      const result = await withStore({ ...options, mode: "write" }, async (store) => {
        const upTo = stated === undefined ? await lastVersionReceived(store, report) : stated;
        return withdrawReport(store, { ...report, upTo, author, reason, madeAt });
      });
      talkOf(options).result(textCounts(result), withdrawalText(result, `${showFound(reference)} of ${submitter}`));
    });
}

function withdrawalText({ isReportKnown, withdrawnVersions }: WithdrawalOutcome, report: string): string {
  return isReportKnown
    ? `Withdrawn: ${report}, ${withdrawnVersions.length === 0 ? "no version up to that number has been received" : `versions ${withdrawnVersions.join(", ")}`}`
    : `Kept for later: no report ${report} has been received; look whether reference and submitter are right.`;
}

function readVersion(text: string): bigint {
  return /^[1-9][0-9]{0,5}$/.test(text)
    ? BigInt(text)
    : fail("USAGE", { found: `version "${text}"`, expected: "a number from 1 on" });
}

interface WriteOptions extends CommonOptions {
  readonly submitter?: string;
  readonly reference?: string;
  readonly tables?: string;
  readonly profile: string;
  readonly document?: string;
  readonly accept?: readonly string[];
  readonly codes?: readonly string[];
  readonly zoneOffset?: string;
  readonly lowestSupported?: string;
  readonly partial?: true;
  readonly out: string;
}

function addWrite(parent: Command, { setExitCode }: Register): void {
  addCommand(parent, {
    usage: "write",
    description: "Write a goAML file: from a bank's tables, or a stored report again, in the order of a national edition.",
    example: "tributary reports write --tables fixtures/bank/goaml-tables/gh-payments --profile goaml-gh --out report.xml",
  })
    .option("--tables <folder>", "header.yaml, transfers.csv, parties.csv, accounts.csv, … (pipelines/goaml/WRITING.md)")
    .option("--submitter <name>", "of a stored report")
    .option("--reference <reference>", "of a stored report")
    .requiredOption("--profile <profile>", "the edition to write")
    .option("--document <kind>", "report or reportdata", "report")
    .option("--accept <losses...>", "what may be lost in the other edition, as the findings name it")
    .option("--codes <pairs...>", "codes of the other edition for codes that have no word: role:A=PAH")
    .option("--zone-offset <offset>", "offset of times that state none, where the stored report's profile has no zone")
    .option("--lowest-supported <version>", "software version of the FIU: newer elements are left out, and named")
    .option("--partial", "leave out transfers with errors instead of writing nothing")
    .requiredOption("--out <file>", "the file to write; it must not be there yet")
    .action(async (options: WriteOptions) => {
      const talk = talkOf(options);
      const { answerFinding } = await import("@tributary/bank-kit");
      const result = await writeReport(options);
      const lines = [
        result.file === null
          ? "Nothing was written."
          : `${result.transactions} transactions in ${options.out}, SHA-256 ${result.file.sha256}`,
        ...result.findings.flatMap((finding) => findingLines(answerFinding(finding), talk.width)),
      ];
      talk.result(textCounts(result), lines.join("\n"));
      setExitCode(result.file === null ? exitCodes.failure : result.leftOut > 0n ? exitCodes.incomplete : exitCodes.ok);
    });
}

async function writeReport(options: WriteOptions): Promise<WriteResult> {
  const { compareRecordPaths, leavesOfRecord, writeStoredReport, writeTables } = await import("@tributary/pipeline-goaml");
  const { tables, submitter, reference, profile, out: output, lowestSupported, accept } = options;
  if (tables !== undefined) {
    const document = readDocument(options.document);
    return writeTables({ folder: tables, output, profile, document, lowestSupported, isPartial: options.partial === true });
  }
  if (submitter === undefined || reference === undefined)
    return fail("USAGE", { found: "neither --tables nor --submitter and --reference", expected: "what to write" });
  const { openStoredReport } = await import("@tributary/engine");
  return withStore({ ...options, mode: "read" }, async (store) => {
    const stored = await openStoredReport(store, { submitter, reference });
    if (stored.format !== "goaml")
      fail("REQUEST_INVALID", { found: `a report of format ${stored.format}`, expected: "one that was read as goAML" });
    const records = [...stored.records].sort((a, b) => compareRecordPaths(a.path, b.path));
    async function* leaves(): AsyncGenerator<ReturnType<typeof leavesOfRecord>[number], void, undefined> {
      for await (const record of stored.read(records)) yield* leavesOfRecord(record);
    }
    const { zoneOffset } = options;
    const codes = readCodes(options.codes ?? []);
    const [from, to] = [stored.profile, profile];
    return writeStoredReport({ leaves, name: reference, from, to, output, lowestSupported, accept, codes, zoneOffset });
  });
}

function readDocument(text: string | undefined): "report" | "reportdata" {
  if (text === "report" || text === "reportdata") return text;
  return fail("USAGE", { found: `document "${text}"`, expected: "report or reportdata" });
}

function readCodes(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const [, from, to] = /^([^:=]+:[^=]+)=(.+)$/.exec(pair) ?? [];
      if (from === undefined || to === undefined)
        return fail("USAGE", { found: `codes "${pair}"`, expected: "element, code and the other edition's code: role:A=PAH" });
      return [from, to];
    }),
  );
}
