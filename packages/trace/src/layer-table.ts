import { compareBytewise } from "@tributary/domain";
import type { RunControl } from "@tributary/kernel";
import type { TraceLedger } from "@tributary/ledger";
import { type LayerSums, sumLayers, untoldLayer } from "./layer-books.ts";
import { notesOf } from "./notes-of.ts";
import { amountRulesOf } from "./position-paths.ts";
import { type JournalledTrace, traceJournal } from "./trace-journal.ts";
import type { TraceRequest, TracingRule } from "./trace-request.ts";
import type { ClaimRow, PositionStatus, TraceResult } from "./trace-result.ts";

/** From the claims to the ends, layer by layer: plain data, atoms as decimal text. */
export interface LayerTable {
  /** How much may move before steps are no longer told apart. */
  readonly limits: { readonly runs_max: string };
  /** One for each rule that gives amounts. */
  readonly results: Readonly<Partial<Record<TracingRule, RuleLayers>>>;
}

type Assumptions = Pick<TraceResult, "limits_hit" | "order_assumptions" | "opening_assumptions" | "coverage_gaps">;

export interface RuleLayers extends Assumptions {
  readonly claims: readonly ClaimRow[];
  /** By asset, claim and layer. */
  readonly layers: readonly LayerRow[];
  /** All claims together, by asset and layer. */
  readonly totals: readonly LayerTotalRow[];
  readonly notes: readonly string[];
}

/**
 * One layer of one asset. Layer 0 is where money was seeded; each transfer is a step on, and a conversion, out and in together, is one.
 * seeded + entered + converted_in = held + stopped + limit + dust + destroyed + went_on + converted_away; and what went on from a layer entered the next.
 */
export interface LayerTotalRow {
  readonly asset: string;
  /** Null: layers that `runs_max` left not told apart. What went on into them from a layer is no entry of the next. */
  readonly layer: number | null;
  /** Accounts that this money came to, or was seeded at. */
  readonly accounts: string;
  readonly seeded_atoms: string;
  readonly entered_atoms: string;
  readonly converted_in_atoms: string;
  readonly held_atoms: string;
  readonly stopped_atoms: string;
  readonly limit_atoms: string;
  readonly dust_atoms: string;
  readonly destroyed_atoms: string;
  readonly went_on_atoms: string;
  readonly converted_away_atoms: string;
}

export interface LayerRow extends LayerTotalRow {
  readonly claim: string;
}

interface LayerOptions {
  readonly runsMax?: number;
  /** Ends the following of money early: layers are then those of what was followed, and the limits say so. */
  readonly control?: RunControl;
}

const layerNote =
  "A layer is the number of steps from the seed; a conversion is one step. Money that goes round counts in each layer that it enters: the layers' entries sum to more than was seeded, what stayed sums to the positions. One claim's money in one holding leaves oldest first (newest first under lifo), and what a conversion took first comes out of it first: under pro-rata and libr, and in conversions, a convention of presentation.";

/**
 * Traces the request's claims under its rule, or all of them, and sums what was traced layer by layer. Errors: REQUEST_INVALID, also where the
 * request asks backward or for poison alone, which moves no amounts.
 */
export function layerTable(
  ledger: TraceLedger,
  request: TraceRequest,
  { runsMax = defaultRunsMax, control }: LayerOptions = {},
): LayerTable {
  const traces = traceJournal(ledger, request, { rules: amountRulesOf(request, "layers"), control });
  const claimName = (claim: number): string => request.claims[claim]?.id ?? "";
  const tell = (rule: TracingRule, { result, journal }: JournalledTrace): RuleLayers =>
    tellLayers(result, sumLayers(journal, { takesNewest: rule === "lifo", runsMax }), claimName);
  const results = Object.fromEntries([...traces].map(([rule, traced]) => [rule, tell(rule, traced)]));
  return { limits: { runs_max: String(runsMax) }, results };
}

const defaultRunsMax = 10_000_000;

function tellLayers(result: TraceResult, sums: LayerSums[], claimName: (claim: number) => string): RuleLayers {
  sums.sort((a, b) => compareBytewise(a.asset, b.asset) || a.claim - b.claim || a.layer - b.layer);
  const { claims, limits_hit, order_assumptions, opening_assumptions, coverage_gaps } = result;
  return {
    claims,
    layers: sums.map((row) => ({ claim: claimName(row.claim), ...writeSums(row) })),
    totals: sumClaims(sums).map(writeSums),
    ...{ limits_hit, order_assumptions, opening_assumptions, coverage_gaps },
    notes: [...notesOf(result), layerNote],
  };
}

function sumClaims(rows: readonly LayerSums[]): LayerSums[] {
  const totals = new Map<string, LayerSums>();
  for (const row of rows) {
    const key = `${row.asset} ${row.layer}`;
    const total = totals.get(key);
    if (total === undefined) totals.set(key, { ...row, stayed: new Map(row.stayed), accounts: new Set(row.accounts) });
    else addSums(total, row);
  }
  return [...totals.values()].sort((a, b) => compareBytewise(a.asset, b.asset) || a.layer - b.layer);
}

function addSums(total: LayerSums, row: LayerSums): void {
  total.seeded += row.seeded;
  total.entered += row.entered;
  total.convertedIn += row.convertedIn;
  total.wentOn += row.wentOn;
  total.convertedAway += row.convertedAway;
  for (const [status, atoms] of row.stayed) total.stayed.set(status, (total.stayed.get(status) ?? 0n) + atoms);
  for (const account of row.accounts) total.accounts.add(account);
}

function writeSums(sums: LayerSums): LayerTotalRow {
  const stayed = (status: PositionStatus): string => (sums.stayed.get(status) ?? 0n).toString();
  return {
    asset: sums.asset,
    layer: sums.layer === untoldLayer ? null : sums.layer,
    accounts: String(sums.accounts.size),
    seeded_atoms: sums.seeded.toString(),
    entered_atoms: sums.entered.toString(),
    converted_in_atoms: sums.convertedIn.toString(),
    held_atoms: stayed("held"),
    stopped_atoms: stayed("stopped"),
    limit_atoms: stayed("limit"),
    dust_atoms: stayed("dust"),
    destroyed_atoms: stayed("destroyed"),
    went_on_atoms: sums.wentOn.toString(),
    converted_away_atoms: sums.convertedAway.toString(),
  };
}
