import { type AnsweredRequest, amountRulesOf, type CaseView, leastOf, mostOf, type RuleSums } from "@tributary/casefile";
import type { TracingRule } from "@tributary/trace";
import { type AmountWriter, amountWriter } from "./display-amount.ts";

/** What every section of the report needs. */
export interface ReportScene {
  readonly view: CaseView;
  readonly amounts: AmountWriter;
}

export function setScene(view: CaseView): ReportScene {
  return { view, amounts: amountWriter(view.assets) };
}

/** Sums several amounts under each rule. */
function addSums(rules: readonly TracingRule[], sums: readonly RuleSums[]): RuleSums {
  return new Map(rules.map((rule) => [rule, sums.reduce((total, each) => total + (each.get(rule) ?? 0n), 0n)]));
}

export function rangeOf(scene: ReportScene, sums: RuleSums, asset: string): string {
  return scene.amounts.range(leastOf(sums), mostOf(sums), asset);
}

/** Groups records by key and sums them under each rule; groups stand in the order in which their keys first occur. */
export function groupSums<Row extends { readonly sums: RuleSums }>(
  answer: AnsweredRequest,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): { readonly rows: readonly Row[]; readonly first: Row; readonly sums: RuleSums }[] {
  const rules = amountRulesOf(answer);
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      {
        rows: group,
        first,
        sums: addSums(
          rules,
          group.map((row) => row.sums),
        ),
      },
    ];
  });
}
