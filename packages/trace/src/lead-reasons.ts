import { compareBytewise } from "@tributary/domain";
import type { LeadGraph } from "./lead-graph.ts";
import type { MassAt, SpreadMass } from "./push-mass.ts";

/**
 * Why an account has its score: the share of what ever came to it that came this way. `seeded`: a claim's payment arrived here; `paid-by`,
 * `converted-by`: the money went on to it; `paid-to`, `converted-into`: it paid an account, or into a conversion, that the money reached.
 */
export interface LeadReason {
  readonly kind: "seeded" | "paid-by" | "paid-to" | "converted-by" | "converted-into" | "others";
  /** Two decimals, a share of one. */
  readonly share: string;
  /** The other account, or the conversion; not there for others and for persons who are protected. */
  readonly from?: string;
  readonly transfers: string;
}

const reasonsMax = 3;

interface Explained {
  readonly spread: SpreadMass;
  readonly seeds: readonly MassAt[];
  /** Never named. */
  readonly hidden: ReadonlySet<string>;
  /** Whose reasons are asked for. */
  readonly accounts: ReadonlySet<string>;
}

interface ReasonSum {
  readonly kind: LeadReason["kind"];
  readonly from: string | undefined;
  mass: number;
  transfers: number;
}

/** By account or address: the ways that brought most, and the others together. */
export function explainLeads(graph: LeadGraph, explained: Explained): Map<string, readonly LeadReason[]> {
  const { nodes, outpoints } = graph;
  const sums = new Map<string, Map<string, ReasonSum>>();
  for (const [number, { account }] of nodes.entries()) {
    const holder = account === undefined ? undefined : (outpoints.addressOf.get(account) ?? account);
    if (holder === undefined || !explained.accounts.has(holder)) continue;
    const ofHolder = sums.get(holder) ?? new Map<string, ReasonSum>();
    sums.set(holder, ofHolder);
    addNode(graph, { number, explained, sums: ofHolder });
  }
  return new Map([...sums].map(([holder, ofHolder]) => [holder, writeReasons([...ofHolder.values()])]));
}

interface NodeReasons {
  readonly number: number;
  readonly explained: Explained;
  readonly sums: Map<string, ReasonSum>;
}

function addNode(graph: LeadGraph, { number, explained, sums }: NodeReasons): void {
  const { spread, seeds, hidden } = explained;
  const node = graph.nodes[number];
  const add = (kind: LeadReason["kind"], from: string | undefined, mass: number): void => {
    if (mass === 0) return;
    const named = from === undefined || hidden.has(from) ? undefined : from;
    const key = `${kind} ${named ?? ""}`;
    const sum = sums.get(key) ?? { kind, from: named, mass: 0, transfers: 0 };
    sums.set(key, sum);
    sum.mass += mass;
    sum.transfers += 1;
  };
  for (const seed of seeds) if (seed.node === number) add("seeded", undefined, seed.mass);
  const isConversion = (other: number): boolean => graph.nodes[other]?.conversion !== undefined;
  for (const { from, place } of node?.ins ?? [])
    add(isConversion(from) ? "converted-by" : "paid-by", nameOf(graph, from), spread.onward[place] ?? 0);
  for (const { to, place } of node?.outs ?? [])
    add(isConversion(to) ? "converted-into" : "paid-to", nameOf(graph, to), spread.back[place] ?? 0);
}

function nameOf({ nodes, outpoints }: LeadGraph, number: number): string | undefined {
  const node = nodes[number];
  if (node?.account === undefined) return node?.conversion;
  return outpoints.addressOf.get(node.account) ?? node.account;
}

function writeReasons(sums: readonly ReasonSum[]): LeadReason[] {
  const total = sums.reduce((sum, { mass }) => sum + mass, 0);
  const sorted = [...sums].sort(
    (a, b) => b.mass - a.mass || compareBytewise(a.kind, b.kind) || compareBytewise(a.from ?? "", b.from ?? ""),
  );
  const rest = sorted.slice(reasonsMax);
  const others: ReasonSum = {
    kind: "others",
    from: undefined,
    mass: rest.reduce((sum, { mass }) => sum + mass, 0),
    transfers: rest.reduce((sum, { transfers }) => sum + transfers, 0),
  };
  return [...sorted.slice(0, reasonsMax), ...(rest.length === 0 ? [] : [others])].map(({ kind, from, mass, transfers }) => ({
    kind,
    share: (Math.round((mass / total) * 100) / 100).toFixed(2),
    ...(from === undefined ? {} : { from }),
    transfers: String(transfers),
  }));
}
