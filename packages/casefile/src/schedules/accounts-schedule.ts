import { type AccountId, compareBytewise, formatInstant, type UtcMicros } from "@tributary/domain";
import { amountResults, type CaseView } from "./case-view.ts";
import { type CellColumn, type Schedule, tabulate } from "./schedule.ts";
import { walkLayers } from "./walk-layers.ts";

interface AccountEntry {
  readonly account: string;
  readonly address: string | null;
  readonly roles: ReadonlySet<string>;
  readonly layer: number | null;
  readonly first: UtcMicros | null;
  readonly last: UtcMicros | null;
}

/** Every account that carried traced value under a rule that follows amounts, or is linked to a compound. */
export function accountsSchedule(view: CaseView): Schedule {
  const head = { chapter: "A", name: "schedule-A-accounts", title: "Accounts" };
  return tabulate(head, accountColumns, listAccounts(view));
}

const accountColumns: readonly CellColumn<AccountEntry>[] = [
  { name: "account", meaning: "the account, in the form of its chain or bank", cell: (row) => row.account },
  { name: "address", meaning: "of an outpoint, the address that can spend it", cell: (row) => row.address },
  {
    name: "roles",
    meaning: "what the account did in the traces",
    cell: (row) => [...row.roles].sort(compareBytewise).join("; "),
  },
  { name: "layer", meaning: "least number of hops from a claim", cell: (row) => row.layer?.toString() ?? null },
  { name: "first_seen", meaning: "first transfer in the ledger extract, UTC", cell: (row) => instantText(row.first) },
  { name: "last_seen", meaning: "last transfer in the ledger extract, UTC", cell: (row) => instantText(row.last) },
];

function instantText(instant: UtcMicros | null): string | null {
  return instant === null ? null : formatInstant(instant);
}

function listAccounts(view: CaseView): AccountEntry[] {
  const roles = accountRoles(view);
  const layers = leastLayers(view);
  const seen = listSeen(view);
  const addresses = new Map<string, string>(view.outpoints.addressOf);
  return [...roles.keys()].sort(compareBytewise).map((account) => ({
    account,
    address: addresses.get(account) ?? null,
    roles: roles.get(account) ?? new Set(),
    layer: layers.get(account) ?? null,
    first: seen.get(account)?.first ?? null,
    last: seen.get(account)?.last ?? null,
  }));
}

function listSeen(view: CaseView): ReadonlyMap<string, { readonly first: UtcMicros; readonly last: UtcMicros }> {
  const seen = new Map<string, { first: UtcMicros; last: UtcMicros }>();
  for (const { from, to, occurredAt } of view.contents.ledger.transfers) {
    for (const account of [from, to]) seen.set(account, { first: seen.get(account)?.first ?? occurredAt, last: occurredAt });
  }
  return seen;
}

function accountRoles(view: CaseView): Map<string, Set<string>> {
  const roles = new Map<string, Set<string>>();
  const add = (account: string, role: string): void => {
    roles.set(account, (roles.get(account) ?? new Set()).add(role));
  };
  const addAll = (account: AccountId, role: string): void => {
    for (const one of view.outpoints.standsFor(account)) add(one, role);
  };
  for (const { compound, accounts } of view.compounds)
    for (const { account } of accounts) addAll(account, `linked to compound ${compound}`);
  for (const answer of view.answers) {
    for (const claim of answer.request.claims) {
      if ("account" in claim) addAll(claim.account, "named by a claim");
      else for (const name of claim.transfers) add(view.transfers.get(name)?.from ?? name, "paid for a claim");
    }
    for (const result of amountResults(answer)) {
      for (const { transfer } of result.flows) {
        const moved = view.transfers.get(transfer);
        if (moved === undefined) continue;
        add(moved.from, "sent traced value");
        add(moved.to, "received traced value");
      }
      for (const { account, status } of result.positions) add(account, positionRoles[status]);
    }
  }
  return roles;
}

const positionRoles = {
  held: "holds traced value",
  stopped: "traced value stops here",
  limit: "not followed: limit",
  dust: "not followed: dust",
  destroyed: "value destroyed or paid as fee",
  exposed: "exposed",
} as const;

function leastLayers(view: CaseView): ReadonlyMap<string, number> {
  const least = new Map<string, number>();
  for (const answer of view.answers) {
    for (const result of amountResults(answer)) {
      for (const [account, layer] of walkLayers(view, answer, result)) {
        least.set(account, Math.min(layer, least.get(account) ?? layer));
      }
    }
  }
  return least;
}
