import {
  type AccountId,
  type AttributionTag,
  compareBytewise,
  isDestroyingAccount,
  isSpecialAccount,
  type UtcMicros,
} from "@tributary/domain";
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

export function createStopIndex(tags: readonly AttributionTag[], request: TraceRequest): StopIndex {
  const named = new Set(request.stops);
  const byAccount = indexTags(tags, request);
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
function indexTags(tags: readonly AttributionTag[], request: TraceRequest): Map<AccountId, AttributionTag[]> {
  const open = new Set(request.open);
  const categories = new Set(request.stopCategories);
  const byAccount = new Map<AccountId, AttributionTag[]>();
  for (const tag of tags) {
    const canStop =
      tag.category !== null && categories.has(tag.category) && tag.confidence >= request.stopConfidence && !open.has(tag.account);
    if (!canStop) continue;
    const list = byAccount.get(tag.account);
    if (list === undefined) byAccount.set(tag.account, [tag]);
    else list.push(tag);
  }
  for (const list of byAccount.values()) list.sort((a, b) => b.confidence - a.confidence || compareBytewise(a.id, b.id));
  return byAccount;
}

function isValidAt(tag: AttributionTag, time: UtcMicros): boolean {
  return (tag.validFrom === null || tag.validFrom <= time) && (tag.validTo === null || time <= tag.validTo);
}
