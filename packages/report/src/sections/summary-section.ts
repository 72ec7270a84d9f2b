import {
  type AnsweredRequest,
  balanceSheet,
  chainSteps,
  countAssumptions,
  leastOf,
  listAssumptions,
  listPlaces,
  listReached,
  mostOf,
  type Place,
  type Reach,
  type RuleSums,
} from "@tributary/casefile";
import { amountColumn, list, paragraph, table, textColumn } from "../report-block.ts";
import type { ReportBlock } from "../report-document.ts";
import { groupSums, type ReportScene, rangeOf } from "../report-scene.ts";
import { byAssetAndMost } from "../row-order.ts";
import { stepNames } from "../step-names.ts";
import { nameService } from "./service-name.ts";

const rowsOnFirstPageMax = 24;
const servicesNamedMax = 3;

/** The answer to one forward request, for page 1. */
export function summarySection(scene: ReportScene, answer: AnsweredRequest): ReportBlock[] {
  return [...list(findings(scene, answer)), compoundTable(scene, answer), chainTable(scene, answer)];
}

function findings(scene: ReportScene, answer: AnsweredRequest): string[] {
  return [...compoundFindings(scene, answer), ...serviceFindings(scene, answer), ...assumptionFindings(answer)];
}

function compoundFindings(scene: ReportScene, answer: AnsweredRequest): string[] {
  const groups = groupSums(answer, listReached(answer), ({ row }) => `${row.compound}\u0000${row.asset}`);
  if (groups.length === 0) return ["Under no rule did any of the claims' money reach an account linked to a compound."];
  return groups.sort(byReach).map(({ first, rows, sums }) => {
    const { asset } = first.row;
    const claims = new Set(rows.map(({ row }) => row.claim)).size;
    const range = `${rangeOf(scene, sums, asset)} ${scene.amounts.name(asset)}`;
    return `${range} was received by accounts linked to ${nameCompound(scene, first.row.compound)}. Under at least one rule it comes from ${claims} of the ${answer.request.claims.length} claims.`;
  });
}

function byReach(a: SummedReach, b: SummedReach): number {
  return byAssetAndMost({ asset: a.first.row.asset, sums: a.sums }, { asset: b.first.row.asset, sums: b.sums });
}

interface SummedReach {
  readonly first: Reach;
  readonly sums: RuleSums;
}

/** `Riverside (KH)`: the name and the country as their source states them. */
export function nameCompound(scene: ReportScene, id: string): string {
  const compound = scene.view.compounds.find((known) => known.compound === id);
  return compound === undefined ? id : `${compound.name} (${compound.country})`;
}

/** Services that a tag names come first: an account that the request alone names says less to a reader. */
function serviceFindings(scene: ReportScene, answer: AnsweredRequest): string[] {
  const stopped = listPlaces(answer).filter((place) => place.status === "stopped");
  const groups = groupSums(answer, stopped, (place) => `${nameService(scene, place)}\u0000${place.asset}`);
  const isNamed = (place: Place): boolean => nameService(scene, place) !== place.account;
  const sorted = groups.sort((a, b) => Number(isNamed(b.first)) - Number(isNamed(a.first)) || byAssetAndMost(a.first, b.first));
  return sorted.slice(0, servicesNamedMax).map(({ first, sums }) => {
    const range = `${rangeOf(scene, sums, first.asset)} ${scene.amounts.name(first.asset)}`;
    return `${range} entered ${nameService(scene, first)}, where following stops.`;
  });
}

function assumptionFindings(answer: AnsweredRequest): string[] {
  const counts = countAssumptions(listAssumptions(answer));
  return [
    `These figures rest on what schedule G lists: assumed orders ${counts.order}, assumed earlier balances ${counts.opening}, limits reached ${counts.limit}, gaps in the records ${counts["coverage gap"]}.`,
  ];
}

function chainTable(scene: ReportScene, answer: AnsweredRequest): ReportBlock {
  const chains = balanceSheet(scene.view, answer);
  const rows = chains.flatMap(({ asset, steps }) =>
    chainSteps.flatMap((step) => {
      const sums = steps.get(step);
      if (sums === undefined) return [];
      const { amounts } = scene;
      return [[amounts.name(asset), stepNames[step], amounts.amount(leastOf(sums), asset), amounts.amount(mostOf(sums), asset)]];
    }),
  );
  const isReconciled = chains.every((chain) => chain.isReconciled);
  return table({
    caption: "Where the money is: the least and the most over the rules",
    columns: [textColumn("Asset", 0), textColumn("Step"), amountColumn("Least"), amountColumn("Most")],
    rows,
    file: "schedules B, C and E",
    rowsMax: rowsOnFirstPageMax,
    note: isReconciled
      ? "Under every rule, labelled + arrived = held + stopped + not followed + destroyed + changed, to the last unit. What reached compounds is part of the other steps."
      : "Under the request's limits the steps do not sum to what was labelled: value that was set aside may have been labelled again.",
  });
}

function compoundTable(scene: ReportScene, answer: AnsweredRequest): ReportBlock {
  const groups = groupSums(answer, listReached(answer), ({ row }) => `${row.compound}\u0000${row.asset}`).sort(byReach);
  return table({
    caption: "Received by accounts linked to compounds",
    columns: [
      textColumn("Compound (stated country)"),
      textColumn("Claims", 0),
      textColumn("Accounts", 0),
      textColumn("Asset", 0),
      amountColumn("Least to most"),
    ],
    rows: groups.map(({ first, rows, sums }) => [
      nameCompound(scene, first.row.compound),
      new Set(rows.map(({ row }) => row.claim)).size.toString(),
      new Set(rows.map(({ row }) => row.account)).size.toString(),
      scene.amounts.name(first.row.asset),
      rangeOf(scene, sums, first.row.asset),
    ]),
    file: "data/schedules/schedule-H-compounds.csv",
    rowsMax: rowsOnFirstPageMax,
    note: `A link is a sourced statement about an account (schedule A), not a finding about who uses it.${askedSentence(answer)}`,
  });
}

/** Places out of the money's reach are other cases' business: told as a number only. */
function askedSentence({ flows }: AnsweredRequest): string {
  if (flows === null) return "";
  return ` Asked about: ${countOf(flows.asked.compounds, "compound")}, ${countOf(flows.asked.accounts, "linked account")}.`;
}

function countOf(count: string, word: string): string {
  return `${count} ${word}${count === "1" ? "" : "s"}`;
}

/** A sentence that tells what was asked. */
export function questionSentence(scene: ReportScene, answer: AnsweredRequest): ReportBlock {
  const { request } = answer;
  const kinds = new Map<string, number>();
  for (const claim of request.claims) kinds.set(claim.kind, (kinds.get(claim.kind) ?? 0) + 1);
  const claims = [...kinds.entries()]
    .map(([kind, count]) => `${count} ${kindNames[kind]?.[count === 1 ? 0 : 1] ?? kind}`)
    .join(", ");
  const rules = answer.forward.map((result) => result.method).join(", ");
  return paragraph(
    `Question: where did the money of ${request.claims.length} claims go (${claims})? It was followed through ${scene.view.transfers.size} recorded transfers under these rules: ${rules}. The law does not agree on one rule, so each figure is given as the least and the most over the rules that follow amounts.`,
  );
}

const kindNames: Readonly<Record<string, readonly [one: string, several: string]>> = {
  scam_victim: ["scam victim", "scam victims"],
  ransom: ["ransom payment", "ransom payments"],
  laundering_wallet: ["account named as used for laundering", "accounts named as used for laundering"],
  other: ["other", "others"],
};
