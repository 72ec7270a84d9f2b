import {
  type AccountId,
  type AttributionTag,
  compareBytewise,
  isDestroyingAccount,
  isSpecialAccount,
  type UtcMicros,
} from "@tributary/domain";
import type { OutpointIndex } from "@tributary/ledger";
import type { TraceRequest } from "./trace-request.ts";

/** Why value that reaches an account stays there. */
export interface Stop {
  readonly status: "destroyed" | "stopped";
  readonly reason: string;
}

/** Answers whether an account is a stop for a transfer at a time (spec, section 5). */
export interface StopIndex {
  readonly findStop: (account: AccountId, time: UtcMicros) => Stop | undefined;
  /** When an account is a stop, and why: of those that hold at a time, the first is the one to name. */
  readonly listStops: (account: AccountId) => readonly TimedStop[];
}

/** A stop from and to a time, both included; null: always. */
export interface TimedStop {
  readonly from: UtcMicros | null;
  readonly to: UtcMicros | null;
  readonly stop: Stop;
}

export interface StopSources {
  readonly tags: readonly AttributionTag[];
  readonly request: TraceRequest;
  readonly outpoints: OutpointIndex;
}

export function createStopIndex(sources: StopSources): StopIndex {
  const named = new Set(sources.request.stops.flatMap(sources.outpoints.standsFor));
  const byAccount = indexTags(sources);
  const special = new Map<AccountId, Stop | undefined>();
  const findSpecial = (account: AccountId): Stop | undefined => {
    if (!special.has(account)) special.set(account, specialStop(account));
    return special.get(account);
  };
  const listStops = (account: AccountId): readonly TimedStop[] => {
    const always = findSpecial(account) ?? (named.has(account) ? namedStop : undefined);
    if (always !== undefined) return [{ from: null, to: null, stop: always }];
    return byAccount.get(account) ?? [];
  };
  return {
    findStop: (account, time) => listStops(account).find((candidate) => isValidAt(candidate, time))?.stop,
    listStops,
  };
}

const namedStop: Stop = { status: "stopped", reason: "stop: named in the request" };

function specialStop(account: AccountId): Stop | undefined {
  if (!isSpecialAccount(account)) return undefined;
  if (!isDestroyingAccount(account)) return { status: "stopped", reason: "stop: special account" };
  return { status: "destroyed", reason: account.startsWith("fee:") ? "destroyed: fee" : "destroyed: issuer" };
}

/** The tags that can stop, of each account, the one to name first: highest confidence, then least id. */
function indexTags({ tags, request, outpoints }: StopSources): Map<AccountId, TimedStop[]> {
  const open = new Set(request.open.flatMap(outpoints.standsFor));
  const categories = new Set(request.stopCategories);
  const byAccount = new Map<AccountId, AttributionTag[]>();
  for (const tag of tags) {
    const canStop = tag.category !== null && categories.has(tag.category) && tag.confidence >= request.stopConfidence;
    if (!canStop) continue;
    for (const account of outpoints.standsFor(tag.account)) {
      if (open.has(account)) continue;
      const list = byAccount.get(account);
      if (list === undefined) byAccount.set(account, [tag]);
      else list.push(tag);
    }
  }
  return new Map(
    [...byAccount].map(([account, list]) => [
      account,
      list.sort((a, b) => b.confidence - a.confidence || compareBytewise(a.id, b.id)).map(timedStop),
    ]),
  );
}

function timedStop(tag: AttributionTag): TimedStop {
  const reason = `stop: tag ${tag.category} (${tag.confidence}) ${tag.id}`;
  return { from: tag.validFrom, to: tag.validTo, stop: { status: "stopped", reason } };
}

function isValidAt({ from, to }: TimedStop, time: UtcMicros): boolean {
  return (from === null || from <= time) && (to === null || time <= to);
}
