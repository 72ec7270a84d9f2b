import type { RunRow, Sensitivity, SensitivityTotalRow, TracingRule } from "@tributary/trace";
import { type AmountWriter, amountWriter } from "../display-amount.ts";
import { headlineLines } from "./headline-lines.ts";
import { intervalLines } from "./interval-lines.ts";
import { stepWords } from "./step-words.ts";
import { terminalTable } from "./terminal-table.ts";
import type { ScreenOptions } from "./trace-text.ts";
import { wrapText } from "./wrap-text.ts";

interface Screen {
  readonly amounts: AmountWriter;
  readonly width: number;
  readonly document: Sensitivity;
}

/** One question under every rule, mode and switch, for a terminal: rule beside rule, intervals, with and without inferred conversions. No colour codes. */
export function sensitivityText(document: Sensitivity, options: ScreenOptions): string {
  const screen: Screen = { amounts: amountWriter(options.assets), width: options.width, document };
  return [
    ...wrapText(`As asked: ${document.base}. ${document.runs.length} runs give amounts.`, screen.width),
    "",
    ...document.totals.flatMap((total) => totalLines(total, screen)),
    ...(document.totals.length === 0 ? ["No amounts were traced.", ""] : []),
    ...intervalLines(document.intervals, screen),
    ...headlineLines(document.headline, screen),
    ...exposureLines(screen),
    ...restLines(screen),
  ].join("\n");
}

/** A choice of the switches beside the base run's: what a column shows. */
interface ModeColumn {
  readonly heading: string;
  readonly change: Partial<Pick<RunRow, "openings" | "same_time" | "include_inferred">>;
}

/** As asked, then each other choice of one switch, the others as asked. */
function listColumns({ runs, base }: Sensitivity): ModeColumn[] {
  const asked = runs.find((row) => row.run === base);
  if (asked === undefined) return [];
  const openings = [...new Set(runs.map((row) => row.openings))].filter((choice) => choice !== asked.openings);
  const orders = [...new Set(runs.map((row) => row.same_time))].filter((choice) => choice !== asked.same_time);
  const switches = [...new Set(runs.map((row) => row.include_inferred))].filter((choice) => choice !== asked.include_inferred);
  return [
    { heading: "As asked", change: {} },
    ...openings.map((choice) => ({ heading: `${choice} openings`, change: { openings: choice } })),
    ...orders.map((choice) => ({ heading: choice, change: { same_time: choice } })),
    ...switches.map((choice) => ({ heading: choice ? "with inferred" : "headline", change: { include_inferred: choice } })),
  ];
}

/** The amounts of one total under the base run's modes with one change, by rule. */
function atomsUnder(
  total: SensitivityTotalRow,
  { runs, base }: Sensitivity,
  change: ModeColumn["change"],
): Map<TracingRule, bigint> {
  const wanted = { ...runs.find((row) => row.run === base), ...change };
  return new Map(
    runs.flatMap((row, place): [TracingRule, bigint][] => {
      const isWanted =
        row.openings === wanted.openings &&
        row.same_time === wanted.same_time &&
        row.include_inferred === wanted.include_inferred;
      return isWanted ? [[row.method, BigInt(total.atoms[place] ?? "0")]] : [];
    }),
  );
}

/** One line where nothing changes the total; else a row for each rule, with the modes that change something. */
function totalLines(total: SensitivityTotalRow, screen: Screen): string[] {
  const { amounts, document, width } = screen;
  const title = `${amounts.name(total.asset)}, ${stepWords[total.step]}`;
  const write = (atoms: bigint | undefined): string => (atoms === undefined ? "" : amounts.amount(atoms, total.asset));
  if (total.least_atoms === total.most_atoms) {
    return [...wrapText(`${title}: ${write(BigInt(total.base_atoms))} in every run`, width), ""];
  }
  const asked = atomsUnder(total, document, {});
  const columns = listColumns(document)
    .map(({ heading, change }) => ({ heading, atoms: atomsUnder(total, document, change) }))
    .filter(({ atoms }, index) => index === 0 || [...asked].some(([rule, before]) => atoms.get(rule) !== before));
  const rows = [...asked.keys()].map((rule) => {
    const all = document.runs.flatMap((row, place) => (row.method === rule ? [BigInt(total.atoms[place] ?? "0")] : []));
    all.sort((a, b) => (a < b ? -1 : 1));
    return [rule, ...columns.map(({ atoms }) => write(atoms.get(rule))), write(all[0]), write(all.at(-1))];
  });
  const headings = [...columns.map(({ heading }) => heading), "Least of all", "Most of all"];
  const heads = headings.map((heading) => ({ heading, kind: "amount" as const }));
  const table = { columns: [{ heading: "Rule", kind: "text" as const }, ...heads], rows };
  return [title, "", terminalTable(table, width), ""];
}

function exposureLines({ document, width }: Screen): string[] {
  const { exposure } = document;
  if (exposure.length === 0) return [];
  const most = (count: (row: (typeof exposure)[number]) => number): number => Math.max(...exposure.map(count));
  const least = (count: (row: (typeof exposure)[number]) => number): number => Math.min(...exposure.map(count));
  const range = (count: (row: (typeof exposure)[number]) => number): string =>
    least(count) === most(count) ? String(most(count)) : `${least(count)} to ${most(count)}`;
  const words = `Exposure under poison (not an amount): ${range((row) => row.transfers)} transfers and ${range((row) => row.accounts)} accounts are marked.`;
  return [...wrapText(words, width), ""];
}

function restLines({ document, width }: Screen): string[] {
  const { rests_on: rests, limits } = document;
  const reached = limits.reached.map(({ limit, runs }) => `${limit} in ${runs} runs`);
  const omitted = Object.values(limits.omitted).reduce((sum, count) => sum + count, 0);
  return [
    `As asked, it rests on: assumed orders ${rests.order_assumptions.length}, assumed earlier balances ${rests.opening_assumptions.length}, gaps in the records ${rests.coverage_gaps.length}. --json lists each.`,
    ...(reached.length === 0 ? [] : [`Limits reached: ${reached.join(", ")}.`]),
    ...(omitted === 0
      ? []
      : [`The document leaves out ${omitted} rows beyond ${limits.rows_max} of a list; --rows raises that.`]),
    ...document.intervals.notes.map((note) => `Note: ${note}`),
  ].flatMap((line) => wrapText(line, width));
}
