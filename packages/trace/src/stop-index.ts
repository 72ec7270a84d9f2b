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
  return {
    findStop: (account, time) => {
      const always = findSpecial(account);
      if (always !== undefined) return always;
      if (named.has(account)) return { status: "stopped", reason: "stop: named in the request" };
      const tag = byAccount.get(account)?.find((candidate) => isValidAt(candidate, time));
      return tag === undefined
        ? undefined
        : { status: "stopped", reason: `stop: tag ${tag.category} (${tag.confidence}) ${tag.id}` };
    },
  };
}

function specialStop(account: AccountId): Stop | undefined {
  if (!isSpecialAccount(account)) return undefined;
  if (!isDestroyingAccount(account)) return { status: "stopped", reason: "stop: special account" };
  return { status: "destroyed", reason: account.startsWith("fee:") ? "destroyed: fee" : "destroyed: issuer" };
}

/** The tags that can stop, of each account, the one to name first: highest confidence, then least id. */
function indexTags({ tags, request, outpoints }: StopSources): Map<AccountId, AttributionTag[]> {
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
  for (const list of byAccount.values()) list.sort((a, b) => b.confidence - a.confidence || compareBytewise(a.id, b.id));
  return byAccount;
}

function isValidAt(tag: AttributionTag, time: UtcMicros): boolean {
  return (tag.validFrom === null || tag.validFrom <= time) && (tag.validTo === null || time <= tag.validTo);
}
