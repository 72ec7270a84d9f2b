import { compareBytewise } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import type { RunAnswer } from "./sensitivity-answers.ts";
import type { CarriedRow, Headline, HeadlineRow, InferredConversionRow, NotAppliedRow } from "./sensitivity-document.ts";
import { type Figure, sumFigures } from "./sensitivity-figures.ts";
import { cutRows } from "./sensitivity-spread.ts";
import { type TracingRule, tracingRules } from "./trace-request.ts";
import type { ConversionRow, LimitRow } from "./trace-result.ts";

/** One rule without and with inferred conversions. */
interface Pair {
  readonly headline: readonly Figure[];
  readonly withInferred: readonly Figure[];
}

interface GrowingPair {
  headline: readonly Figure[] | undefined;
  withInferred: readonly Figure[] | undefined;
}

/** Takes the runs whose openings and order are the request's own. */
export interface HeadlineFold {
  readonly add: (answer: RunAnswer) => void;
  readonly write: (rowsMax: number) => {
    readonly headline: Headline;
    readonly omitted: {
      readonly headline_claims: number;
      readonly conversions: number;
      readonly carried: number;
      readonly not_applied: number;
    };
  };
}

export function createHeadline(ledger: TraceLedger, order: (a: Figure, b: Figure) => number): HeadlineFold {
  const pairs = new Map<TracingRule, GrowingPair>();
  const conversions: { readonly method: TracingRule; readonly row: ConversionRow }[] = [];
  const notApplied: NotAppliedRow[] = [];
  return {
    add: ({ run, figures, conversions: rows, limits }) => {
      if (run.rule === "poison") return;
      const pair = pairs.get(run.rule) ?? { headline: undefined, withInferred: undefined };
      pairs.set(run.rule, pair);
      if (!run.includeInferred) {
        pair.headline = figures;
        return;
      }
      pair.withInferred = figures;
      for (const row of rows) if (row.basis === "inferred") conversions.push({ method: run.rule, row });
      notApplied.push(...limits.filter(isOfConversion).map((row) => ({ method: run.rule, ...row })));
    },
    write: (rowsMax) => {
      const full = tracingRules.flatMap((method) => {
        const { headline, withInferred } = pairs.get(method) ?? {};
        return headline === undefined || withInferred === undefined ? [] : [{ method, pair: { headline, withInferred } }];
      });
      const totals = full.flatMap(({ method, pair }) => compareFigures(method, pair, { level: "totals", order }));
      const byClaim = full.flatMap(({ method, pair }) => compareFigures(method, pair, { level: "claims", order }));
      const claims = cutRows(
        byClaim.filter((row) => row.difference !== "0"),
        rowsMax,
      );
      const acting = writeConversions(ledger, byRule(conversions), rowsMax);
      const skipped = cutRows(byRule(notApplied), rowsMax);
      return {
        headline: { totals, claims: claims.rows, conversions: acting.rows, not_applied: skipped.rows },
        omitted: {
          headline_claims: claims.omitted,
          conversions: acting.omitted,
          carried: acting.carriedOmitted,
          not_applied: skipped.omitted,
        },
      };
    },
  };
}

/** In the order of the rules, whatever order the runs came in. */
function byRule<Row extends { readonly method: TracingRule }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => tracingRules.indexOf(a.method) - tracingRules.indexOf(b.method));
}

function isOfConversion({ limit }: LimitRow): boolean {
  return limit.startsWith("conversion_");
}

function compareFigures(
  method: TracingRule,
  { headline, withInferred }: Pair,
  { level, order }: { readonly level: "totals" | "claims"; readonly order: (a: Figure, b: Figure) => number },
): HeadlineRow[] {
  const [before, after] = [sumFigures(headline, level), sumFigures(withInferred, level)];
  const figures = [...new Map([...after, ...before].map(([key, { figure }]) => [key, figure] as const))];
  figures.sort(([, a], [, b]) => order(a, b));
  return figures.flatMap(([key, { claim, asset, step }]): HeadlineRow[] => {
    const [without, inferred] = [before.get(key)?.atoms ?? 0n, after.get(key)?.atoms ?? 0n];
    if (without === 0n && inferred === 0n) return [];
    const amounts = { headline_atoms: without.toString(), with_inferred_atoms: inferred.toString() };
    const difference = (inferred - without).toString();
    return [{ method, ...(level === "totals" ? {} : { claim }), asset, step, ...amounts, difference }];
  });
}

/** By conversion bytewise; what each carried by rule and claim. */
function writeConversions(
  { conversions }: TraceLedger,
  found: readonly { readonly method: TracingRule; readonly row: ConversionRow }[],
  rowsMax: number,
): { readonly rows: readonly InferredConversionRow[]; readonly omitted: number; readonly carriedOmitted: number } {
  const carriedBy = new Map<string, CarriedRow[]>();
  for (const { method, row } of found) {
    const { conversion, basis: _basis, ...carried } = row;
    const list = carriedBy.get(conversion);
    if (list === undefined) carriedBy.set(conversion, [{ method, ...carried }]);
    else list.push({ method, ...carried });
  }
  const acting = conversions.filter(({ id }) => carriedBy.has(id)).sort((a, b) => compareBytewise(a.id, b.id));
  const { rows, omitted } = cutRows(acting, rowsMax);
  let carriedOmitted = 0;
  const written = rows.map((conversion): InferredConversionRow => {
    const { id, account, kind, basis, document, outTransfers, inTransfers } = conversion;
    const carried = cutRows(carriedBy.get(id) ?? [], rowsMax);
    carriedOmitted += carried.omitted;
    const legs = { out_transfers: outTransfers, in_transfers: inTransfers };
    return { conversion: id, account, kind, basis, document, ...legs, carried: carried.rows };
  });
  return { rows: written, omitted, carriedOmitted };
}
