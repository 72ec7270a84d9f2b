import { type AnsweredRequest, amountRulesOf, listSensitivity } from "@tributary/casefile";
import { namePlace } from "../name-place.ts";
import { amountColumn, codeColumn, heading, paragraph, table } from "../report-block.ts";
import type { ReportBlock } from "../report-document.ts";
import type { ReportScene } from "../report-scene.ts";
import { byAssetAndMost } from "../row-order.ts";

const rowsPrintedMax = 20;

/** The largest holdings under every rule, beside the columns that some courts and treaties ask for, and exposure apart. */
export function sensitivitySection(scene: ReportScene, answer: AnsweredRequest): ReportBlock[] {
  const rules = amountRulesOf(answer);
  const rows = [...listSensitivity(answer)].sort(byAssetAndMost);
  const { amounts } = scene;
  const optional = (atoms: string | undefined, asset: string): string =>
    atoms === undefined ? "" : amounts.amount(BigInt(atoms), asset);
  return [
    heading(1, "How much the choice of rule matters"),
    paragraph(
      "expost: the pool under libr, shared by total contributions. strict: nothing once money is mixed. assessed: the lesser of the balance and the value of the proceeds mixed into it (UNTOC, article 12(4)). These are not rules of tracing and stand beside them for comparison.",
    ),
    table({
      caption: "The largest holdings of each asset",
      columns: [codeColumn("Account", 1), ...rules.map(amountColumn)],
      rows: rows.map((row) => [
        `${namePlace(row)} ${amounts.name(row.asset)}`,
        ...rules.map((rule) => amounts.amount(row.sums.get(rule) ?? 0n, row.asset)),
      ]),
      file: "data/schedules/schedule-F-sensitivity.csv",
      rowsMax: rowsPrintedMax,
    }),
    table({
      caption: "The same holdings, other columns",
      columns: [codeColumn("Account", 1), amountColumn("expost"), amountColumn("strict"), amountColumn("assessed")],
      rows: rows.map((row) => [
        `${namePlace(row)} ${amounts.name(row.asset)}`,
        optional(row.columns?.expost, row.asset),
        optional(row.columns?.strict, row.asset),
        optional(row.columns?.assessed, row.asset),
      ]),
      file: "data/schedules/schedule-F-sensitivity.csv",
      rowsMax: rowsPrintedMax,
    }),
    ...exposure(answer),
  ];
}

function exposure(answer: AnsweredRequest): ReportBlock[] {
  const poison = answer.forward.find((result) => result.method === "poison");
  if (poison === undefined) return [];
  const accounts = new Set(poison.positions.map((row) => row.account)).size;
  const transfers = new Set(poison.flows.map((row) => row.transfer)).size;
  return [
    heading(2, "Exposure"),
    paragraph(
      `Under poison ${transfers} transfers and ${accounts} accounts are marked. Exposure counts the same money many times, is no amount, and stands apart in data/schedules/schedule-F-exposure.csv.`,
    ),
  ];
}
