import { compareBytewise } from "@tributary/domain";
import {
  type OriginRow,
  type PositionRow,
  type ResultDifference,
  type ResultTableName,
  type RuleDifference,
  type TableDifference,
  type TotalRow,
  type TracingRule,
  tracingRules,
} from "@tributary/trace";
import { type AmountWriter, amountWriter } from "../display-amount.ts";
import { namePlace } from "../name-place.ts";
import { visibleText } from "../visible-text.ts";
import { type TerminalColumn, terminalTable } from "./terminal-table.ts";
import type { ScreenOptions } from "./trace-text.ts";
import { wrapText } from "./wrap-text.ts";

export interface ChangesScreen extends ScreenOptions {
  /** What the two answers are called: where they came from. */
  readonly before: string;
  readonly after: string;
  /** Sentences on why an answer, and so what is told here, is not complete. */
  readonly reasons: readonly string[];
}

interface Screen {
  readonly amounts: AmountWriter;
  readonly width: number;
}

const rowsShownMax = 10;

/** What differs between two answers, for a terminal: under each rule the totals, then what is new, gone and changed, largest first. No colour codes. */
export function changesText(difference: ResultDifference, options: ChangesScreen): string {
  const screen = { amounts: amountWriter(options.assets), width: options.width };
  const rules = tracingRules.flatMap((rule) => {
    const found = difference.results[rule];
    return found === undefined ? [] : [{ rule, found }];
  });
  const unchanged = rules.filter(({ found }) => found.same).map(({ rule }) => rule);
  const verdict = difference.same
    ? "Nothing has changed: the two answers are the same in every row."
    : unchanged.length > 0
      ? `Nothing has changed under ${unchanged.join(", ")}.`
      : undefined;
  return [
    ...wrapText(visibleText(`Before: ${options.before}`), screen.width),
    ...wrapText(visibleText(`After: ${options.after}`), screen.width),
    "",
    ...(verdict === undefined ? [] : [...wrapText(verdict, screen.width), ""]),
    ...rules.filter(({ found }) => !found.same).flatMap(({ rule, found }) => ruleLines(rule, found, screen)),
    ...options.reasons.flatMap((reason) => wrapText(visibleText(reason), screen.width)),
  ]
    .join("\n")
    .trimEnd();
}

function ruleLines(rule: TracingRule, found: RuleDifference, screen: Screen): string[] {
  const heading = rule === "poison" ? "Under poison (exposure, not an amount)" : `Under ${rule}`;
  const moves = listMoves(found);
  return [
    heading,
    "",
    ...totalLines(found.totals, screen),
    ...moveLines(`New ${moves.noun}`, moves.added, screen),
    ...moveLines(`${moves.noun} that are gone`, moves.removed, screen),
    ...moveLines(`${moves.noun} with another amount`, moves.changed, screen),
    ...countLines(found).flatMap((line) => wrapText(line, screen.width)),
    ...closingLines(found),
    "",
  ];
}

function closingLines({ sums_close: sums }: RuleDifference): string[] {
  if (sums === undefined || sums.before === sums.after) return [];
  return [sums.after ? "The origins now sum to the target." : "The origins no longer sum to the target."];
}

const totalColumns: readonly TerminalColumn[] = [
  { heading: "Total", kind: "text" },
  { heading: "Asset", kind: "text" },
  { heading: "Before", kind: "amount" },
  { heading: "After", kind: "amount" },
  { heading: "Difference", kind: "amount" },
];

function totalLines(totals: readonly TotalRow[], screen: Screen): string[] {
  const moved = totals
    .filter((total) => total.difference !== "0")
    .map(({ claim, asset, status, before, after }) => ({
      place: claim === null ? status : `${claim} ${status}`,
      detail: "",
      asset,
      before: BigInt(before),
      after: BigInt(after),
    }))
    .sort(byAssetAndDifference);
  if (moved.length === 0) return ["All totals are the same.", ""];
  const rows = moved.slice(0, rowsShownMax).map((move) => {
    const [before, after, difference] = moveCells(move, screen);
    return [move.place, screen.amounts.name(move.asset), before, after, difference];
  });
  return [terminalTable({ columns: totalColumns, rows }, screen.width), ...moreLine(moved.length, "totals"), ""];
}

/** Value that stands somewhere in one answer or both. */
interface Move {
  readonly place: string;
  readonly detail: string;
  readonly asset: string;
  readonly before: bigint;
  readonly after: bigint;
}

interface Moves {
  /** What the places are. */
  readonly noun: "positions" | "origins";
  readonly added: readonly Move[];
  readonly removed: readonly Move[];
  readonly changed: readonly Move[];
}

