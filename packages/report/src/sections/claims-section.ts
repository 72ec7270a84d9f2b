import type { Schedule } from "@tributary/casefile";
import { amountColumn, heading, paragraph, table, textColumn } from "../report-block.ts";
import type { ReportBlock } from "../report-document.ts";
import type { ReportScene } from "../report-scene.ts";

const rowsPrintedMax = 60;

/** Claims by pseudonym, their payments as recorded and what the rules label. */
export function claimsSection(scene: ReportScene, claims: Schedule): ReportBlock[] {
  const at = new Map(claims.columns.map((column, index) => [column.name, index]));
  const cell = (row: readonly (string | null)[], name: string): string => row[at.get(name) ?? -1] ?? "";
  const amount = (row: readonly (string | null)[], name: string): string =>
    cell(row, name) === "" ? "" : scene.amounts.amount(BigInt(cell(row, name)), cell(row, "asset"));
  return [
    heading(1, "Claims"),
    paragraph("Claims are named by pseudonyms. Loss as stated and payments as recorded are kept apart and never merged."),
    table({
      caption: "",
      columns: [
        textColumn("Claim", 0),
        textColumn("Kind"),
        textColumn("Payments", 0),
        textColumn("First (UTC)", 0),
        textColumn("Asset", 0),
        amountColumn("Paid as recorded"),
        amountColumn("Labelled, least"),
        amountColumn("Labelled, most"),
      ],
      rows: claims.rows.map((row) => [
        cell(row, "claim"),
        cell(row, "kind").replace("_", " "),
        cell(row, "payments"),
        cell(row, "first_payment").slice(0, 10),
        scene.amounts.name(cell(row, "asset")),
        amount(row, "paid_atoms"),
        amount(row, "least_atoms"),
        amount(row, "most_atoms"),
      ]),
      file: "data/schedules/schedule-B-claims.csv",
      rowsMax: rowsPrintedMax,
    }),
  ];
}
