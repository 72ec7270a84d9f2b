import { type AssetChain, chainSteps } from "@tributary/casefile";
import type { TracingRule } from "@tributary/trace";
import type { AmountWriter } from "../display-amount.ts";
import { stepNames } from "../step-names.ts";
import { terminalTable } from "./terminal-table.ts";

/** Where the money is, one table an asset, the rules side by side. */
export function chainTables(
  chains: readonly AssetChain[],
  rules: readonly TracingRule[],
  screen: { readonly amounts: AmountWriter; readonly width: number },
): string[] {
  return chains.flatMap(({ asset, steps }) => {
    const rows = chainSteps.flatMap((step) => {
      const sums = steps.get(step);
      return sums === undefined
        ? []
        : [[stepNames[step], ...rules.map((rule) => screen.amounts.amount(sums.get(rule) ?? 0n, asset))]];
    });
    const columns = [
      { heading: screen.amounts.name(asset), kind: "text" as const },
      ...rules.map((heading) => ({ heading, kind: "amount" as const })),
    ];
    return [terminalTable({ columns, rows }, screen.width), ""];
  });
}
