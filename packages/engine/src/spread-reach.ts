import { type AccountId, fail, isSpecialAccount, type UtcMicros } from "@tributary/domain";
import type { RunControl } from "@tributary/kernel";
import { accountsStopping } from "@tributary/queries";
import type { Store } from "@tributary/store";
import type { TraceRequest } from "@tributary/trace";
import type { LedgerPart, Passage, Side } from "./ledger-part.ts";

/** Accounts in reach that a question may load; beyond it the question is refused rather than answered in part. */
const reachAccountsMax = 2_000_000;

/** Money that is at an account at an instant: it moves on from then, or came by then. */
export interface Arrival {
  readonly account: AccountId;
  readonly at: UtcMicros;
}

export interface Spread {
  readonly store: Store;
  readonly request: TraceRequest;
  readonly control: RunControl;
  readonly part: LedgerPart;
  readonly start: readonly Arrival[];
  /** `onward`: where money can go from then on. `back`: where it can have come from by then. */
  readonly direction: "onward" | "back";
  readonly hopsMax: number | null;
  /** Called for each way that money can have gone, perhaps more than once. */
  readonly onPassage?: (passage: Passage) => void;
}

interface Step {
  readonly at: UtcMicros;
  readonly hop: number;
}

interface Walk extends Spread {
  readonly reached: Map<AccountId, Step>;
  readonly stopped: Set<AccountId>;
  /** Reached, and not yet followed from there. */
  pending: Set<AccountId>;
  /** Not yet known to let money through. */
  candidates: Map<AccountId, Step>;
}

/**
 * The accounts that money can reach, nothing followed beyond a lasting stop, with what they pay (back: receive) loaded. A frontier is loaded at once, and
 * followed in memory as far as what is loaded goes.
 */
export async function spreadReach(spread: Spread): Promise<ReadonlySet<AccountId>> {
  const walk: Walk = { ...spread, reached: new Map(), stopped: new Set(), pending: new Set(), candidates: new Map() };
  for (const { account, at } of spread.start) if (!isSpecialAccount(account)) reach(walk, account, { at, hop: 0 });
  while (walk.pending.size > 0) {
    refuseAfter(spread.control.shouldStop?.(), walk.reached.size);
    await spread.part.loadSide(sideOf(spread), walk.pending);
    while (walk.pending.size > 0) {
      const frontier = walk.pending;
      walk.pending = new Set();
      for (const account of frontier) follow(walk, account);
    }
    await admitCandidates(walk);
  }
  return new Set(walk.reached.keys());
}

function refuseAfter(why: string | undefined, reachedCount: number): void {
  if (why === undefined) return;
  fail("LIMIT_REACHED", {
    found: `the ${why} came when ${reachedCount} accounts in reach were known, and not yet all`,
    expected: "more time, more stops, a lower limits.hops_max, or an index (`tributary index build`), which finds them faster",
  });
}

function sideOf({ direction }: Spread): Side {
  return direction === "onward" ? "paid" : "received";
}

/** Takes a step to an account that money can reach; it is followed from there where the step is earlier, or nearer, than those known. */
function reach(walk: Walk, account: AccountId, step: Step): void {
  const known = walk.reached.get(account);
  const best = known === undefined ? step : better(walk, known, step);
  if (best === known) return;
  walk.reached.set(account, best);
  walk.pending.add(account);
}

function better({ direction, hopsMax }: Walk, known: Step, step: Step): Step {
  const isSooner = direction === "onward" ? step.at < known.at : step.at > known.at;
  const isNearer = hopsMax !== null && step.hop < known.hop;
  if (!isSooner && !isNearer) return known;
  return { at: isSooner ? step.at : known.at, hop: Math.min(step.hop, known.hop) };
}

function follow(walk: Walk, account: AccountId): void {
  const { part, direction, hopsMax, onPassage } = walk;
  const from = walk.reached.get(account);
  if (from === undefined || (hopsMax !== null && from.hop >= hopsMax)) return;
  const hop = from.hop + 1;
  for (const transfer of part.transfersOf(sideOf(walk), account)) {
    if (direction === "onward" ? transfer.occurredAt < from.at : transfer.occurredAt > from.at) continue;
    for (const passage of part.passagesOf(transfer)) {
      const { paid, received } = passage;
      // A leg that the account pays or gets as the other side of a conversion is no way of its own money.
      if (passage[sideOf(walk)] !== transfer) continue;
      onPassage?.(passage);
      if (direction === "onward") arrive(walk, received.to, { at: received.occurredAt, hop });
      else arrive(walk, paid.from, { at: paid.occurredAt, hop });
    }
  }
}

function arrive(walk: Walk, account: AccountId, step: Step): void {
  if (isSpecialAccount(account) || walk.stopped.has(account)) return;
  if (walk.reached.has(account)) {
    reach(walk, account, step);
    return;
  }
  const known = walk.candidates.get(account);
  walk.candidates.set(account, known === undefined ? step : better(walk, known, step));
}

/** Parts the candidates into stops and accounts in reach. */
async function admitCandidates(walk: Walk): Promise<void> {
  const { store, request, candidates, reached, stopped } = walk;
  if (candidates.size === 0) return;
  const stopping = await store.query(accountsStopping, {
    accounts: [...candidates.keys()],
    stops: request.stops,
    opened: request.open,
    categories: request.stopCategories,
    confidenceMin: BigInt(request.stopConfidence),
  });
  for (const { account } of stopping) stopped.add(account);
  for (const [account, step] of candidates) if (!stopped.has(account)) reach(walk, account, step);
  walk.candidates = new Map();
  if (reached.size > reachAccountsMax) {
    fail("LIMIT_REACHED", {
      found: `more than ${reachAccountsMax} accounts in reach`,
      expected: `at most ${reachAccountsMax}; name more stops, or set limits.hops_max`,
    });
  }
}
