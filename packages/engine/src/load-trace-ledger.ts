import { type AccountId, coversAccount, fail, instantMax, instantMin, isSpecialAccount, type UtcMicros } from "@tributary/domain";
import type { NamedTransfer, OutpointIndex, TraceLedger } from "@tributary/ledger";
import {
  type AccountsInReachParameters,
  type AccountsInReachRow,
  accountsInReach,
  accountsPayingTowards,
  balancesByAccounts,
  coverage,
  movementSpan,
  type Query,
  tagsByAccounts,
  transfersAtInstants,
  transfersByNames,
  transfersTouchingAccounts,
} from "@tributary/queries";
import type { Store } from "@tributary/store";
import type { Target, TraceRequest } from "@tributary/trace";
import { connectedTransfers } from "./connected-transfers.ts";
import { legsOf, loadConversions, loadPassedOn } from "./load-conversions.ts";
import { addBalancedOutpoints, loadOutpoints, loadStarts } from "./load-outpoints.ts";
import { uniteBy } from "./unite-by.ts";

/** Accounts in reach that a question may load; beyond it the question is refused rather than answered in part. */
const reachAccountsMax = 2_000_000;

/**
 * The part of the ledger that a question can touch: every transfer of every account that its money can reach (or, backward, can have come
 * from). A trace over this part gives the same answer as one over the whole ledger, because
 * an account out of reach never holds traced value, and every account in reach comes with all its transfers.
 */
export async function loadTraceLedger(store: Store, request: TraceRequest): Promise<TraceLedger> {
  const seeded = await loadByName(store, namesOf(request));
  const starts = await loadStarts(store, request);
  const reach = await findReach({ store, request, named: seeded, starts });
  const accounts = await addBalancedOutpoints(store, request, reach);
  const touching = await store.query(transfersTouchingAccounts, { accounts, until: request.until });
  const reached = uniteTransfers([...seeded, ...touching]);
  const names = new Set(reached.map((transfer) => transfer.name));
  const conversions = await loadConversions(store, [...names]);
  const legs = await loadByName(
    store,
    conversions.flatMap(legsOf).filter((name) => !names.has(name)),
  );
  const joined = uniteTransfers([...reached, ...legs]);
  const passedOn = await loadPassedOn(store, { conversions, transfers: joined, until: request.until });
  const transfers = await addInstants({ store, request, transfers: uniteTransfers([...joined, ...passedOn]) });
  // An account without a transfer may still hold a known balance.
  const parties = [...new Set([...accounts, ...transfers.flatMap((transfer) => [transfer.from, transfer.to])])];
  const outpoints = await loadOutpoints(store, parties);
  // What is said of an address is said of its outpoints.
  const stated = [...new Set([...parties, ...outpoints.map(({ address }) => address)])];
  return {
    transfers,
    conversions,
    outpoints,
    tags: await store.query(tagsByAccounts, { accounts: stated }),
    balances: await store.query(balancesByAccounts, { accounts: stated }),
    ...(await loadSpan(store)),
    coverage: (await store.query(coverage, {})).filter((row) => parties.some((account) => coversAccount(row.scope, account))),
  };
}

async function loadSpan(store: Store): Promise<Pick<TraceLedger, "span">> {
  const [span] = await store.query(movementSpan, {});
  if (span === undefined || span.firstAt === null || span.lastAt === null) return {};
  return { span: { from: span.firstAt, to: span.lastAt } };
}

function namesOf(request: TraceRequest): string[] {
  const seeds = request.claims.flatMap((claim) => ("transfers" in claim ? claim.transfers : []));
  return request.target !== null && "transfer" in request.target ? [...seeds, request.target.transfer] : seeds;
}

async function loadByName(store: Store, names: readonly string[]): Promise<readonly NamedTransfer[]> {
  return names.length === 0 ? [] : store.query(transfersByNames, { names: [...new Set(names)] });
}

interface Question {
  readonly store: Store;
  readonly request: TraceRequest;
  readonly named: readonly NamedTransfer[];
  /** What the accounts that the request starts from stand for. */
  readonly starts: OutpointIndex;
}

/**
 * Forward: every account that the claims' money can reach. Backward: every account that can have paid towards the target, and, since each origin
 * is a forward question of its own without a hop limit, every account that their money can reach.
 */
