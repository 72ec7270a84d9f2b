import { Command } from "commander";
import { addCaseCommands } from "./commands/case.ts";
import { addChainCommands } from "./commands/chain.ts";
import { addChainsCommand } from "./commands/chains.ts";
import { addChangesCommand } from "./commands/changes.ts";
import { addCheckCommand } from "./commands/check.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addExportCommands } from "./commands/export.ts";
import { addFlowsCommand } from "./commands/flows.ts";
import { addIndexCommands } from "./commands/index-command.ts";
import { addIngestCommands } from "./commands/ingest.ts";
import { addInitCommand } from "./commands/init.ts";
import { addLeadsCommand } from "./commands/leads.ts";
import { addMapCommands } from "./commands/map.ts";
import { addPairCommands } from "./commands/pair.ts";
import { addLayersCommand, addPathsCommand } from "./commands/paths.ts";
import { addPeopleCommands } from "./commands/people.ts";
import { addReportCommands } from "./commands/reports.ts";
import { addSensitivityCommand } from "./commands/sensitivity.ts";
import { addTraceCommand } from "./commands/trace.ts";
import { addVerifyCommand } from "./commands/verify.ts";
import { exitCodes } from "./exit-code.ts";
import { interruptedSignal } from "./interrupt.ts";
import { describeFailure, withoutAddresses } from "./report-failure.ts";
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
    const { text, exitCode: failedCode } = describeFailure(error);
    if (text !== "") process.stderr.write(`${text}\n`);
    return failedCode;
  }
}

function createProgram(setExitCode: (code: number) => void): Command {
  const program = new Command("tributary")
    .description("Follow the money from a victim to a compound, and be able to prove every unit of it.")
    .version(applicationVersion())
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(withoutAddresses(text)) })
    .showHelpAfterError("(add --help for an example that works)")
    .addHelpText("after", mainHelp);
  const register = { program, setExitCode };
  addInitCommand(register);
  addIngestCommands(register);
  addCheckCommand(register);
  addChainCommands(register);
  addChainsCommand(register);
  addReportCommands(register);
  addMapCommands(register);
  addPeopleCommands(register);
  addPairCommands(register);
  addIndexCommands(register);
  addTraceCommand(register);
  addChangesCommand(register);
  addFlowsCommand(register);
  addPathsCommand(register);
  addLayersCommand(register);
  addLeadsCommand(register);
  addSensitivityCommand(register);
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
