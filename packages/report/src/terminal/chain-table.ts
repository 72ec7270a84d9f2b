import { type AssetChain, chainSteps } from "@tributary/casefile";
import type { TracingRule } from "@tributary/trace";
import type { AmountWriter } from "../display-amount.ts";
import { stepHeads } from "../step-names.ts";
import { terminalTable } from "./terminal-table.ts";

/** Where the money is, one table an asset, one line a rule. */
export function chainTables(
  chains: readonly AssetChain[],
  rules: readonly TracingRule[],
  screen: { readonly amounts: AmountWriter; readonly width: number },
): string[] {
  return chains.flatMap(({ asset, steps }) => {
    const present = chainSteps.filter((step) => steps.has(step));
    const columns = [
      { heading: screen.amounts.name(asset), kind: "text" as const },
      ...present.map((step) => ({ heading: stepHeads[step], kind: "amount" as const })),
    ];
    const rows = rules.map((rule) => [
      rule,
      ...present.map((step) => screen.amounts.amount(steps.get(step)?.get(rule) ?? 0n, asset)),
    ]);
    return [terminalTable({ columns, rows }, screen.width), ""];
  });
}
