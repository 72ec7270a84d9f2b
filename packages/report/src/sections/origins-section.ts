import type { AnsweredRequest } from "@tributary/casefile";
import { namePlace } from "../name-place.ts";
import { amountColumn, codeColumn, heading, paragraph, table, textColumn } from "../report-block.ts";
import type { ReportBlock } from "../report-document.ts";
import type { ReportScene } from "../report-scene.ts";

const rowsPrintedMax = 30;

/** The answer to a backward request: origins, rule by rule. */
export function originsSection(scene: ReportScene, answer: AnsweredRequest): ReportBlock[] {
  const target = answer.request.target;
  const name = target === null ? "" : "transfer" in target ? `transfer ${target.transfer}` : `account ${target.account}`;
  const tables = answer.backward.map((result) =>
    table({
      caption: `Under ${result.method}`,
      columns: [codeColumn("Origin", 1.4), codeColumn("Account", 1.6), textColumn("Asset", 0), amountColumn("Amount")],
      rows: result.origins.map((origin) => [
        "transfer" in origin ? origin.transfer : `opening (${origin.opening})`,
        namePlace(origin),
        scene.amounts.name(origin.asset),
        scene.amounts.amount(BigInt(origin.atoms), origin.asset),
      ]),
      file: "data/schedules/schedule-I-origins.csv",
      rowsMax: rowsPrintedMax,
      note: result.sums_close
        ? "The origins sum to the target."
        : "The origins need not sum to the target under this rule: each is a question of its own.",
    }),
  );
  return [
    heading(1, `Origins of ${name}`),
    paragraph("Each amount is what a forward trace of that origin alone brings to the target."),
    ...tables,
  ];
}
