import { formatFinding, TributaryError } from "@tributary/domain";
import { Command, CommanderError } from "commander";
import { addCaseCommands } from "./commands/case.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addExportCommands } from "./commands/export.ts";
import { addFlowsCommand } from "./commands/flows.ts";
import { addIngestCommands } from "./commands/ingest.ts";
import { addInitCommand } from "./commands/init.ts";
import { addTraceCommand } from "./commands/trace.ts";
import { addVerifyCommand } from "./commands/verify.ts";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { interruptedSignal } from "./interrupt.ts";
import { applicationVersion } from "./version.ts";

/** Runs one command. Returns its exit code; never throws. */
export async function main(parameters: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...parameters], { from: "user" });
    return interruptedSignal().aborted ? exitCodes.interrupted : exitCode;
  } catch (error) {
    return reportError(error);
  }
}

function createProgram(setExitCode: (code: number) => void): Command {
  const program = new Command("tributary")
    .description("Follow the money from a victim to a compound, and be able to prove every unit of it.")
    .version(applicationVersion())
    .exitOverride()
    .showHelpAfterError("(add --help for an example that works)")
    .addHelpText("after", mainHelp);
  const register = { program, setExitCode };
  addInitCommand(register);
  addIngestCommands(register);
  addTraceCommand(register);
  addFlowsCommand(register);
  addExportCommands(register);
  addCaseCommands(register);
  addVerifyCommand(register);
  addDemoCommand(register);
  addDoctorCommand(register);
  return program;
}

const mainHelp = `
Example, from nothing to an answer:
  tributary init
  tributary ingest transfers fixtures/demo/transfers/bank-extract.csv
  tributary export transfers --out ledger.csv

Exit codes: 0 ok; 1 failure; 2 usage; 3 done but incomplete; 4 integrity check failed; 5 store busy;
6 not permitted; 7 source unavailable; 8 chain reorganised deeper than finality; 130 interrupted.`;

function reportError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof TributaryError) {
    process.stderr.write(`${formatFinding(error.finding)}\n`);
    return exitCodeOf(error.kind, error.code);
  }
  process.stderr.write(
    `Tributary failed, and this is its own mistake: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return exitCodes.failure;
}
