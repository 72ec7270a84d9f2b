import { visibleText } from "../visible-text.ts";
import { displayWidth } from "./display-width.ts";
import { wrapText } from "./wrap-text.ts";

export interface TerminalColumn {
  readonly heading: string;
  /** `amount` stands to the right and is never broken; `text` is broken where the table is too wide. */
  readonly kind: "text" | "amount";
}

export interface TerminalTable {
  readonly columns: readonly TerminalColumn[];
  readonly rows: readonly (readonly string[])[];
}

const gap = "  ";
const textWidthMin = 12;

/**
 * Draws a table for a terminal of `width` columns, without colour codes. A text column is broken over lines; where the amounts alone are
 * too wide, the table is drawn in several parts that repeat the first column.
 */
export function terminalTable(table: TerminalTable, width: number): string {
  const visible = { ...table, rows: table.rows.map((row) => row.map(visibleText)) };
  return splitColumns(visible, width)
    .map((part) => drawPart(part, width))
    .join("\n\n");
}

/** Groups of columns that fit beside the first one. */
function splitColumns(table: TerminalTable, width: number): TerminalTable[] {
  const needs = table.columns.map((column, index) => leastWidth(table, column, index));
  const [first = 0] = needs;
  const groups: number[][] = [];
  let used = first;
  for (const [index, need] of needs.entries()) {
    if (index === 0) continue;
    const last = groups.at(-1);
    if (last === undefined || used + gap.length + need > width) {
      groups.push([index]);
      used = first + gap.length + need;
    } else {
      last.push(index);
      used += gap.length + need;
    }
  }
  if (groups.length <= 1) return [table];
  return groups.map((group) => pickColumns(table, [0, ...group]));
}

function pickColumns(table: TerminalTable, indexes: readonly number[]): TerminalTable {
  const pick = <Value>(values: readonly Value[]): Value[] => indexes.flatMap((index) => values.slice(index, index + 1));
  return { columns: pick(table.columns), rows: table.rows.map(pick) };
}

function naturalWidth(table: TerminalTable, index: number): number {
  const cells = [table.columns[index]?.heading ?? "", ...table.rows.map((row) => row[index] ?? "")];
  return cells.reduce((widest, cell) => Math.max(widest, displayWidth(cell)), 0);
}

function leastWidth(table: TerminalTable, column: TerminalColumn, index: number): number {
  const natural = naturalWidth(table, index);
  return column.kind === "amount" ? natural : Math.min(natural, textWidthMin);
}

function drawPart(table: TerminalTable, width: number): string {
  const widths = fitWidths(table, width);
  const draw = (cells: readonly string[]): string[] => drawRow(table, cells, widths);
  const line = widths.map((columnWidth) => "-".repeat(columnWidth)).join(gap);
  return [...draw(table.columns.map((column) => column.heading)), line, ...table.rows.flatMap(draw)].join("\n");
}

/** Takes from the widest text column, one column at a time, until the table fits or no text column can give. */
function fitWidths(table: TerminalTable, width: number): number[] {
  const widths = table.columns.map((_, index) => naturalWidth(table, index));
  const least = table.columns.map((column, index) => leastWidth(table, column, index));
  let excess = widths.reduce((sum, each) => sum + each, gap.length * (widths.length - 1)) - width;
  while (excess > 0) {
    const widest = widths.reduce(
      (best, each, index) => (each > (least[index] ?? each) && each > (widths[best] ?? 0) ? index : best),
      widths.findIndex((each, index) => each > (least[index] ?? each)),
    );
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 1) - 1;
    excess -= 1;
  }
  return widths;
}

function drawRow(table: TerminalTable, cells: readonly string[], widths: readonly number[]): string[] {
  const wrapped = widths.map((width, index) => wrapText(cells[index] ?? "", Math.max(1, width)));
  const height = wrapped.reduce((tallest, lines) => Math.max(tallest, lines.length), 1);
  return Array.from({ length: height }, (_, lineIndex) =>
    widths
      .map((width, index) => padCell(wrapped[index]?.[lineIndex] ?? "", width, table.columns[index]?.kind === "amount"))
      .join(gap)
      .trimEnd(),
  );
}

function padCell(text: string, width: number, isRight: boolean): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return isRight ? `${space}${text}` : `${text}${space}`;
}
