import { type AccountId, isTransactionHub } from "@tributary/domain";
import {
  indexOutpoints,
  type NamedTransfer,
  type OutpointIndex,
  orderSameTime,
  sortMovements,
  type TraceLedger,
} from "@tributary/ledger";
import { listIdleNames } from "./plan.ts";
import { type ConversionPlan, planConversions } from "./plan-conversions.ts";
import { createStopIndex, type StopIndex } from "./stop-index.ts";
import type { TraceRequest } from "./trace-request.ts";

/** A ledger as places that mass can lie at, and movements between them in the order traced. */
export interface LeadGraph {
  readonly nodes: readonly LeadNode[];
  readonly edges: readonly LeadEdge[];
  readonly edgeByName: ReadonlyMap<string, LeadEdge>;
  readonly outpoints: OutpointIndex;
  readonly stops: StopIndex;
}

export interface LeadNode {
  /** Undefined: a conversion. */
  readonly account: AccountId | undefined;
  readonly conversion: string | undefined;
  readonly asset: string | undefined;
  /** What arrives goes on, or back, as a whole: a conversion, a transaction of a UTXO chain. */
  readonly isPassage: boolean;
  /** In the order traced. */
  readonly ins: LeadEdge[];
  readonly outs: LeadEdge[];
}

export interface LeadEdge {
  /** In the order traced; no two edges share one. */
  readonly place: number;
  readonly transfer: NamedTransfer;
  readonly from: number;
  readonly to: number;
  /** Against the other payments of the payer, and against the other receipts of the receiver. Amounts of one asset. */
  readonly paidWeight: number;
  readonly receivedWeight: number;
}

/** One node for each holding; the legs of a conversion that acts meet in a node of their own. */
export function buildLeadGraph(ledger: TraceLedger, request: TraceRequest): LeadGraph {
  const plan = planConversions(ledger.conversions, {
    transfers: orderSameTime(sortMovements(ledger.transfers, request.until), request.sameTime),
    idleNames: listIdleNames(ledger.transfers, request.until),
    includeInferred: request.includeInferred,
  });
  const outpoints = indexOutpoints(ledger.outpoints);
  const shares = shareGains(plan);
  const nodes: LeadNode[] = [];
  const numbers = new Map<string, number>();
  const nodeOf = (key: string, blank: Omit<LeadNode, "ins" | "outs">): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, nodes.length);
    nodes.push({ ...blank, ins: [], outs: [] });
    return nodes.length - 1;
  };
  const holdingOf = (account: AccountId, asset: string): number =>
    nodeOf(`${account} ${asset}`, { account, conversion: undefined, asset, isPassage: isTransactionHub(account) });
  const conversionOf = (index: number): number => {
    const conversion = plan.applied[index]?.conversion.id ?? "";
    return nodeOf(`conversion ${conversion}`, { account: undefined, conversion, asset: undefined, isPassage: true });
  };
  const edges = plan.transfers.map((transfer, place): LeadEdge => {
    const leg = plan.legByPlace.get(place);
    const { from, to, asset } = transfer;
    const atoms = Number(transfer.atoms);
    return {
      place,
      transfer,
      from: leg?.kind === "in" ? conversionOf(leg.conversion) : holdingOf(from, asset),
      to: leg?.kind === "out" ? conversionOf(leg.conversion) : holdingOf(to, asset),
      paidWeight: leg?.kind === "in" ? atoms * (shares.get(`${leg.conversion} ${asset}`) ?? 0) : atoms,
      receivedWeight: atoms,
    };
  });
  for (const edge of edges) {
    nodes[edge.from]?.outs.push(edge);
    nodes[edge.to]?.ins.push(edge);
  }
  const edgeByName = new Map(edges.map((edge) => [edge.transfer.name, edge]));
  return { nodes, edges, edgeByName, outpoints, stops: createStopIndex({ tags: ledger.tags, request, outpoints }) };
}

/** What a conversion gives in several assets counts alike for each: `1 / what it gives of the asset`, by conversion and asset. */
function shareGains({ transfers, legByPlace }: ConversionPlan): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [place, { kind, conversion }] of legByPlace) {
    const transfer = transfers[place];
    if (kind !== "in" || transfer === undefined) continue;
    const key = `${conversion} ${transfer.asset}`;
    sums.set(key, (sums.get(key) ?? 0) + Number(transfer.atoms));
  }
  return new Map([...sums].map(([key, sum]) => [key, 1 / sum]));
}
