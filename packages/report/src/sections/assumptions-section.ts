import { type AnsweredRequest, type Assumption, listAssumptions } from "@tributary/casefile";
import { codeColumn, heading, list, table, textColumn } from "../report-block.ts";
import type { ReportBlock } from "../report-document.ts";
import type { ReportScene } from "../report-scene.ts";

const rowsPrintedMax = 40;

/** What the figures rest on, each point with its place and amount. */
export function assumptionsSection(scene: ReportScene, answer: AnsweredRequest): ReportBlock[] {
  const assumptions = listAssumptions(answer);
  const notes = assumptions.filter((assumption) => assumption.kind === "note").map((assumption) => assumption.statement);
  const rules = new Set([...answer.forward, ...answer.backward].map((result) => result.method));
  return [
    heading(1, "Assumptions, limits and gaps"),
    ...list([...new Set([...notes, ...traitNotes(scene, answer)])]),
    table({
      caption: "",
      columns: [textColumn("Kind", 0), textColumn("What", 1.5), codeColumn("Where and when", 1.5), textColumn("Rules", 0.8)],
      rows: groupGaps(assumptions.filter((assumption) => assumption.kind !== "note")).map(([first, ...others]) => [
        first.kind,
        statement(scene, first),
        others.length === 0 ? place(first) : `${others.length + 1} accounts ${times(first)}`,
        first.rules.length === rules.size ? "all" : first.rules.join(", "),
      ]),
      file: "data/schedules/schedule-G-assumptions.csv",
      rowsMax: rowsPrintedMax,
    }),
  ];
}

/** Tokens whose balances change in other ways than their transfers show. */
function traitNotes(scene: ReportScene, answer: AnsweredRequest): string[] {
  const used = new Set(answer.forward.flatMap((result) => result.positions.map((row) => row.asset)));
  const odd = new Set(scene.view.contents.assetTraits.flatMap(({ asset }) => (used.has(asset) ? [asset] : [])));
  return [...odd].map(
    (asset) =>
      `Balances of ${scene.amounts.name(asset)} (${asset}) differ from what its transfers show: the token takes fees or changes balances by itself. Its figures are what transfers state; ask a node for what an account really holds.`,
  );
}

function statement(scene: ReportScene, { statement: words, atoms, asset, transfers }: Assumption): string {
  const moved = asset ?? scene.view.transfers.get(transfers[0] ?? "")?.asset ?? null;
  const amount = atoms === null || moved === null ? "" : ` Amount: ${scene.amounts.withName(BigInt(atoms), moved)}.`;
  const count = transfers.length === 0 ? "" : ` Transfers: ${transfers.length}.`;
  return `${words}${amount}${count}`;
}

type Group = readonly [Assumption, ...Assumption[]];

/** Gaps of many accounts over one interval, of one source and under the same rules, are printed in one row; schedule G has each. */
function groupGaps(assumptions: readonly Assumption[]): Group[] {
  const groups = new Map<string, Group>();
  for (const [index, assumption] of assumptions.entries()) {
    const { kind, statement: words, from, to, rules } = assumption;
    const key = kind === "coverage gap" ? JSON.stringify([words, from, to, rules]) : String(index);
    const known = groups.get(key);
    groups.set(key, known === undefined ? [assumption] : [...known, assumption]);
  }
  return [...groups.values()];
}

function place(assumption: Assumption): string {
  return [assumption.account ?? "", times(assumption)].join(" ").trim();
}

function times({ from, to }: Assumption): string {
  return [from, to].flatMap((time) => (time === null ? [] : [secondText(time)])).join(" to ");
}

function secondText(instant: string): string {
  return instant.replace("T", " ").replace(".000000Z", "Z");
}
