import type { Schedule } from "@tributary/casefile";
import { codeColumn, heading, paragraph, table, textColumn } from "../report-block.ts";
import type { ReportBlock } from "../report-document.ts";
import type { ReportScene } from "../report-scene.ts";

const rowsPrintedMax = 40;

/** Compounds with their names and points as published, and who says what about which account. */
export function attributionSection(scene: ReportScene, attributions: Schedule): ReportBlock[] {
  const { compounds, compoundPoints } = scene.view.contents;
  const at = new Map(attributions.columns.map((column, index) => [column.name, index]));
  const cell = (row: readonly (string | null)[], name: string): string => row[at.get(name) ?? -1] ?? "";
  return [
    heading(1, "Compounds and attribution"),
    paragraph(
      "The country of a compound is the one that its source states, never worked out from a point. Points that conflict stand side by side.",
    ),
    table({
      caption: "Compounds",
      columns: [
        textColumn("Compound", 0.8),
        textColumn("Names", 1.6),
        textColumn("Country", 0),
        textColumn("Points as published", 1.6),
      ],
      rows: compounds.map(({ id, name, otherNames, country }) => [
        id,
        [name, ...otherNames].join("; "),
        country,
        compoundPoints
          .filter((point) => point.compoundId === id)
          .map(({ latitude, longitude, source }) => `${latitude}, ${longitude} (${source})`)
          .join("; "),
      ]),
      file: "data/places/compounds.ndjson",
      rowsMax: rowsPrintedMax,
    }),
    table({
      caption: "Who says what about which account",
      columns: [
        codeColumn("Account", 1.4),
        textColumn("Basis", 0.6),
        textColumn("Statement", 1.3),
        codeColumn("By", 1.3),
        textColumn("Evidence", 1.2),
        textColumn("Confidence", 0),
      ],
      rows: attributions.rows.map((row) => [
        cell(row, "account"),
        cell(row, "basis"),
        [cell(row, "statement"), ...remarks(cell(row, "basis"), { category: cell(row, "category"), to: cell(row, "to") })].join(
          " ",
        ),
        cell(row, "stated_by"),
        cell(row, "evidence"),
        cell(row, "confidence"),
      ]),
      file: "data/schedules/schedule-A-attributions.csv",
      rowsMax: rowsPrintedMax,
    }),
  ];
}

/** The category that stops a trace, and that a statement does not stand any more. */
function remarks(basis: string, { category, to }: { readonly category: string; readonly to: string }): string[] {
  const ended = basis === "tag" ? "valid to" : "withdrawn";
  return [
    ...(category === "" ? [] : [`(${category.replace("_", " ")})`]),
    ...(to === "" ? [] : [`[${ended} ${to.slice(0, 10)}]`]),
  ];
}
