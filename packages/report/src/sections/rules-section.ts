import { type AnsweredRequest, amountRulesOf, balanceSheet, chainSteps } from "@tributary/casefile";
import { amountColumn, heading, paragraph, table, textColumn } from "../report-block.ts";
import type { ReportBlock } from "../report-document.ts";
import type { ReportScene } from "../report-scene.ts";
import { stepNames } from "../step-names.ts";

const rowsPrintedMax = 40;

/** The rules side by side: one table an asset. */
export function rulesSection(scene: ReportScene, answer: AnsweredRequest): ReportBlock[] {
  const rules = amountRulesOf(answer);
  if (rules.length === 0) return [];
  const tables = balanceSheet(scene.view, answer).map(({ asset, steps }) =>
    table({
      caption: scene.amounts.name(asset),
      columns: [textColumn("Step"), ...rules.map(amountColumn)],
      rows: chainSteps.flatMap((step) => {
        const sums = steps.get(step);
        return sums === undefined
          ? []
          : [[stepNames[step], ...rules.map((rule) => scene.amounts.amount(sums.get(rule) ?? 0n, asset))]];
      }),
      file: "schedules B, C and E",
      rowsMax: rowsPrintedMax,
    }),
  );
  const words =
    "Each column is a whole trace under one rule. A figure that is the same in all columns does not depend on the choice of rule.";
  return [heading(1, "The rules side by side"), paragraph(words), ...tables];
}
