import { exitCodes } from "../exit-code.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

export function addDoctorCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "doctor",
    description: "Say what this machine and the store are, and what waits for attention.",
    example: "tributary doctor",
  }).action(async (options: CommonOptions) => {
    const { examineStore } = await import("@tributary/engine");
    const report = await withStore({ ...options, mode: "read" }, (store) => examineStore(store));
    const lines = [
      ...report.facts.map((fact) => `${fact.name.padEnd(34)} ${fact.value}`),
      ...report.checks.map(
        (check) => `${check.name.padEnd(34)} ${check.violations === 0 ? "holds" : `broken by ${check.violations} rows`}`,
      ),
      ...report.contradictions.map((contradiction) => `  ${contradiction}`),
      ...report.quarantine.map((finding) => `  ${finding}`),
    ];
    talkOf(options).result(report, lines.join("\n"));
    const attention = report.needsAttention ? exitCodes.incomplete : exitCodes.ok;
    setExitCode(report.isDamaged ? exitCodes.integrity : attention);
  });
}
