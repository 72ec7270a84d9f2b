import { resultSteps, sumChains, sumPlaces } from "@tributary/casefile";
import type { Asset } from "@tributary/domain";
import { type BackwardResult, type TraceDocument, type TraceResult, tracingRules } from "@tributary/trace";
import { type AmountWriter, amountWriter } from "../display-amount.ts";
import { namePlace } from "../name-place.ts";
import { assumptionLines } from "./assumption-line.ts";
import { chainTables } from "./chain-table.ts";
import { placeLines } from "./place-lines.ts";
import { terminalTable } from "./terminal-table.ts";
import { wrapText } from "./wrap-text.ts";

export interface ScreenOptions {
  readonly assets: ReadonlyMap<string, Asset>;
  /** Columns of the terminal. */
  readonly width: number;
}

interface Screen {
  readonly amounts: AmountWriter;
  readonly width: number;
}

/** A trace's answer for a terminal: where the money is under each rule, the places, and what the figures rest on. No colour codes. */
export function traceText(document: TraceDocument, options: ScreenOptions): string {
  const screen = { amounts: amountWriter(options.assets), width: options.width };
  const results: (TraceResult | BackwardResult)[] =
    "results" in document ? tracingRules.flatMap((rule) => document.results[rule] ?? []) : [document];
  const forward = results.flatMap((result) => ("positions" in result ? [result] : []));
  const backward = results.flatMap((result) => ("origins" in result ? [result] : []));
  const lines = [...forwardLines(forward, screen), ...backward.flatMap((result) => backwardLines(result, screen))];
  return [...lines, ...assumptionLines(results).flatMap((line) => wrapText(line, screen.width))].join("\n");
}

function forwardLines(results: readonly TraceResult[], screen: Screen): string[] {
  const amounts = results.filter((result) => result.method !== "poison");
  const rules = amounts.map((result) => result.method);
  const chains = sumChains(amounts.map((result) => ({ rule: result.method, rows: resultSteps(result) })));
  const order = [...new Set(amounts.flatMap((result) => result.claims.map((row) => row.claim)))];
  const places = sumPlaces(
    "",
    order,
    amounts.map((result) => ({ rule: result.method, rows: result.positions })),
  );
  const told =
    amounts.length === 0
      ? []
      : ["Where the money is", "", ...chainTables(chains, rules, screen), "Places", "", ...placeLines(places, screen)];
  return [...told, ...results.filter((result) => result.method === "poison").flatMap((result) => exposureLines(result, screen))];
}

function exposureLines(result: TraceResult, screen: Screen): string[] {
  const accounts = new Set(result.positions.map((row) => row.account)).size;
  const transfers = new Set(result.flows.map((row) => row.transfer)).size;
  const words = `Exposure under poison (not an amount): ${transfers} transfers and ${accounts} accounts are marked.`;
  return [...wrapText(words, screen.width), ""];
}

function backwardLines(result: BackwardResult, screen: Screen): string[] {
  const columns = [
    { heading: "Origin", kind: "text" as const },
    { heading: "Account", kind: "text" as const },
    { heading: "Amount", kind: "text" as const },
  ];
  const rows = result.origins.map((origin) => [
    "transfer" in origin ? origin.transfer : `opening (${origin.opening})`,
    namePlace(origin),
    screen.amounts.withName(BigInt(origin.atoms), origin.asset),
  ]);
  const closing = result.sums_close
    ? "The origins sum to the target."
    : "The origins need not sum to the target under this rule.";
  return [`Origins under ${result.method}`, "", terminalTable({ columns, rows }, screen.width), "", closing, ""];
}
