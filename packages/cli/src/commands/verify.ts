import type { Verdict } from "@tributary/engine";
import { exitCodes } from "../exit-code.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";

interface VerifyOptions extends CommonOptions {
  readonly root?: string;
}

const whatIsShown = {
  withRoot: "Every byte is as it was sealed under this root digest, and every figure follows from the inputs in the bundle.",
  withoutRoot:
    "Every file agrees with its digest, and every figure follows from the inputs in the bundle. This does not show that it is the bundle that was sealed: one made anew from other inputs would pass too. Compare the root digest with the one that was handed over apart from the bundle, or give it as --root.",
} as const;

export function addVerifyCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "verify <bundle>",
    description: "Check a sealed bundle offline: every digest, then recompute every output and name the first difference.",
    example: "tributary verify ./CASE-2026-001 --root 4f2c…",
  })
    .option("--root <digest>", "the root digest that was printed when the case was sealed")
    .action(async (bundle: string, options: VerifyOptions) => {
      const { verifyBundle } = await import("@tributary/engine");
      const { wrapText } = await import("@tributary/report");
      const talk = talkOf(options);
      const verdict = await verifyBundle(bundle, options.root === undefined ? {} : { root: options.root });
      talk.result(verdict, verdictLines(verdict, bundle, (text) => wrapText(text, talk.width)).join("\n"));
      setExitCode(verdict.isIntact ? exitCodes.ok : exitCodes.integrity);
    });
}

function verdictLines(verdict: Verdict, bundle: string, wrap: (text: string) => readonly string[]): readonly string[] {
  if (!verdict.isIntact) return [...verdict.differences, ...softwareLines(verdict).flatMap(wrap)];
  const shown = verdict.isRootCompared ? whatIsShown.withRoot : whatIsShown.withoutRoot;
  return [`intact: ${bundle}`, `root digest: ${verdict.rootDigest}`, ...wrap(shown)];
}

/** Another version may lay out a report otherwise: a difference then says nothing about anybody's hand. */
function softwareLines({ sealedBy, verifiedBy }: Verdict): readonly string[] {
  if (sealedBy === null) return [];
  const isSame = sealedBy.version === verifiedBy.version && sealedBy.lockfileSha256 === verifiedBy.lockfileSha256;
  if (isSame) return [];
  const name = ({ version, lockfileSha256 }: Verdict["verifiedBy"]): string =>
    `version ${version}, lock file ${lockfileSha256 ?? "none"}`;
  return [
    `The bundle says that it was sealed by ${name(sealedBy)}; this is ${name(verifiedBy)}. Differences may come from the software: verify with that version before you rely on them.`,
  ];
}
