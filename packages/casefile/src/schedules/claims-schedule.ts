import { compareBytewise, formatInstant } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import type { Claim, ClaimRow } from "@tributary/trace";
import type { AnsweredRequest } from "../answered-request.ts";
import { amountResults, type CaseView, joinKey } from "./case-view.ts";
import { type RuleSums, ruleColumns, sumByRule } from "./rule-sums.ts";
import { type CellColumn, type Schedule, tabulate } from "./schedule.ts";

interface ClaimEntry {
  readonly request: string;
  readonly claim: Claim;
  readonly asset: string;
  readonly payments: readonly NamedTransfer[];
  readonly stated: bigint | null;
  readonly seeded: RuleSums;
}

/** Claims by their pseudonyms: what was paid as recorded, what was stated as lost, and what the rules label. */
export function claimsSchedule(view: CaseView): Schedule {
  const head = { chapter: "B", name: "schedule-B-claims", title: "Claims and their losses" };
  return tabulate(
    head,
    columns,
    view.answers.flatMap((answer) => claimEntries(view, answer)),
  );
}

const columns: readonly CellColumn<ClaimEntry>[] = [
  { name: "request", meaning: "request of the case", cell: (row) => row.request },
  { name: "claim", meaning: "pseudonym of the claim", cell: (row) => row.claim.id },
  { name: "kind", meaning: "kind of claim", cell: (row) => row.claim.kind },
  { name: "asset", meaning: "asset of the amounts in this row", cell: (row) => row.asset },
  { name: "payments", meaning: "payments of the claim in this asset", cell: (row) => paymentsCount(row) },
  { name: "first_payment", meaning: "UTC", cell: (row) => timeOf(row.payments.at(0)) },
  { name: "last_payment", meaning: "UTC", cell: (row) => timeOf(row.payments.at(-1)) },
  { name: "paid_atoms", meaning: "sum of the payments as recorded; empty for an account claim", cell: paidText },
  {
    name: "stated_loss_atoms",
    meaning: "loss as stated by a claimant or authority",
    cell: (row) => row.stated?.toString() ?? null,
  },
  ...ruleColumns<ClaimEntry>((row) => row.seeded),
];

function paymentsCount(row: ClaimEntry): string | null {
  return "account" in row.claim ? null : row.payments.length.toString();
}

function paidText(row: ClaimEntry): string | null {
  if ("account" in row.claim) return null;
  return row.payments.reduce((sum, payment) => sum + payment.atoms, 0n).toString();
}

function timeOf(payment: NamedTransfer | undefined): string | null {
  return payment === undefined ? null : formatInstant(payment.occurredAt);
}

function claimEntries(view: CaseView, answer: AnsweredRequest): ClaimEntry[] {
  const results = amountResults(answer).map((result) => ({ rule: result.method, rows: result.claims }));
  const key = (row: ClaimRow): string => joinKey(row.claim, row.asset);
  const seeded = new Map(sumByRule(results, key, (row) => BigInt(row.seeded_atoms)).map(({ first, sums }) => [key(first), sums]));
  const nothing: RuleSums = new Map(results.map(({ rule }) => [rule, 0n]));
  return answer.request.claims.flatMap((claim) => {
    const payments = claimPayments(view, claim);
    const stated = view.contents.statedLosses.filter((loss) => loss.claim === claim.id);
    const seededAssets = [...seeded.keys()]
      .filter((text) => text.startsWith(joinKey(claim.id, "")))
      .map((text) => text.slice(claim.id.length + 1));
    const assets = new Set([...payments.map((payment) => payment.asset), ...stated.map((loss) => loss.asset), ...seededAssets]);
    return [...assets].sort(compareBytewise).map(
      (asset): ClaimEntry => ({
        request: answer.id,
        claim,
        asset,
        payments: payments.filter((payment) => payment.asset === asset),
        stated: stated.some((loss) => loss.asset === asset)
          ? stated.filter((loss) => loss.asset === asset).reduce((sum, loss) => sum + loss.atoms, 0n)
          : null,
        seeded: seeded.get(joinKey(claim.id, asset)) ?? nothing,
      }),
    );
  });
}

/** The claim's payments in ledger order. */
function claimPayments(view: CaseView, claim: Claim): NamedTransfer[] {
  if ("account" in claim) return [];
  const names = new Set(claim.transfers);
  return view.contents.ledger.transfers.filter((transfer) => names.has(transfer.name));
}
