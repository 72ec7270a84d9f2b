import { amountRules } from "@tributary/casefile";
import type { PathLeg, PositionPath, PositionPaths, PositionWithPaths, RulePaths, TracingRule } from "@tributary/trace";
import { type AmountWriter, amountWriter } from "../display-amount.ts";
import { namePlace } from "../name-place.ts";
import { byAssetAndAtoms } from "../row-order.ts";
import { visibleText } from "../visible-text.ts";
import { assumptionLines } from "./assumption-line.ts";
import type { ScreenOptions } from "./trace-text.ts";
import { wrapText } from "./wrap-text.ts";

const positionsShownMax = 10;
const pathsShownMax = 25;
const wholeSecond = /\.000000Z$/;

interface Screen {
  readonly amounts: AmountWriter;
  readonly width: number;
}

/** The ways to the positions with most value, under the first rule of the answer, for a terminal. No colour codes. */
export function pathsText(document: PositionPaths, options: ScreenOptions): string {
  const screen = { amounts: amountWriter(options.assets), width: options.width };
  const rules = amountRules.filter((rule) => document.results[rule] !== undefined);
  const [rule] = rules;
  const told = rule === undefined ? undefined : document.results[rule];
  const others = rules.slice(1);
  return [
    ...(rule === undefined || told === undefined ? [] : ruleLines(rule, told, { ...screen, which: document.which })),
    ...(others.length === 0 ? [] : [...wrapText(`--json has the paths under ${others.join(", ")} too.`, screen.width), ""]),
    ...assumptionLines(Object.values(document.results)).flatMap((line) => wrapText(line, screen.width)),
  ].join("\n");
}

const headings = {
  largest: "The largest paths to each position",
  earliest: "The earliest paths to each position",
  all: "All paths to each position",
} as const;

function ruleLines(rule: TracingRule, told: RulePaths, screen: Screen & { readonly which: PositionPaths["which"] }): string[] {
  const sorted = [...told.positions].sort(byAssetAndAtoms);
  const shown = sorted.slice(0, positionsShownMax).flatMap((position) => positionLines(position, screen));
  const omitted = sorted.length - Math.min(sorted.length, positionsShownMax);
  const left = told.positions_left.reduce((sum, row) => sum + Number(row.positions), 0);
  return [
    `${headings[screen.which]}, under ${rule}`,
    "",
    ...(sorted.length === 0 ? ["No position there.", ""] : shown),
    ...(omitted > 0 ? [`... and ${omitted} more positions; --json has their paths.`, ""] : []),
    ...(left > 0 ? [...wrapText(`${left} smaller positions are not told; name an account with --to.`, screen.width), ""] : []),
  ];
}

function positionLines(position: PositionWithPaths, { amounts, width }: Screen): string[] {
  const { claim, asset, atoms, status, reason, paths } = position;
  const why = status === "held" ? "held" : reason;
  const head = `${claim} at ${namePlace(position)}: ${amounts.withName(BigInt(atoms), asset)}, ${why}`;
  const hidden = paths.slice(pathsShownMax).reduce((sum, path) => sum + BigInt(path.atoms), 0n);
  const more = Math.max(0, paths.length - pathsShownMax) + Number(position.paths_left);
  const rest = hidden + BigInt(position.atoms_left);
  return [
    ...wrapText(visibleText(head), width),
    ...paths.slice(0, pathsShownMax).flatMap((path) => pathLines(path, asset, { amounts, width })),
    ...(more > 0 ? indent(`at least ${more} more paths with ${amounts.withName(rest, asset)}`, 2, width) : []),
    "",
  ];
}

function pathLines(path: PositionPath, asset: string, { amounts, width }: Screen): string[] {
  const arrived = amounts.withName(BigInt(path.atoms), asset);
  const started = amounts.withName(BigInt(path.start_atoms), path.start_asset);
  const head = started === arrived ? arrived : `${arrived}, of ${started}`;
  return [
    ...indent(head, 2, width),
    ...indent(`from ${path.start_account}`, 4, width),
    ...path.legs.flatMap((leg) => indent(legText(leg, amounts), 4, width)),
  ];
}

function legText({ transfer, time, to, asset, atoms, conversion }: PathLeg, amounts: AmountWriter): string {
  const act = conversion === undefined ? "" : `, conversion ${conversion}`;
  return `to ${to}: ${amounts.withName(BigInt(atoms), asset)}, ${time.replace(wholeSecond, "Z")}, ${transfer}${act}`;
}

function indent(text: string, columns: number, width: number): string[] {
  const space = " ".repeat(columns);
  return wrapText(visibleText(text), width - columns - 2).map((line, index) => `${space}${index === 0 ? "" : "  "}${line}`);
}
