import { formatInstant, formatProofState } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import type { FlowRow } from "@tributary/trace";
import type { TransferSource } from "../case-contents.ts";
import { amountResults, type CaseView } from "./case-view.ts";
import { type CellColumn, type Schedule, tabulate } from "./schedule.ts";

interface SourcedTransfer {
  readonly transfer: NamedTransfer;
  readonly source: TransferSource | undefined;
  readonly isOrderAssumed: boolean;
}

/** The transfers that the answers rest on, each with the record that it comes from. */
export function transfersSchedule(view: CaseView): Schedule {
  const head = { chapter: "D", name: "schedule-D-transfers", title: "Transfer ledger with provenance" };
  const used = usedTransfers(view);
  const assumed = new Set(
    view.answers.flatMap(amountResults).flatMap((result) => result.order_assumptions.flatMap((row) => row.transfers)),
  );
  const sources = new Map(view.contents.sources.map((source) => [source.transfer, source]));
  const rows = view.contents.ledger.transfers
    .filter((transfer) => used.has(transfer.name))
    .map((transfer) => ({ transfer, source: sources.get(transfer.name), isOrderAssumed: assumed.has(transfer.name) }));
  return tabulate(head, columns, rows);
}

const columns: readonly CellColumn<SourcedTransfer>[] = [
  { name: "transfer", meaning: "transfer name", cell: ({ transfer }) => transfer.name },
  { name: "occurred_at", meaning: "UTC", cell: ({ transfer }) => formatInstant(transfer.occurredAt) },
  { name: "precision", meaning: "how precise the stated time is", cell: ({ transfer }) => transfer.precision },
  { name: "basis", meaning: "what the time states", cell: ({ transfer }) => transfer.basis },
  { name: "sequence", meaning: "the source's own order", cell: ({ transfer }) => transfer.sequence.toString() },
  {
    name: "order_assumed",
    meaning: "yes where the order was not given by the source",
    cell: (row) => (row.isOrderAssumed ? "yes" : "no"),
  },
  { name: "from", meaning: "paying account", cell: ({ transfer }) => transfer.from },
  { name: "to", meaning: "receiving account", cell: ({ transfer }) => transfer.to },
  { name: "asset", meaning: "asset moved", cell: ({ transfer }) => transfer.asset },
  { name: "atoms", meaning: "amount moved, in atoms", cell: ({ transfer }) => transfer.atoms.toString() },
  { name: "reference", meaning: "transaction or booking, where it may be told", cell: ({ transfer }) => transfer.reference },
  { name: "record_id", meaning: "opaque id of the source record", cell: ({ source }) => source?.recordId ?? null },
  { name: "record_kind", meaning: "sort of source record", cell: ({ source }) => source?.kind ?? null },
  { name: "file_sha256", meaning: "digest of the source file", cell: ({ source }) => source?.fileSha256 ?? null },
  { name: "raw_sha256", meaning: "digest of the record's own bytes", cell: ({ source }) => source?.rawSha256 ?? null },
  {
    name: "proof",
    meaning: 'how the chain\'s data are known: "proven", "quorum k of n" or "single source"; empty where nothing is stated',
    cell: ({ source }) => proofText(source),
  },
];

function proofText(source: TransferSource | undefined): string | null {
  return source === undefined || source.proof === null ? null : formatProofState(source.proof);
}

/** How many of the transfers that the answers rest on are known how surely; null counts those of which nothing is stated. */
export function countProofs(view: CaseView): ReadonlyMap<string | null, number> {
  const sources = new Map(view.contents.sources.map((source) => [source.transfer, source]));
  const counts = new Map<string | null, number>();
  for (const name of usedTransfers(view)) {
    const text = proofText(sources.get(name));
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

function usedTransfers(view: CaseView): ReadonlySet<string> {
  const claimed = view.answers.flatMap((answer) =>
    answer.request.claims.flatMap((claim) => ("account" in claim ? [] : claim.transfers)),
  );
  const traced = view.answers.flatMap(amountResults).flatMap((result) => result.flows.map((flow) => flow.transfer));
  const origins = view.answers.flatMap((answer) =>
    answer.backward.flatMap((result) => result.origins.flatMap((origin) => ("transfer" in origin ? [origin.transfer] : []))),
  );
  const conversions = new Set(
    view.answers.flatMap(amountResults).flatMap((result) => result.conversions.map((row) => row.conversion)),
  );
  const legs = view.contents.ledger.conversions
    .filter(({ id }) => conversions.has(id))
    .flatMap(({ outTransfers, inTransfers }) => [...outTransfers, ...inTransfers]);
  return new Set([...claimed, ...traced, ...origins, ...legs]);
}

interface Lot extends FlowRow {
  readonly request: string;
  readonly rule: string;
}

/** What each transfer carried of each claim under each rule. */
export function lotsSchedule(view: CaseView): Schedule {
  const head = { chapter: "D", name: "schedule-D-lots", title: "Lots: what each transfer carried of each claim" };
  const lots = view.answers.flatMap((answer) =>
    amountResults(answer).flatMap((result) =>
      result.flows.map((flow): Lot => ({ ...flow, request: answer.id, rule: result.method })),
    ),
  );
  return tabulate<Lot>(
    head,
    [
      { name: "request", meaning: "request of the case", cell: (row) => row.request },
      { name: "rule", meaning: "tracing rule", cell: (row) => row.rule },
      { name: "transfer", meaning: "transfer name", cell: (row) => row.transfer },
      { name: "claim", meaning: "pseudonym of the claim", cell: (row) => row.claim },
      { name: "atoms", meaning: "part of the transfer that the rule attributes to the claim", cell: (row) => row.atoms },
    ],
    lots,
  );
}
