import {
  amountRules,
  leastOf,
  mostOf,
  type RuleRecords,
  resultSteps,
  type StepRow,
  sumByRule,
  sumChains,
  sumPlaces,
} from "@tributary/casefile";
import type { CompoundFlows, ReachedRow, RuleFlows, TracingRule } from "@tributary/trace";
import { type AmountWriter, amountWriter } from "../display-amount.ts";
import { byAssetAndAtoms } from "../row-order.ts";
import { visibleText } from "../visible-text.ts";
import { assumptionLines } from "./assumption-line.ts";
import { chainTables } from "./chain-table.ts";
import { placeLines } from "./place-lines.ts";
import { terminalTable } from "./terminal-table.ts";
import type { ScreenOptions } from "./trace-text.ts";
import { wrapText } from "./wrap-text.ts";

const pathsShownMax = 5;

interface RuledFlows {
  readonly rule: TracingRule;
  readonly flows: RuleFlows;
}

interface Screen {
  readonly amounts: AmountWriter;
  readonly width: number;
  readonly document: CompoundFlows;
}

/** "How much reached which compound" for a terminal: compounds first, then claims, paths, places, and what the figures rest on. No colour codes. */
export function flowsText(document: CompoundFlows, options: ScreenOptions): string {
  const screen: Screen = { amounts: amountWriter(options.assets), width: options.width, document };
  const ruled = amountRules.flatMap((rule): RuledFlows[] => {
    const flows = document.results[rule];
    return flows === undefined ? [] : [{ rule, flows }];
  });
  const [shown] = ruled;
  return [
    ...(shown === undefined ? [] : amountLines(ruled, shown, screen)),
    ...exposureLines(document, screen),
    ...assumptionLines(Object.values(document.results)).flatMap((line) => wrapText(line, screen.width)),
  ].join("\n");
}

function amountLines(ruled: readonly RuledFlows[], shown: RuledFlows, screen: Screen): string[] {
  const rules = ruled.map(({ rule }) => rule);
  const reached = ruled.map(({ rule, flows }) => ({ rule, rows: flows.reached }));
  const chains = sumChains(ruled.map(({ rule, flows }) => ({ rule, rows: stepsOf(flows) })));
  const order = [...new Set(shown.flows.claims.map((row) => row.claim))];
  const positions = ruled.map(({ rule, flows }) => ({ rule, rows: [...flows.held, ...flows.not_followed] }));
  return [
    "What reached accounts linked to compounds",
    "",
    ...compoundLines(reached, screen),
    "Claim by claim",
    "",
    ...claimLines(reached, screen),
    ...pathLines(shown, screen),
    "Where the money is, rule beside rule",
    "",
    ...chainTables(chains, rules, screen),
    "Places",
    "",
    ...placeLines(sumPlaces("", order, positions), screen),
  ];
}

function stepsOf(flows: RuleFlows): StepRow[] {
  const steps = resultSteps({
    claims: flows.claims,
    conversions: flows.conversions,
    positions: [...flows.held, ...flows.not_followed],
  });
  return [...steps, ...flows.reached.map((row): StepRow => ({ asset: row.asset, step: "reached", atoms: BigInt(row.atoms) }))];
}

function nameCompound(screen: Screen, id: string): string {
  const compound = screen.document.compounds.find((known) => known.compound === id);
  return compound === undefined ? id : `${compound.name} (${compound.country})`;
}

function compoundLines(reached: readonly RuleRecords<ReachedRow>[], screen: Screen): string[] {
  const groups = sumByRule(
    reached,
    (row) => `${row.compound}\u0000${row.asset}`,
    (row) => BigInt(row.atoms),
  );
  if (groups.length === 0) return ["Nothing, under no rule.", ""];
  const claimsOf = (compound: string): number =>
    new Set(reached.flatMap(({ rows }) => rows.filter((row) => row.compound === compound).map((row) => row.claim))).size;
  const rows = groups.map(({ first, sums }) => [
    nameCompound(screen, first.compound),
    claimsOf(first.compound).toString(),
    screen.amounts.name(first.asset),
    screen.amounts.amount(leastOf(sums), first.asset),
    screen.amounts.amount(mostOf(sums), first.asset),
  ]);
  return [terminalTable({ columns: compoundColumns, rows }, screen.width), ""];
}

const compoundColumns = [
  { heading: "Compound (stated country)", kind: "text" },
  { heading: "Claims", kind: "amount" },
  { heading: "Asset", kind: "text" },
  { heading: "Least", kind: "amount" },
  { heading: "Most", kind: "amount" },
] as const;

function claimLines(reached: readonly RuleRecords<ReachedRow>[], screen: Screen): string[] {
  const groups = sumByRule(
    reached,
    (row) => `${row.claim}\u0000${row.compound}\u0000${row.asset}`,
    (row) => BigInt(row.atoms),
  );
  const rows = groups.map(({ first, sums }) => [
    first.claim,
    nameCompound(screen, first.compound),
    `${screen.amounts.range(leastOf(sums), mostOf(sums), first.asset)} ${screen.amounts.name(first.asset)}`,
  ]);
  const columns = [
    { heading: "Claim", kind: "text" as const },
    { heading: "Compound", kind: "text" as const },
    { heading: "Least to most", kind: "text" as const },
  ];
  return [terminalTable({ columns, rows }, screen.width), ""];
}

function pathLines({ rule, flows }: RuledFlows, screen: Screen): string[] {
  const paths = [...flows.paths].sort(byAssetAndAtoms);
  if (paths.length === 0) return [];
  const told = paths.slice(0, pathsShownMax).flatMap((path) => {
    const services = [
      ...path.services.map((service) => `${service.category} "${service.label}"`),
      ...path.conversions.map((conversion) => `conversion ${conversion}`),
    ].join(", ");
    const head = `${path.claim} to ${nameCompound(screen, path.compound)}: ${screen.amounts.withName(BigInt(path.atoms), path.asset)}${services === "" ? "" : ` through ${services}`}`;
    const steps = path.accounts.flatMap((account, index) =>
      wrapText(`${index === 0 ? "from" : "to"} ${account}`, screen.width - 6),
    );
    return [...wrapText(visibleText(head), screen.width), ...steps.map((step) => `  ${visibleText(step)}`), ""];
  });
  const omitted = paths.length - pathsShownMax;
  return [
    `The largest paths under ${rule}`,
    "",
    ...told,
    ...(omitted > 0 ? [`... and ${omitted} more paths; --json has them.`, ""] : []),
  ];
}

function exposureLines(document: CompoundFlows, screen: Screen): string[] {
  const poison = document.results.poison;
  if (poison === undefined) return [];
  const compounds = new Set(poison.reached.map((row) => row.compound)).size;
  const words = `Exposure under poison (not an amount): marked transfers entered accounts linked to ${compounds} compounds.`;
  return [...wrapText(words, screen.width), ""];
}
