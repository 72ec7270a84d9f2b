import {
  type AccountId,
  type AttributionTag,
  compareBytewise,
  compareTransfers,
  fail,
  instantMin,
  type UtcMicros,
} from "@tributary/domain";
import type { NamedTransfer, TraceLedger } from "@tributary/ledger";
import type { TraceRequest } from "@tributary/trace";
import { type ConversionPlan, planConversions } from "./naive-conversions.ts";
import { isSpecial } from "./naive-holding.ts";
import { type Opening, solveOpenings } from "./naive-openings.ts";
import { isMeant } from "./naive-outpoints.ts";
import { orderWithinInstants } from "./naive-same-time.ts";

/** Everything that the naive rules read, laid out once: plain arrays and maps. */
export interface NaiveWorld {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
  /** In ledger order as recorded, cut at `until`, zero amounts and self-transfers included. */
  readonly rows: readonly NamedTransfer[];
  /** As recorded, without zero amounts and self-transfers. */
  readonly movements: readonly NamedTransfer[];
  /** The movements in the order traced. */
  readonly events: readonly NamedTransfer[];
  readonly conversions: ConversionPlan;
  /** By holding. */
  readonly openings: ReadonlyMap<string, Opening>;
  /** The first and the last movement's time; zero amounts and self-transfers change nothing. */
  readonly startsAt: UtcMicros;
  readonly endsAt: UtcMicros | null;
}

/** Lays out a ledger for a request. Fails with REQUEST_INVALID as the specification says. */
export function layOut(ledger: TraceLedger, request: TraceRequest): NaiveWorld {
  refuseBadRequest(ledger, request);
  const until = request.until;
  const rows = [...ledger.transfers].sort(compareTransfers).filter((row) => until === null || row.occurredAt <= until);
  const movements = rows.filter((row) => row.atoms > 0n && row.from !== row.to);
  const conversions = planConversions({ ledger, request, events: orderWithinInstants(movements, request.sameTime), rows });
  const { events } = conversions;
  const openings = solveOpenings({ ledger, request, events, conversions });
  const startsAt = movements[0]?.occurredAt ?? instantMin;
  return {
    ledger,
    request,
    rows,
    movements,
    events,
    conversions,
    openings,
    startsAt,
    endsAt: movements.at(-1)?.occurredAt ?? null,
  };
}

export interface FinalPlace {
  readonly status: "stopped" | "destroyed";
  readonly reason: string;
}

/** Why value that arrives at the account at this time is final; null where it is not. */
export function finalPlaceOf(world: NaiveWorld, account: AccountId, time: bigint): FinalPlace | null {
  if (account.startsWith("fee:")) return { status: "destroyed", reason: "destroyed: fee" };
  if (account.startsWith("destroyed:")) return { status: "destroyed", reason: "destroyed: issuer" };
  if (account.startsWith("mint:")) return { status: "stopped", reason: "stop: special account" };
  const { request, ledger } = world;
  const isNamed = (name: AccountId): boolean => isMeant(ledger, name, account);
  if (request.stops.some(isNamed)) return { status: "stopped", reason: "stop: named in the request" };
  if (request.open.some(isNamed)) return null;
  const tags = ledger.tags.filter((tag) => isNamed(tag.account) && isStopping(tag, request, time));
  const [tag] = tags.sort((a, b) => b.confidence - a.confidence || compareBytewise(a.id, b.id));
  return tag === undefined ? null : { status: "stopped", reason: `stop: tag ${tag.category} (${tag.confidence}) ${tag.id}` };
}

function isStopping(tag: AttributionTag, request: TraceRequest, time: bigint): boolean {
  if (tag.category === null || !request.stopCategories.includes(tag.category)) return false;
  if (tag.confidence < request.stopConfidence) return false;
  return (tag.validFrom === null || tag.validFrom <= time) && (tag.validTo === null || time <= tag.validTo);
}

function refuseBadRequest(ledger: TraceLedger, request: TraceRequest): void {
  const names = new Set(ledger.transfers.map((transfer) => transfer.name));
  const claimedTransfers = new Map<string, string>();
  const seededAccounts = new Set<AccountId>();
  const isSame = (a: AccountId, b: AccountId): boolean => isMeant(ledger, a, b) || isMeant(ledger, b, a);
  for (const account of request.stops)
    if (request.open.some((other) => isSame(account, other))) refuseRequest(account, "an account in stops or in open, not both");
  for (const claim of request.claims) {
    if ("account" in claim) {
      if ([...seededAccounts].some((other) => isSame(claim.account, other)))
        refuseRequest(claim.account, "one account seed for one account");
      if (isSpecial(claim.account)) refuseRequest(claim.account, "an account that can hold value");
      if (request.stops.some((stop) => isSame(claim.account, stop)))
        refuseRequest(claim.account, "an account seed on an account that is no stop");
      seededAccounts.add(claim.account);
      continue;
    }
    for (const name of claim.transfers) {
      if (!names.has(name)) refuseRequest(name, "the name of a transfer in the ledger");
      if ((claimedTransfers.get(name) ?? claim.id) !== claim.id) refuseRequest(name, "a transfer in one claim");
      claimedTransfers.set(name, claim.id);
    }
  }
  const target = request.target;
  if (target !== null && "transfer" in target && !names.has(target.transfer))
    refuseRequest(target.transfer, "the name of a transfer in the ledger");
}

function refuseRequest(found: string, expected: string): never {
  return fail("REQUEST_INVALID", { found, expected });
}
