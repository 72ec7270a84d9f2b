import type { Headline, HeadlineRow } from "@tributary/trace";
import type { AmountWriter } from "../display-amount.ts";
import { visibleText } from "../visible-text.ts";
import { stepWords } from "./step-words.ts";
import { terminalTable } from "./terminal-table.ts";
import { wrapText } from "./wrap-text.ts";

interface Screen {
  readonly amounts: AmountWriter;
  readonly width: number;
}

const conversionsShownMax = 20;

const columns = [
  { heading: "Rule, asset, step", kind: "text" },
  { heading: "Headline", kind: "amount" },
  { heading: "With inferred", kind: "amount" },
  { heading: "Difference", kind: "amount" },
] as const;

/** The answer without and with inferred conversions, and which conversions make the difference. */
export function headlineLines({ totals, conversions, not_applied: notApplied }: Headline, screen: Screen): string[] {
  const changed = totals.filter((row) => row.difference !== "0");
  if (totals.length === 0) return [];
  const head = "Without and with inferred conversions";
  const left =
    notApplied.length === 0
      ? []
      : [`Conversions that did not act although traced value went into them: ${notApplied.length} rows; --json has them.`];
  const same = changed.length === 0 ? [`${head}: no total differs.`] : [];
  const table =
    changed.length === 0
      ? []
      : [head, "", terminalTable({ columns, rows: changed.map((row) => writeRow(row, screen)) }, screen.width), ""];
  const listed = conversions
    .slice(0, conversionsShownMax)
    .map(({ conversion, kind, basis, account }) => visibleText(`${basis} ${kind} ${conversion} of ${account}`));
  const more = conversions.length - conversionsShownMax;
  return [
    ...table,
    ...[
      ...same,
      ...listed,
      ...(more > 0 ? [`... and ${more} more inferred conversions; --json has them.`] : []),
      ...left,
    ].flatMap((line) => wrapText(line, screen.width)),
    "",
  ];
}

function writeRow(row: HeadlineRow, { amounts }: Screen): string[] {
  const write = (atoms: string): string => amounts.amount(BigInt(atoms), row.asset);
  const isLess = row.difference.startsWith("-");
  return [
    `${row.method}, ${amounts.name(row.asset)}, ${stepWords[row.step]}`,
    write(row.headline_atoms),
    write(row.with_inferred_atoms),
    isLess ? `-${write(row.difference.slice(1))}` : `+${write(row.difference)}`,
  ];
}
