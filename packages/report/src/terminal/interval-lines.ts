import type { DriverRow, IntervalRow, Intervals } from "@tributary/trace";
import type { AmountWriter } from "../display-amount.ts";
import { namePlace } from "../name-place.ts";
import { visibleText } from "../visible-text.ts";
import { stepWords } from "./step-words.ts";
import { terminalTable } from "./terminal-table.ts";
import { wrapText } from "./wrap-text.ts";

interface Screen {
  readonly amounts: AmountWriter;
  readonly width: number;
}

const driversShownMax = 10;

const columns = [
  { heading: "Rule, asset, step", kind: "text" },
  { heading: "Least", kind: "amount" },
  { heading: "Most", kind: "amount" },
  { heading: "Rests on", kind: "text" },
] as const;

/** What the totals come to where openings and the order inside an instant are not known, and which openings decide under the first rule. */
export function intervalLines({ totals, drivers, omitted }: Intervals, screen: Screen): string[] {
  if (totals.length === 0) return [];
  const wide = totals.filter((row) => row.least_atoms !== row.most_atoms);
  const head = "Intervals: openings that nobody knows, and three orders inside an instant";
  if (wide.length === 0) return [...wrapText(`${head}: no total depends on them.`, screen.width), ""];
  const table = terminalTable({ columns, rows: wide.map((row) => writeRow(row, screen)) }, screen.width);
  return [...wrapText(head, screen.width), "", table, "", ...driverLines(drivers, omitted.drivers, screen)];
}

function writeRow(row: IntervalRow, { amounts }: Screen): string[] {
  return [
    `${row.method}, ${amounts.name(row.asset)}, ${stepWords[row.step]}`,
    amounts.amount(BigInt(row.least_atoms), row.asset),
    amounts.amount(BigInt(row.most_atoms), row.asset),
    row.varies_by.map((name) => (name === "openings" ? "openings" : "order")).join(" and ") || "both together",
  ];
}

function driverLines(drivers: readonly DriverRow[], untried: number, { amounts, width }: Screen): string[] {
  if (drivers.length === 0 && untried === 0) return [];
  const ofFirst = drivers.filter((row) => row.method === drivers[0]?.method);
  const told = ofFirst.slice(0, driversShownMax).flatMap((row) => {
    const effects = row.effects.map(
      ({ asset, step, atoms, least_opening_atoms: least }) =>
        `${stepWords[step]} ${amounts.amount(BigInt(atoms), asset)} instead of ${amounts.withName(BigInt(least), asset)}`,
    );
    const opening = `opening ${amounts.withName(BigInt(row.opening_tried_atoms), row.asset)} instead of ${amounts.amount(BigInt(row.opening_least_atoms), row.asset)}`;
    const lines = [namePlace(row), `${row.method}, ${opening}: ${effects.join("; ")}`].map(visibleText);
    return lines.flatMap((line, index) => wrapText(line, width - 4).map((part) => (index === 0 ? part : `    ${part}`)));
  });
  const more = drivers.length - driversShownMax;
  return [
    "Whose earlier balance would settle it",
    "",
    ...told,
    ...(more > 0 ? [`... and ${more} more; --json has them.`] : []),
    ...(untried > 0 ? [`... and ${untried} holdings of unknown opening were not tried.`] : []),
    "",
  ];
}
