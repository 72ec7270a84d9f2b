import { amountRules } from "@tributary/casefile";
import type { LayerTable, LayerTotalRow, RuleLayers, TracingRule } from "@tributary/trace";
import { type AmountWriter, amountWriter } from "../display-amount.ts";
import { assumptionLines } from "./assumption-line.ts";
import { terminalTable } from "./terminal-table.ts";
import type { ScreenOptions } from "./trace-text.ts";
import { wrapText } from "./wrap-text.ts";

const layersShownMax = 30;

interface Screen {
  readonly amounts: AmountWriter;
  readonly width: number;
}

/** From the claims to the ends, layer by layer, one table an asset, under the first rule of the answer, for a terminal. No colour codes. */
export function layersText(document: LayerTable, options: ScreenOptions): string {
  const screen = { amounts: amountWriter(options.assets), width: options.width };
  const rules = amountRules.filter((rule) => document.results[rule] !== undefined);
  const [rule] = rules;
  const told = rule === undefined ? undefined : document.results[rule];
  const beside = rules.length > 1 ? `, and the layers under ${rules.slice(1).join(", ")}` : "";
  return [
    ...(rule === undefined || told === undefined ? [] : ruleLines(rule, told, screen)),
    ...wrapText(`--json has the layers of each claim${beside}.`, screen.width),
    "",
    ...assumptionLines(Object.values(document.results)).flatMap((line) => wrapText(line, screen.width)),
  ].join("\n");
}

function ruleLines(rule: TracingRule, { totals }: RuleLayers, screen: Screen): string[] {
  const assets = [...new Set(totals.map(({ asset }) => asset))];
  const tables = assets.flatMap((asset) =>
    assetLines(
      asset,
      totals.filter((row) => row.asset === asset),
      screen,
    ),
  );
  return [`All claims, layer by layer, under ${rule}`, "", ...(totals.length === 0 ? ["Nothing was traced.", ""] : tables)];
}

const columns = [
  { heading: "Seeded", of: "seeded_atoms" },
  { heading: "Came in", of: "entered_atoms" },
  { heading: "Converted in", of: "converted_in_atoms" },
  { heading: "Held", of: "held_atoms" },
  { heading: "Stopped", of: "stopped_atoms" },
  { heading: "Limit", of: "limit_atoms" },
  { heading: "Dust", of: "dust_atoms" },
  { heading: "Destroyed", of: "destroyed_atoms" },
  { heading: "Converted away", of: "converted_away_atoms" },
  { heading: "Went on", of: "went_on_atoms" },
] as const;

/** Only columns that hold something. */
function assetLines(asset: string, rows: readonly LayerTotalRow[], { amounts, width }: Screen): string[] {
  const used = columns.filter(({ of }) => rows.some((row) => row[of] !== "0"));
  const shown = rows.slice(0, layersShownMax);
  const table = {
    columns: [
      { heading: `${amounts.name(asset)}, layer`, kind: "text" as const },
      { heading: "Accounts", kind: "amount" as const },
      ...used.map(({ heading }) => ({ heading, kind: "amount" as const })),
    ],
    rows: shown.map((row) => [
      row.layer === null ? "not told apart" : String(row.layer),
      row.accounts,
      ...used.map(({ of }) => (row[of] === "0" ? "" : amounts.amount(BigInt(row[of]), asset))),
    ]),
  };
  const omitted = rows.length - shown.length;
  return [terminalTable(table, width), ...(omitted > 0 ? [`... and ${omitted} more layers; --json has all of them.`] : []), ""];
}
