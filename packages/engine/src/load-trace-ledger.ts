import { type AccountId, type AttributionTag, type Conversion, coversAccount, fail, isSpecialAccount } from "@tributary/domain";
import type { NamedTransfer, TraceLedger } from "@tributary/ledger";
import {
  balancesByAccounts,
  conversions,
  coverage,
  movementSpan,
  tagsByAccounts,
  transfersAtInstants,
  transfersByNames,
  transfersLeavingAccounts,
  transfersTouchingAccounts,
} from "@tributary/queries";
import type { Store } from "@tributary/store";
import type { TraceRequest } from "@tributary/trace";

/** Accounts in reach that a question may load; beyond it the question is refused rather than answered in part. */
const reachAccountsMax = 2_000_000;

/**
 * The part of the ledger that a question can touch: every transfer of every account that its money can reach (or, backward, can have come
 * from), read frontier by frontier from the store. A trace over this part gives the same answer as one over the whole ledger, because
 * an account out of reach never holds traced value, and every account in reach comes with all its transfers.
 */
export async function loadTraceLedger(store: Store, request: TraceRequest): Promise<TraceLedger> {
  const known = await store.query(conversions, {});
  const legs = known.flatMap((conversion) => [...conversion.outTransfers, ...conversion.inTransfers]);
  const named = await loadByName(store, [...namesOf(request), ...legs]);
  const accounts = [...(await findReach({ store, request, named, conversions: known }))];
  const touching = await store.query(transfersTouchingAccounts, { accounts, until: request.until });
  const seeds = new Set(namesOf(request));
  const seeded = named.filter((transfer) => seeds.has(transfer.name));
  const reached = uniteTransfers([...seeded, ...touching]);
  const relevant = relevantConversions(known, new Set(reached.map((transfer) => transfer.name)));
  const relevantLegs = new Set(relevant.flatMap((conversion) => [...conversion.outTransfers, ...conversion.inTransfers]));
  const legTransfers = named.filter((transfer) => relevantLegs.has(transfer.name));
  const transfers = await addInstants({ store, request, transfers: uniteTransfers([...reached, ...legTransfers]) });
  const parties = [...new Set(transfers.flatMap((transfer) => [transfer.from, transfer.to]))];
  return {
    transfers,
    conversions: relevant,
    tags: await store.query(tagsByAccounts, { accounts: parties }),
    balances: await store.query(balancesByAccounts, { accounts: parties }),
    ...(await loadSpan(store)),
    coverage: (await store.query(coverage, {})).filter((stated) =>
      parties.some((account) => coversAccount(stated.scope, account)),
    ),
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

/** Conversions with a leg in reach, and those that contend with them for a leg: the others belong to other questions. */
function relevantConversions(known: readonly Conversion[], names: ReadonlySet<string>): readonly Conversion[] {
  const legs = new Set(names);
  let relevant: readonly Conversion[] = [];
  for (;;) {
    const found = known.filter(({ outTransfers, inTransfers }) => [...outTransfers, ...inTransfers].some((leg) => legs.has(leg)));
    if (found.length === relevant.length) return relevant;
    relevant = found;
    for (const { outTransfers, inTransfers } of found) for (const leg of [...outTransfers, ...inTransfers]) legs.add(leg);
  }
}

interface Question {
  readonly store: Store;
  readonly request: TraceRequest;
  readonly named: readonly NamedTransfer[];
  readonly conversions: readonly Conversion[];
}

/**
 * Forward: every account that the claims' money can reach. Backward: every account that can have paid towards the target, and, since each origin
 * is a forward question of its own without a hop limit, every account that their money can reach.
 */
async function findReach(question: Question): Promise<ReadonlySet<AccountId>> {
  const { target, limits } = question.request;
  if (target === null) return spread(question, { start: seedAccounts(question), step: receiversOf, distanceMax: limits.hopsMax });
  const payers = await spread(question, { start: await targetAccounts(question), step: payersOf, distanceMax: null });
  return spread(question, { start: [...payers, ...targetReceivers(question)], step: receiversOf, distanceMax: null });
}

interface Spread {
  readonly start: readonly AccountId[];
  readonly step: (question: Question, frontier: readonly AccountId[]) => Promise<readonly AccountId[]>;
  readonly distanceMax: number | null;
}

async function spread(question: Question, { start, step, distanceMax }: Spread): Promise<ReadonlySet<AccountId>> {
  const accounts = new Set<AccountId>();
  let frontier = start;
  for (let distance = 0; frontier.length > 0 && distance <= (distanceMax ?? Number.POSITIVE_INFINITY); distance += 1) {
    for (const account of frontier) accounts.add(account);
    if (accounts.size > reachAccountsMax) {
      fail("LIMIT_REACHED", {
        found: `${accounts.size} accounts in reach`,
        expected: `at most ${reachAccountsMax}; name more stops, or set limits.hops_max`,
      });
    }
    const next = await step(question, frontier);
    const fresh = [...new Set(next)].filter((account) => !accounts.has(account) && !isSpecialAccount(account));
    frontier = await withoutStops(question, fresh);
  }
  return accounts;
}

/** Payers and receivers of seeded transfers, and seeded accounts. */
function seedAccounts({ request, named }: Question): AccountId[] {
  const byName = new Map(named.map((transfer) => [transfer.name, transfer]));
  const accounts = request.claims.flatMap((claim) => {
    if ("account" in claim) return [claim.account];
    return claim.transfers.flatMap((name) => {
      const transfer = byName.get(name);
      return transfer === undefined ? [] : [transfer.from, transfer.to];
    });
  });
  return [...new Set(accounts)].filter((account) => !isSpecialAccount(account));
}

async function targetAccounts({ request, named }: Question): Promise<AccountId[]> {
  const { target } = request;
  if (target === null) return [];
  if ("account" in target) return [target.account];
  const transfer = named.find((candidate) => candidate.name === target.transfer);
  return transfer === undefined || isSpecialAccount(transfer.from) ? [] : [transfer.from];
}

/** A target that enters from a stop is its own origin, and its money goes on from its receiver. */
function targetReceivers({ request: { target }, named }: Question): AccountId[] {
  if (target === null || "account" in target) return [];
  return named.flatMap((transfer) => (transfer.name === target.transfer && !isSpecialAccount(transfer.to) ? [transfer.to] : []));
}

async function receiversOf(
  { store, request, named, conversions: known }: Question,
  frontier: readonly AccountId[],
): Promise<AccountId[]> {
  const leaving = await store.query(transfersLeavingAccounts, { accounts: frontier, until: request.until });
  const names = new Set(leaving.map((transfer) => transfer.name));
  const inNames = new Set(
    known
      .filter((conversion) => conversion.outTransfers.some((name) => names.has(name)))
      .flatMap((conversion) => conversion.inTransfers),
  );
  const converted = named.filter((transfer) => inNames.has(transfer.name));
  return [...leaving, ...converted].map((transfer) => transfer.to);
}

async function payersOf({ store, request, conversions: known }: Question, frontier: readonly AccountId[]): Promise<AccountId[]> {
  const reached = new Set<string>(frontier);
  const touching = await store.query(transfersTouchingAccounts, { accounts: frontier, until: request.until });
  const arriving = touching.filter((transfer) => reached.has(transfer.to));
  const names = new Set(arriving.map((transfer) => transfer.name));
  const converting = known.filter((conversion) => conversion.inTransfers.some((name) => names.has(name)));
  return [...arriving.map((transfer) => transfer.from), ...converting.map((conversion) => conversion.account)];
}

/** Leaves out accounts that are stops at every time: nothing is traced beyond them. One that stops only for a while is followed. */
async function withoutStops({ store, request }: Question, accounts: readonly AccountId[]): Promise<AccountId[]> {
  if (accounts.length === 0) return [];
  const named = new Set<string>(request.stops);
  const open = new Set<string>(request.open);
  const tags = await store.query(tagsByAccounts, { accounts });
  const tagged = new Set<string>(tags.filter((tag) => isLastingStop(tag, request)).map((tag) => tag.account));
  return accounts.filter((account) => !named.has(account) && (open.has(account) || !tagged.has(account)));
}

function isLastingStop(tag: AttributionTag, request: TraceRequest): boolean {
  const isStop =
    tag.category !== null && request.stopCategories.includes(tag.category) && tag.confidence >= request.stopConfidence;
  return isStop && tag.validFrom === null && tag.validTo === null;
}

/** The modes that reorder an instant look at all of its transfers, so all of them are loaded. */
async function addInstants(question: {
  readonly store: Store;
  readonly request: TraceRequest;
  readonly transfers: readonly NamedTransfer[];
}): Promise<readonly NamedTransfer[]> {
  const { store, request, transfers } = question;
  if (request.sameTime === "recorded") return transfers;
  const instants = [...new Set(transfers.map((transfer) => transfer.occurredAt))];
  return uniteTransfers([...transfers, ...(await store.query(transfersAtInstants, { instants }))]);
}

function uniteTransfers(transfers: readonly NamedTransfer[]): NamedTransfer[] {
  return [...new Map(transfers.map((transfer) => [transfer.name, transfer])).values()];
}