function listMoves({ tables: { positions, origins } }: RuleDifference): Moves {
  if (positions !== undefined) return { noun: "positions", ...movesOf(positions, namePosition) };
  if (origins !== undefined) return { noun: "origins", ...movesOf(origins, nameOrigin) };
  return { noun: "positions", added: [], removed: [], changed: [] };
}

interface Named {
  readonly place: string;
  readonly detail: string;
}

interface Holding {
  readonly asset: string;
  readonly atoms: string;
}

function movesOf<Row extends Holding>(table: TableDifference<Row>, nameOf: (row: Row) => Named): Omit<Moves, "noun"> {
  const move = (row: Row, before: string, after: string): Move => ({
    ...nameOf(row),
    asset: row.asset,
    before: BigInt(before),
    after: BigInt(after),
  });
  return {
    added: table.added.map(({ row }) => move(row, "0", row.atoms)).sort(byAssetAndDifference),
    removed: table.removed.map(({ row }) => move(row, row.atoms, "0")).sort(byAssetAndDifference),
    changed: table.changed
      .filter(({ before, after }) => before.atoms !== after.atoms)
      .map(({ before, after }) => move(after, before.atoms, after.atoms))
      .sort(byAssetAndDifference),
  };
}

function namePosition(row: PositionRow): Named {
  const why = row.status === "held" || row.status === "exposed" ? row.status : row.reason;
  return { place: namePlace(row), detail: `${row.claim}, ${why}` };
}

function nameOrigin(row: OriginRow): Named {
  return { place: namePlace(row), detail: "transfer" in row ? `transfer ${row.transfer}` : `opening (${row.opening})` };
}

function moveLines(heading: string, moves: readonly Move[], screen: Screen): string[] {
  if (moves.length === 0) return [];
  const shown = moves.slice(0, rowsShownMax).flatMap((move) => {
    const [before, after, difference] = moveCells(move, screen);
    const sides = move.before === 0n || move.after === 0n ? "" : `, from ${before} to ${after}`;
    const amount = `${difference} ${screen.amounts.name(move.asset)}${sides}  ${move.detail}`;
    const lines = [move.place, amount].map(visibleText);
    return lines.flatMap((line, index) =>
      wrapText(line, screen.width - 6).map((part) => `${index === 0 ? "  " : "      "}${part}`),
    );
  });
  const capital = `${heading.charAt(0).toUpperCase()}${heading.slice(1)}: ${moves.length}`;
  return [capital, ...shown, ...moreLine(moves.length, "rows"), ""];
}

function moveCells({ asset, before, after }: Move, { amounts }: Screen): [before: string, after: string, difference: string] {
  const difference = after - before;
  return [
    amounts.amount(before, asset),
    amounts.amount(after, asset),
    `${difference > 0n ? "+" : ""}${amounts.amount(difference, asset)}`,
  ];
}

function moreLine(count: number, what: string): string[] {
  return count > rowsShownMax ? [`  ... and ${count - rowsShownMax} more ${what}; --json has all of them.`] : [];
}

/** Atoms of two assets cannot be compared; within one the largest difference comes first. */
function byAssetAndDifference(a: Move, b: Move): number {
  const [left, right] = [sizeOf(a), sizeOf(b)];
  return compareBytewise(a.asset, b.asset) || (left === right ? 0 : left > right ? -1 : 1);
}

function sizeOf({ before, after }: Move): bigint {
  return after > before ? after - before : before - after;
}

const tableWords: readonly (readonly [ResultTableName, string])[] = [
  ["claims", "claims"],
  ["positions", "positions"],
  ["origins", "origins"],
  ["flows", "parts of transfers"],
  ["conversions", "parts of conversions"],
  ["order_assumptions", "assumed orders"],
  ["opening_assumptions", "assumed earlier balances"],
  ["limits_hit", "limits reached"],
  ["coverage_gaps", "gaps in the records"],
];

/** How many rows of each kind differ. */
function countLines({ tables }: RuleDifference): string[] {
  return tableWords.flatMap(([name, words]) => {
    const table = tables[name];
    if (table === undefined) return [];
    const { added, removed, changed, reordered } = table;
    const counts = [
      ...(added.length > 0 ? [`${added.length} new`] : []),
      ...(removed.length > 0 ? [`${removed.length} gone`] : []),
      ...(changed.length > 0 ? [`${changed.length} changed`] : []),
      ...(reordered.length > 0 ? ["in another order"] : []),
    ];
    return counts.length === 0 ? [] : [`${words}: ${counts.join(", ")} (${table.rows_before} before, ${table.rows_after} after)`];
  });
}
