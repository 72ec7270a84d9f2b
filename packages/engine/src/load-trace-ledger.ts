import { type AccountId, instantMax, instantMin } from "@tributary/domain";
import type { RunControl } from "@tributary/kernel";
import type { NamedTransfer, OutpointIndex, TraceLedger } from "@tributary/ledger";
import { balancesByAccounts, movementSpan, tagsByAccounts, transfersAtInstants } from "@tributary/queries";
import type { Store } from "@tributary/store";
import type { Target, TraceRequest } from "@tributary/trace";
import { connectedTransfers } from "./connected-transfers.ts";
import { createLedgerPart, type LedgerPart, type Passage } from "./ledger-part.ts";
import { loadCoverage } from "./load-coverage.ts";
import { loadIndexedLedger } from "./load-indexed-ledger.ts";
import { addBalancedOutpoints, loadOutpoints, loadStarts } from "./load-outpoints.ts";
import { type Arrival, spreadReach } from "./spread-reach.ts";
import { transfersNamed } from "./transfers-named.ts";
import { uniteBy } from "./unite-by.ts";

/**
 * The part of the ledger that a question can touch: every transfer of every account that its money can reach (or, backward, can have come
 * from). A trace over this part gives the same answer as one over the whole ledger, because
 * an account out of reach never holds traced value, and every account in reach comes with all its transfers. Money does not go through the
 * other side of a conversion that acts. Throws `LIMIT_REACHED` where too many accounts are in reach,
 * or the caller ends the work: a part of what a question can touch answers nothing.
 */
export async function loadTraceLedger(store: Store, request: TraceRequest, control: RunControl = {}): Promise<TraceLedger> {
  return (await loadIndexedLedger(store, request, control)) ?? loadStoredLedger(store, request, control);
}

async function loadStoredLedger(store: Store, request: TraceRequest, control: RunControl): Promise<TraceLedger> {
  const part = createLedgerPart(store, request);
  const named = await part.loadTransfers(transfersNamed(request));
  const starts = await loadStarts(store, request);
  const reach = await findReach({ store, request, control, part, named, starts });
  const accounts = await addBalancedOutpoints(store, request, reach);
  await part.loadSide("paid", accounts);
  await part.loadSide("received", accounts);
  const transfers = await addInstants({ store, request, transfers: part.transfers() });
  // An account without a transfer may still hold a known balance.
  const parties = [...new Set([...accounts, ...transfers.flatMap((transfer) => [transfer.from, transfer.to])])];
  const outpoints = await loadOutpoints(store, parties);
  // What is said of an address is said of its outpoints.
  const stated = [...new Set([...parties, ...outpoints.map(({ address }) => address)])];
  return {
    transfers,
    conversions: part.conversions(),
    outpoints,
    tags: await store.query(tagsByAccounts, { accounts: stated }),
    balances: await store.query(balancesByAccounts, { accounts: stated }),
    ...(await loadSpan(store)),
    coverage: await loadCoverage(store, stated),
  };
}

async function loadSpan(store: Store): Promise<Pick<TraceLedger, "span">> {
  const [span] = await store.query(movementSpan, {});
  if (span === undefined || span.firstAt === null || span.lastAt === null) return {};
  return { span: { from: span.firstAt, to: span.lastAt } };
}

interface Question {
  readonly store: Store;
  readonly request: TraceRequest;
  readonly control: RunControl;
  readonly part: LedgerPart;
  readonly named: readonly NamedTransfer[];
  /** What the accounts that the request starts from stand for. */
  readonly starts: OutpointIndex;
}

/**
 * Forward: every account that the claims' money can reach. Backward: every account that can have paid towards the target, and, since each origin
 * is a forward question of its own without a hop limit, every account that their money can reach.
 */
async function findReach(question: Question): Promise<readonly AccountId[]> {
  const { store, request, control, part } = question;
  const { target, limits } = request;
  const walk = { store, request, control, part };
  if (target === null) {
    const start = seedArrivals(question);
    return [...(await spreadReach({ ...walk, direction: "onward", start, hopsMax: limits.hopsMax }))];
  }
  const { payers, receivers } = targetArrivals(target, question);
  const outLegs = new Map<string, NamedTransfer>();
  const onPassage = ({ paid, received }: Passage): void => {
    if (paid !== received) outLegs.set(paid.name, paid);
  };
  for (const passage of targetPassages(target, question)) onPassage(passage);
  const paying = await spreadReach({ ...walk, direction: "back", start: payers, hopsMax: null, onPassage });
  // An origin that a stop gave for something else goes to all receivers of what it gained.
  const gained = [...outLegs.values()].flatMap(part.passagesOf).map(receiptOf);
  const start = [...[...paying].map((account) => ({ account, at: instantMin })), ...receivers, ...gained];
  return [...(await spreadReach({ ...walk, direction: "onward", start, hopsMax: null }))];
}

function receiptOf({ received }: Passage): Arrival {
  return { account: received.to, at: received.occurredAt };
}

function paymentOf({ paid }: Passage): Arrival {
  return { account: paid.from, at: paid.occurredAt };
}

/** Payers and receivers of seeded transfers from their time on, and seeded accounts from their seed's start on. */
function seedArrivals({ request, part, named, starts }: Question): Arrival[] {
  const byName = new Map(named.map((transfer) => [transfer.name, transfer]));
  return request.claims.flatMap((claim): Arrival[] => {
    if ("account" in claim) return starts.standsFor(claim.account).map((account) => ({ account, at: claim.since ?? instantMin }));
    return claim.transfers.flatMap((name) => {
      const transfer = byName.get(name);
      if (transfer === undefined) return [];
      const passages = part.passagesOf(transfer);
      // The other side of a conversion gives nothing of its own, but has hop 0 by such a seed.
      const isPayerInReach = passages.some(({ paid }) => paid === transfer) || request.limits.hopsMax !== null;
      const payers = isPayerInReach ? [{ account: transfer.from, at: transfer.occurredAt }] : [];
      return [...payers, ...passages.map(receiptOf)];
    });
  });
}

/** Who paid the target, and who has it now: a target that enters from a stop is its own origin, and its money goes on from its receiver. */
function targetArrivals(
  target: Target,
  question: Question,
): { readonly payers: readonly Arrival[]; readonly receivers: readonly Arrival[] } {
  if ("account" in target) {
    const { since, until } = target;
    const accounts = question.starts.standsFor(target.account);
    return {
      payers: accounts.map((account) => ({ account, at: until ?? instantMax })),
      receivers: accounts.map((account) => ({ account, at: since ?? instantMin })),
    };
  }
  const passages = targetPassages(target, question);
  return { payers: passages.map(paymentOf), receivers: passages.map(receiptOf) };
}

/** An in leg brings what its conversion's account gave, not what its own payer held. */
function targetPassages(target: Target, { part, named }: Question): readonly Passage[] {
  if ("account" in target) return [];
  return named.filter((transfer) => transfer.name === target.transfer).flatMap(part.passagesOf);
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
