import { type AnsweredRequest, amountFlows, listReached } from "@tributary/casefile";
import type { PathRow } from "@tributary/trace";
import { amountColumn, codeColumn, heading, paragraph, table, textColumn } from "../report-block.ts";
import type { ReportBlock } from "../report-document.ts";
import { groupSums, type ReportScene, rangeOf } from "../report-scene.ts";
import { byAssetAndAtoms } from "../row-order.ts";
import { nameCompound } from "./summary-section.ts";

const claimRowsMax = 60;
const pathRowsMax = 12;
const accountsShownMax = 12;

/** Claim by claim, what reached which compound, and the largest paths. */
export function compoundsSection(scene: ReportScene, answer: AnsweredRequest): ReportBlock[] {
  const reached = groupSums(answer, listReached(answer), ({ row }) => [row.claim, row.compound, row.asset].join("\u0000"));
  const order = new Map(answer.request.claims.map((claim, index) => [claim.id, index]));
  const rows = reached.sort((a, b) => (order.get(a.first.row.claim) ?? 0) - (order.get(b.first.row.claim) ?? 0));
  return [
    heading(1, "From claims to compounds"),
    table({
      caption: "What of each claim was received by accounts linked to a compound",
      columns: [
        textColumn("Claim", 0),
        textColumn("Compound (stated country)"),
        textColumn("Asset", 0),
        amountColumn("Least to most"),
      ],
      rows: rows.map(({ first, sums }) => [
        first.row.claim,
        nameCompound(scene, first.row.compound),
        scene.amounts.name(first.row.asset),
        rangeOf(scene, sums, first.row.asset),
      ]),
      file: "data/schedules/schedule-H-compounds.csv",
      rowsMax: claimRowsMax,
    }),
    ...pathBlocks(scene, answer),
  ];
}

function pathBlocks(scene: ReportScene, answer: AnsweredRequest): ReportBlock[] {
  const [shown] = amountFlows(answer);
  if (shown === undefined || shown.flows.paths.length === 0) return [];
  const paths = [...shown.flows.paths].sort(byAssetAndAtoms);
  return [
    paragraph(
      "A path tells over which accounts part of a claim's money came. Which part of one claim's money in one account is told to have left first is a convention of presentation; it changes no amount.",
    ),
    table({
      caption: `The largest paths under ${shown.rule}`,
      columns: [textColumn("Claim", 0), textColumn("Compound", 0), codeColumn("Accounts, in order", 1), amountColumn("Arrived")],
      rows: paths.map((path) => [
        path.claim,
        nameCompound(scene, path.compound),
        pathText(answer, path),
        scene.amounts.withName(BigInt(path.atoms), path.asset),
      ]),
      file: "data/schedules/schedule-H-paths.csv",
      rowsMax: pathRowsMax,
    }),
  ];
}

/** The account that paid for a victim's or a family's claim is their own: it is not printed. */
function pathText(answer: AnsweredRequest, path: PathRow): string {
  const claim = answer.request.claims.find((candidate) => candidate.id === path.claim);
  const isPaidByVictim = claim !== undefined && "transfers" in claim && (claim.kind === "scam_victim" || claim.kind === "ransom");
  const accounts = isPaidByVictim ? [`payer of ${path.claim}`, ...path.accounts.slice(1)] : path.accounts;
  const omitted = accounts.length - accountsShownMax;
  if (omitted <= 0) return accounts.join(" > ");
  const half = accountsShownMax / 2;
  return [...accounts.slice(0, half), `(${omitted} more)`, ...accounts.slice(-half)].join(" > ");
}
