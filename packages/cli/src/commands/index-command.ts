import type { IndexBuilt, IndexReport, IndexStanding } from "@tributary/engine";
import type { Command } from "commander";
import { exitCodes } from "../exit-code.ts";
import { readCount } from "../number-option.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

interface BuildOptions extends CommonOptions {
  readonly keep: string;
  readonly whole?: true;
}

export function addIndexCommands({ program, setExitCode }: Register): void {
  const parent = program
    .command("index")
    .description("Keep a snapshot of the ledger in the form in which traces read it fastest.");
  addBuild(parent);
  addStatus(parent);
  addVerify(parent, setExitCode);
}

function addBuild(parent: Command): void {
  addCommand(parent, {
    usage: "build",
    description: "Bring the snapshot up to the ledger: add what came after its end, build anew what changed before.",
    example: "tributary index build",
  })
    .option("--keep <n>", "snapshots that stay, the new one among them", "2")
    .option("--whole", "build all of it anew")
    .action(async (options: BuildOptions) => {
      const { buildFlowIndex } = await import("@tributary/engine");
      const talk = talkOf(options);
      const keep = readCount("--keep", options.keep);
      const built = await withStore({ ...options, mode: "read" }, (store) =>
        buildFlowIndex(store, {
          keep,
          isWhole: options.whole === true,
          onProgress: (done, total) => talk.progress(`${done} of ${total} transfers`),
        }),
      );
      talk.result(built, buildLines(built).join("\n"));
    });
}

function buildLines(built: IndexBuilt): readonly string[] {
  const kept = `${built.segmentsKept} of ${built.segments} segments stayed as they were`;
  const told = { fresh: "The index is of the ledger as it is.", appended: `Added: ${kept}.`, built: "Built whole." }[
    built.outcome
  ];
  const reason = built.reason === "" ? [] : [`Why: ${built.reason}.`];
  const removed = built.snapshotsRemoved === 0 ? [] : [`Older snapshots removed: ${built.snapshotsRemoved}.`];
  return [told, ...reason, ...reportLines(built), ...removed];
}

function reportLines(report: IndexReport): readonly string[] {
  return [
    `${report.transfers} transfers that move something, ${report.accounts} accounts, ${report.holdings} holdings, ${report.segments} segments, ${report.bytes} bytes`,
    report.directory,
  ];
}

function addStatus(parent: Command): void {
  addCommand(parent, {
    usage: "status",
    description: "Whether the snapshot is of the ledger as it is.",
    example: "tributary index status",
  }).action(async (options: CommonOptions) => {
    const { flowIndexStatus } = await import("@tributary/engine");
    const status = await withStore({ ...options, mode: "read" }, flowIndexStatus);
    talkOf(options).result(status, statusLines(status).join("\n"));
  });
}

function statusLines(status: IndexStanding): readonly string[] {
  if (status.condition === "fresh") return ["fresh: questions are answered from it", ...reportLines(status)];
  return [`${status.condition}: ${status.reason}`, "Questions are answered from the store. Build with: tributary index build"];
}

function addVerify(parent: Command, setExitCode: Register["setExitCode"]): void {
  addCommand(parent, {
    usage: "verify",
    description: "Hold the snapshot to its digests, and every row of it to the ledger.",
    example: "tributary index verify",
  }).action(async (options: CommonOptions) => {
    const { verifyFlowIndex } = await import("@tributary/engine");
    const verdict = await withStore({ ...options, mode: "read" }, verifyFlowIndex);
    const told = verdict.isIntact ? [`intact, and what the ledger says: ${verdict.directory}`] : verdict.differences;
    talkOf(options).result(verdict, told.join("\n"));
    setExitCode(verdict.isIntact ? exitCodes.ok : exitCodes.integrity);
  });
}
