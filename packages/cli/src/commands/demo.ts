import { exitCodes } from "../exit-code.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";

interface DemoOptions extends CommonOptions {
  readonly out: string;
}

export function addDemoCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "demo",
    description: "Run a made but realistic case, from raw reports and a recorded chain to the sealed case file.",
    example: "tributary demo --out ./demo-out",
  })
    .option("--out <dir>", "folder for the demo's store and case file; one that an earlier demo made is replaced", "./demo-out")
    .action(async (options: DemoOptions) => {
      const { runDemo } = await import("../run-demo.ts");
      const isSealed = await runDemo(options.out, talkOf(options));
      setExitCode(isSealed ? exitCodes.ok : exitCodes.integrity);
    });
}
