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
    const lines = report.facts.map((fact) => `${fact.name.padEnd(28)} ${fact.value}`);
    talkOf(options).result(report, lines.join("\n"));
    setExitCode(report.needsAttention ? exitCodes.incomplete : exitCodes.ok);
  });
}
