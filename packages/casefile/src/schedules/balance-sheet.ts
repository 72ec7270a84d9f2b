import { compareBytewise } from "@tributary/domain";
import { type TraceResult, type TracingRule, tracingRules } from "@tributary/trace";
import type { AnsweredRequest } from "../answered-request.ts";
import { amountResults, type CaseView, joinKey } from "./case-view.ts";
import { listReached } from "./compounds-schedule.ts";
import { type RuleRecords, type RuleSums, sumByRule } from "./rule-sums.ts";

/** The steps of the reconciled chain, in the order in which they are read. */
export const chainSteps = [
  "stated",
  "paid",
  "seeded",
  "converted-in",
  "converted-out",
  "reached",
  "held",
  "stopped",
  "not-followed",
  "destroyed",
] as const;
export type ChainStep = (typeof chainSteps)[number];

/** The chain of one asset: an amount for each step under each rule. `stated` and `paid` are the same under every rule. */
export interface AssetChain {
  readonly asset: string;
  readonly steps: ReadonlyMap<ChainStep, RuleSums>;
  /** Under every rule: seeded + converted in = held + stopped + not followed + destroyed + converted out, to the last atom. */
  readonly isReconciled: boolean;
}

/** An amount of one step, of one asset, under one rule. */
export interface StepRow {
  readonly asset: string;
  readonly step: ChainStep;
  readonly atoms: bigint;
}

/** Reported loss, what was labelled, where it is: one chain an asset. */
export function balanceSheet(view: CaseView, answer: AnsweredRequest): AssetChain[] {
  const recorded = recordedSteps(view, answer);
  const reached = listReached(answer);
  return sumChains(
    amountResults(answer).map((result) => ({
      rule: result.method,
      rows: [
        ...recorded,
        ...resultSteps(result),
        ...reached.map(({ row, sums }): StepRow => ({ asset: row.asset, step: "reached", atoms: sums.get(result.method) ?? 0n })),
      ],
    })),
  );
}

/** Sums steps to chains, in the order in which money runs: assets that were changed into others, other assets of the claims, the rest; by asset bytewise. */
export function sumChains(results: readonly RuleRecords<StepRow>[]): AssetChain[] {
  const sums = sumByRule(
    results,
    (row) => `${row.asset}\u0000${row.step}`,
    (row) => row.atoms,
  );
  const chains = new Map<string, Map<ChainStep, RuleSums>>();
  for (const group of sums) {
    const chain = chains.get(group.first.asset) ?? new Map<ChainStep, RuleSums>();
    chains.set(group.first.asset, chain.set(group.first.step, group.sums));
  }
  const rules = results.map(({ rule }) => rule);
  return [...chains.entries()]
    .map(([asset, steps]) => ({ asset, steps, isReconciled: rules.every((rule) => isReconciled(steps, rule)) }))
    .sort((a, b) => rank(a) - rank(b) || compareBytewise(a.asset, b.asset));
}

function rank({ steps }: Pick<AssetChain, "steps">): number {
  if (steps.has("converted-out")) return 0;
  return steps.has("seeded") ? 1 : 2;
}

function recordedSteps(view: CaseView, answer: AnsweredRequest): StepRow[] {
  const claims = new Set(answer.request.claims.map((claim) => claim.id));
  const stated = view.contents.statedLosses
    .filter((loss) => claims.has(loss.claim))
    .map(({ asset, atoms }): StepRow => ({ asset, step: "stated", atoms }));
  const names = new Set(answer.request.claims.flatMap((claim) => ("account" in claim ? [] : claim.transfers)));
  const paid = [...names].flatMap((name): StepRow[] => {
    const transfer = view.transfers.get(name);
    return transfer === undefined ? [] : [{ asset: transfer.asset, step: "paid", atoms: transfer.atoms }];
  });
  return [...stated, ...paid];
}

const stepOfStatus: Readonly<Record<string, ChainStep>> = {
  held: "held",
  stopped: "stopped",
  limit: "not-followed",
  dust: "not-followed",
  destroyed: "destroyed",
};

/** The steps that a result states by itself. */
export function resultSteps(result: Pick<TraceResult, "claims" | "conversions" | "positions">): StepRow[] {
  return [
    ...result.claims.map((row): StepRow => ({ asset: row.asset, step: "seeded", atoms: BigInt(row.seeded_atoms) })),
    ...conversionSteps(result.conversions),
    ...result.positions.flatMap((row): StepRow[] => {
      const step = stepOfStatus[row.status];
      return step === undefined ? [] : [{ asset: row.asset, step, atoms: BigInt(row.atoms) }];
    }),
  ];
}

/** A conversion into several assets has a row for each, and each states the whole amount that was given: it counts once. */
function conversionSteps(rows: TraceResult["conversions"]): StepRow[] {
  const given = new Map(rows.map((row) => [joinKey(row.conversion, row.claim, row.asset_out), row]));
  return [
    ...[...given.values()].map((row): StepRow => ({ asset: row.asset_out, step: "converted-out", atoms: BigInt(row.atoms_out) })),
    ...rows.map((row): StepRow => ({ asset: row.asset_in, step: "converted-in", atoms: BigInt(row.atoms_in) })),
  ];
}

function isReconciled(steps: ReadonlyMap<ChainStep, RuleSums>, rule: TracingRule): boolean {
  const at = (step: ChainStep): bigint => steps.get(step)?.get(rule) ?? 0n;
  const arrived = at("seeded") + at("converted-in");
  return arrived === at("held") + at("stopped") + at("not-followed") + at("destroyed") + at("converted-out");
}

/** The rules of a request that follow amounts, in their order. */
export function amountRulesOf(answer: AnsweredRequest): TracingRule[] {
  const asked = new Set(amountResults(answer).map((result) => result.method));
  return tracingRules.filter((rule) => asked.has(rule));
}