async function findReach(question: Question): Promise<readonly AccountId[]> {
  const { target, limits } = question.request;
  if (target === null) return spread(question, { from: accountsInReach, start: seedArrivals(question), hopsMax: limits.hopsMax });
  const { payers, receivers } = await targetArrivals(target, question);
  const paying = await spread(question, { from: accountsPayingTowards, start: payers, hopsMax: null });
  const start = [...paying.map((account) => ({ account, at: instantMin })), ...receivers];
  return spread(question, { from: accountsInReach, start, hopsMax: null });
}

/** Money that is at an account at an instant: it moves on from then, or came by then. */
interface Arrival {
  readonly account: AccountId;
  readonly at: UtcMicros;
}

interface Spread {
  readonly from: Query<AccountsInReachParameters, AccountsInReachRow>;
  readonly start: readonly Arrival[];
  readonly hopsMax: number | null;
}

const unlimitedHops = 2n ** 62n;

async function spread({ store, request }: Question, { from, start, hopsMax }: Spread): Promise<readonly AccountId[]> {
  const arrivals = start.filter(({ account }) => !isSpecialAccount(account));
  const rows = await store.query(from, {
    accounts: arrivals.map(({ account }) => account),
    instants: arrivals.map(({ at }) => at),
    until: request.until,
    stops: request.stops,
    opened: request.open,
    categories: request.stopCategories,
    confidenceMin: BigInt(request.stopConfidence),
    hopsMax: hopsMax === null ? unlimitedHops : BigInt(hopsMax),
    rowsMax: BigInt(reachAccountsMax + 1),
  });
  if (rows.length > reachAccountsMax) {
    fail("LIMIT_REACHED", {
      found: `more than ${reachAccountsMax} accounts in reach`,
      expected: `at most ${reachAccountsMax}; name more stops, or set limits.hops_max`,
    });
  }
  return rows.map((row) => row.account);
}

/** Payers and receivers of seeded transfers from their time on, and seeded accounts from their seed's start on. */
function seedArrivals({ request, named, starts }: Question): Arrival[] {
  const byName = new Map(named.map((transfer) => [transfer.name, transfer]));
  return request.claims.flatMap((claim): Arrival[] => {
    if ("account" in claim) return starts.standsFor(claim.account).map((account) => ({ account, at: claim.since ?? instantMin }));
    return claim.transfers.flatMap((name) => {
      const transfer = byName.get(name);
      if (transfer === undefined) return [];
      const { from, to, occurredAt: at } = transfer;
      return [
        { account: from, at },
        { account: to, at },
      ];
    });
  });
}

/** Who paid the target, and who has it now: a target that enters from a stop is its own origin, and its money goes on from its receiver. */
async function targetArrivals(
  target: Target,
  { store, named, starts }: Question,
): Promise<{ readonly payers: readonly Arrival[]; readonly receivers: readonly Arrival[] }> {
  if ("account" in target) {
    const { since, until } = target;
    const accounts = starts.standsFor(target.account);
    return {
      payers: accounts.map((account) => ({ account, at: until ?? instantMax })),
      receivers: accounts.map((account) => ({ account, at: since ?? instantMin })),
    };
  }
  const transfers = named.filter((transfer) => transfer.name === target.transfer);
  // An in leg brings what its conversion's account gave, not what its own payer held.
  const known = await loadConversions(store, [target.transfer]);
  const converters = known.filter(({ inTransfers }) => inTransfers.includes(target.transfer)).map(({ account }) => account);
  return {
    payers: transfers.flatMap(({ from, occurredAt: at }) => [from, ...converters].map((account) => ({ account, at }))),
    receivers: transfers.map(({ to: account, occurredAt: at }) => ({ account, at })),
  };
}

/** The modes that reorder an instant look at transfers beside the question's own: those that hang together with them are loaded. */
async function addInstants(question: {
  readonly store: Store;
  readonly request: TraceRequest;
  readonly transfers: readonly NamedTransfer[];
}): Promise<readonly NamedTransfer[]> {
  const { store, request, transfers } = question;
  if (request.sameTime === "recorded") return transfers;
  const instants = [...new Set(transfers.map((transfer) => transfer.occurredAt))];
  return uniteTransfers([...transfers, ...connectedTransfers(transfers, await store.query(transfersAtInstants, { instants }))]);
}

function uniteTransfers(transfers: readonly NamedTransfer[]): NamedTransfer[] {
  return uniteBy(transfers, (transfer) => transfer.name);
}
