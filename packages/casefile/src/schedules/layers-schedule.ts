import { compareBytewise } from "@tributary/domain";
import type { TraceResult } from "@tributary/trace";
import type { AnsweredRequest } from "../answered-request.ts";
import { amountResults, type CaseView } from "./case-view.ts";
import { type CellColumn, type Schedule, tabulate } from "./schedule.ts";
import { walkLayers } from "./walk-layers.ts";

interface Layer {
  readonly request: string;
  readonly rule: string;
  readonly asset: string;
  readonly layer: number;
  readonly accounts: Set<string>;
  readonly transfers: Set<string>;
  in: bigint;
  out: bigint;
  final: bigint;
}

/** Layer by layer: how much traced value came in, went on, and stayed. */
export function layersSchedule(view: CaseView): Schedule {
  const head = { chapter: "C", name: "schedule-C-layers", title: "Layers of the flow" };
  const layers = view.answers.flatMap((answer) => amountResults(answer).flatMap((result) => resultLayers(view, answer, result)));
  return tabulate(head, columns, layers);
}

const columns: readonly CellColumn<Layer>[] = [
  { name: "request", meaning: "request of the case", cell: (row) => row.request },
  { name: "rule", meaning: "tracing rule", cell: (row) => row.rule },
  { name: "asset", meaning: "asset of the amounts in this row", cell: (row) => row.asset },
  { name: "layer", meaning: "hops from the claims", cell: (row) => row.layer.toString() },
  { name: "accounts", meaning: "accounts of this layer that carried traced value", cell: (row) => row.accounts.size.toString() },
  { name: "transfers_in", meaning: "transfers that brought traced value", cell: (row) => row.transfers.size.toString() },
  { name: "traced_in_atoms", meaning: "traced value received from transfers", cell: (row) => row.in.toString() },
  { name: "traced_out_atoms", meaning: "traced value sent on", cell: (row) => row.out.toString() },
  { name: "final_atoms", meaning: "traced value whose last position is in this layer", cell: (row) => row.final.toString() },
];

function resultLayers(view: CaseView, answer: AnsweredRequest, result: TraceResult): Layer[] {
  const hops = walkLayers(view, answer, result);
  const layers = new Map<string, Layer>();
  const layerOf = (account: string, asset: string): Layer => {
    const layer = hops.get(account) ?? 0;
    const key = `${asset}\u0000${layer.toString().padStart(9, "0")}`;
    const known = layers.get(key) ?? {
      ...{ request: answer.id, rule: result.method, asset, layer, in: 0n, out: 0n, final: 0n },
      ...{ accounts: new Set<string>(), transfers: new Set<string>() },
    };
    known.accounts.add(account);
    layers.set(key, known);
    return known;
  };
  const legs = convertedOutLegs(view, result);
  for (const { transfer: name, atoms } of result.flows) {
    const transfer = view.transfers.get(name);
    if (transfer === undefined) continue;
    layerOf(transfer.from, transfer.asset).out += BigInt(atoms);
    if (legs.has(name)) continue;
    const receiver = layerOf(transfer.to, transfer.asset);
    receiver.in += BigInt(atoms);
    receiver.transfers.add(name);
  }
  for (const { account, asset, atoms } of result.positions) layerOf(account, asset).final += BigInt(atoms);
  return [...layers.entries()].sort(([a], [b]) => compareBytewise(a, b)).map(([, layer]) => layer);
}

/** What an out leg takes goes into its conversion, not to its receiver. */
function convertedOutLegs(view: CaseView, result: TraceResult): ReadonlySet<string> {
  const applied = new Set(result.conversions.map((row) => row.conversion));
  return new Set(
    view.contents.ledger.conversions.filter(({ id }) => applied.has(id)).flatMap((conversion) => conversion.outTransfers),
  );
}
