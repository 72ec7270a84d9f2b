import type { Finding } from "@tributary/domain";
import type { ToldLie } from "./liar.ts";

/** Lies that no finding names: each needs one about its block, with what was said and what was expected. */
export function unnamedLies(lies: readonly ToldLie[], findings: readonly Finding[]): readonly ToldLie[] {
  return lies.filter((lie) => isEvidence(lie) && !findings.some((finding) => isAbout(finding, lie) || isRefused(finding, lie)));
}

/** Was it an answer that something in the ledger would rest on? What stands in the pending area is compared by itself. */
function isEvidence({ kind, block, isFinal }: ToldLie): boolean {
  return kind === "wrong-chain-id" || (isFinal && block?.number !== 0n);
}

function isAbout({ where, found, expected }: Finding, { block, kind }: ToldLie): boolean {
  if (found === "" || expected === "") return false;
  const place = `${where.path ?? ""} ${where.record ?? ""}`;
  if (kind === "wrong-chain-id" || block === null) return /chain/.test(`${place} ${expected}`);
  // A whole block of another branch shows at the block that should follow it.
  const numbers = kind === "wrong-block" ? [block.number, block.number + 1n] : [block.number];
  return numbers.some((number) => new RegExp(`block[ /]${number}\\b`).test(place));
}

/** The segment was given up for another reason while the lie was under way: then nobody used it. */
function isRefused({ where }: Finding, { block }: ToldLie): boolean {
  const [, from, to] = /blocks ([0-9]+) to ([0-9]+)/.exec(where.path ?? "") ?? [];
  return block !== null && from !== undefined && to !== undefined && BigInt(from) <= block.number && block.number <= BigInt(to);
}
