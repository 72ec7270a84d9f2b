import { canonicalJson, compareBytewise, formatInstant, type UtcMicros } from "@tributary/domain";
import type { KnownBalance } from "@tributary/ledger";
import type { Claim, Target, TraceLimits, TraceRequest } from "./trace-request.ts";

/** The canonical JSON of a request, every default written out. Reading it gives the same request. */
export function writeTraceRequest(request: TraceRequest): string {
  const { claims, target, openings, limits } = request;
  return canonicalJson({
    ...(target === null ? { claims: claims.map(writeClaim) } : { target: writeTarget(target) }),
    method: request.method,
    until: writeInstant(request.until),
    stops: [...request.stops].sort(compareBytewise),
    open: [...request.open].sort(compareBytewise),
    stop_categories: request.stopCategories,
    stop_confidence: request.stopConfidence,
    openings: typeof openings === "string" ? openings : openings.map(writeBalance),
    same_time: request.sameTime,
    include_inferred: request.includeInferred,
    limits: { hops_max: limits.hopsMax, accounts_max: limits.accountsMax, dust_atoms: writeDust(limits) },
  });
}

function writeClaim(claim: Claim): object {
  const { id, kind } = claim;
  return "transfers" in claim
    ? { id, kind, transfers: claim.transfers }
    : { id, kind, account: claim.account, since: writeInstant(claim.since) };
}

function writeTarget(target: Target): object {
  return "transfer" in target
    ? { transfer: target.transfer }
    : { account: target.account, since: writeInstant(target.since), until: writeInstant(target.until) };
}

function writeBalance({ account, asset, time, atoms }: KnownBalance): object {
  return { account, asset, time: formatInstant(time), atoms: atoms.toString() };
}

function writeDust({ dustAtoms }: TraceLimits): string | Record<string, string> {
  if (typeof dustAtoms === "bigint") return dustAtoms.toString();
  return Object.fromEntries([...dustAtoms].map(([asset, atoms]) => [asset, atoms.toString()]));
}

function writeInstant(instant: UtcMicros | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
