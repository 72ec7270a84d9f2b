import { exitCodes } from "../exit-code.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";

interface VerifyOptions extends CommonOptions {
  readonly root?: string;
}

export function addVerifyCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "verify <bundle>",
    description: "Check a sealed bundle offline: every digest, then recompute every output and name the first difference.",
    example: "tributary verify ./CASE-2026-001 --root 4f2c…",
  })
    .option("--root <digest>", "the root digest that was printed when the case was sealed")
    .action(async (bundle: string, options: VerifyOptions) => {
      const { verifyBundle } = await import("@tributary/engine");
      const talk = talkOf(options);
      const verdict = await verifyBundle(bundle, options.root === undefined ? {} : { root: options.root });
      talk.result(
        verdict,
        verdict.isIntact ? `intact: ${bundle}\nroot digest: ${verdict.rootDigest}` : verdict.differences.join("\n"),
      );
      setExitCode(verdict.isIntact ? exitCodes.ok : exitCodes.integrity);
    });
}
