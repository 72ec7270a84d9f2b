import { type AnsweredRequest, type Assumption, listAssumptions } from "@tributary/casefile";
import { codeColumn, heading, list, table, textColumn } from "../report-block.ts";
import type { ReportBlock } from "../report-document.ts";
import type { ReportScene } from "../report-scene.ts";

const rowsPrintedMax = 40;

/** What the figures rest on, each point with its place and amount. */
export function assumptionsSection(scene: ReportScene, answer: AnsweredRequest): ReportBlock[] {
  const assumptions = listAssumptions(answer);
  const notes = assumptions.filter((assumption) => assumption.kind === "note").map((assumption) => assumption.statement);
  return [
    heading(1, "Assumptions, limits and gaps"),
    ...list([...new Set(notes)]),
    table({
      caption: "",
      columns: [textColumn("Kind", 0), textColumn("What", 1.5), codeColumn("Where and when", 1.5), textColumn("Rules", 0.8)],
      rows: assumptions
        .filter((assumption) => assumption.kind !== "note")
        .map((assumption) => [assumption.kind, statement(scene, assumption), place(assumption), assumption.rules.join(", ")]),
      file: "data/schedules/schedule-G-assumptions.csv",
      rowsMax: rowsPrintedMax,
    }),
  ];
}

function statement(scene: ReportScene, { statement: words, atoms, asset, transfers }: Assumption): string {
  if (atoms !== null && asset !== null) return `${words} Amount: ${scene.amounts.withName(BigInt(atoms), asset)}.`;
  return transfers.length === 0 ? words : `${words} Transfers: ${transfers.length}.`;
}

function place({ account, from, to }: Assumption): string {
  const times = [from, to].flatMap((time) => (time === null ? [] : [secondText(time)]));
  return [...(account === null ? [] : [account]), times.join(" to ")].join(" ").trim();
}

function secondText(instant: string): string {
  return instant.replace("T", " ").replace(".000000Z", "Z");
}
