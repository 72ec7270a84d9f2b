import type { Finding } from "@tributary/domain";
import type { ToldLie } from "./liar.ts";

/** Lies that no finding names: each needs one about its block, with what was said and what was expected. */
export function unnamedLies(lies: readonly ToldLie[], findings: readonly Finding[]): readonly ToldLie[] {
  return lies.filter((lie) => !findings.some((finding) => isAbout(finding, lie)));
}

function isAbout({ where, found, expected }: Finding, { block, kind }: ToldLie): boolean {
  if (found === "" || expected === "") return false;
  const place = `${where.path ?? ""} ${where.record ?? ""}`;
  if (kind === "wrong-chain-id" || block === null) return /chain/.test(place);
  return new RegExp(`block[ /]${block.number}\\b`).test(place);
}
