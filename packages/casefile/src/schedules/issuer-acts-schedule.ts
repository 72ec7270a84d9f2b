import { formatInstant, type IssuerAct } from "@tributary/domain";
import { amountResults, type CaseView, joinKey } from "./case-view.ts";
import { type CellColumn, type Schedule, tabulate } from "./schedule.ts";

/** An act of an issuer on an account of the case. */
interface IssuerActEntry {
  readonly act: IssuerAct;
  /** Whether no later act on this account and asset is known. */
  readonly isLast: boolean;
  /** Whether a trace that follows amounts leaves value of this asset there. */
  readonly holdsTraced: boolean;
}

/** What issuers did to accounts that stand in the answers, in the order in which it happened. */
function listIssuerActs({ answers, contents }: CaseView, accounts: Schedule): IssuerActEntry[] {
  const known = new Set(accounts.rows.map(([account]) => account));
  const acts = contents.issuerActs.filter((act) => known.has(act.account));
  const key = ({ account, asset }: { readonly account: string; readonly asset: string }): string => joinKey(account, asset);
  const last = new Map(acts.map((act) => [key(act), act]));
  const results = answers.flatMap(amountResults);
  const held = new Set(results.flatMap((result) => result.positions.flatMap((row) => (row.status === "held" ? [key(row)] : []))));
  return acts.map((act) => ({ act, isLast: last.get(key(act)) === act, holdsTraced: held.has(key(act)) }));
}

/** An account that its asset's issuer has blacklisted cannot move that asset: what it holds can be restrained. */
export function issuerActsSchedule(view: CaseView, accounts: Schedule): Schedule {
  const head = { chapter: "E", name: "schedule-E-issuer-acts", title: "Acts of issuers on accounts of the case" };
  return tabulate(head, columns, listIssuerActs(view, accounts));
}

const columns: readonly CellColumn<IssuerActEntry>[] = [
  { name: "account", meaning: "account concerned", cell: ({ act }) => act.account },
  { name: "asset", meaning: "asset whose issuer acted", cell: ({ act }) => act.asset },
  { name: "act", meaning: "blacklisted or unblacklisted", cell: ({ act }) => act.act },
  { name: "occurred_at", meaning: "UTC", cell: ({ act }) => formatInstant(act.occurredAt) },
  { name: "is_last", meaning: "yes where no later act on it is known", cell: (row) => (row.isLast ? "yes" : "no") },
  {
    name: "holds_traced_value",
    meaning: "yes where traced value of this asset sits there under at least one rule",
    cell: (row) => (row.holdsTraced ? "yes" : "no"),
  },
  { name: "reference", meaning: "transaction of the act", cell: ({ act }) => act.reference },
  { name: "source", meaning: "chain that shows it", cell: ({ act }) => act.source },
  { name: "act_id", meaning: "id of the act in its source", cell: ({ act }) => act.id },
];
