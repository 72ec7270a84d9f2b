import type { Finding } from "@tributary/domain";
import type { ToldLie } from "./liar.ts";

/** Lies that no finding names: each needs one about its block, with what was said and what was expected. */
export function unnamedLies(lies: readonly ToldLie[], findings: readonly Finding[]): readonly ToldLie[] {
  return lies.filter((lie) => isEvidence(lie) && !findings.some((finding) => isAbout(finding, lie)));
}

/** Was it an answer that something would rest on? */
function isEvidence({ kind, block, isFinal }: ToldLie): boolean {
  // Of the first block the hash alone is asked.
  if (kind === "changed-header" && block?.number === 0n) return false;
  // Another block at a height that is not final is what a fork looks like.
  return kind !== "wrong-block" || isFinal;
}

function isAbout({ where, found, expected }: Finding, { block, kind }: ToldLie): boolean {
  if (found === "" || expected === "") return false;
  const place = `${where.path ?? ""} ${where.record ?? ""}`;
  if (kind === "wrong-chain-id" || block === null) return /chain/.test(place);
  // A whole block of another branch shows at the block that should follow it.
  const numbers = kind === "wrong-block" ? [block.number, block.number + 1n] : [block.number];
  return numbers.some((number) => new RegExp(`block[ /]${number}\\b`).test(place));
}
