import {
  type AccountId,
  compareBytewise,
  type Finding,
  isSpecialAccount,
  type Locator,
  showFound,
  TributaryError,
} from "@tributary/domain";
import { indexOutpoints, type TraceLedger } from "@tributary/ledger";
import type { Claim, TraceRequest } from "./trace-request.ts";

/** What a request can name: those rows of a ledger at least that it does name. */
export type NamedRows = Pick<TraceLedger, "transfers" | "outpoints">;

/** Everything about a request that has no meaning in this ledger. Empty: it can be traced. */
export function validateRequest(ledger: NamedRows, request: TraceRequest): Finding[] {
  return [...checkRequest(request), ...checkOutpoints(ledger, request), ...checkNames(ledger, request)];
}

/** Throws `REQUEST_INVALID` with the first finding. */
export function assertRequest(ledger: NamedRows, request: TraceRequest): void {
  const [first, ...rest] = validateRequest(ledger, request);
  if (first === undefined) return;
  const found = rest.length === 0 ? first.found : `${first.found} (and ${rest.length} more errors in the request)`;
  throw new TributaryError({ ...first, found });
}

/** What can be said without a ledger. Paths are those of the document. */
export function checkRequest(request: TraceRequest): Finding[] {
  return [
    ...checkSubject(request),
    ...checkClaimIds(request.claims),
    ...checkSeededTransfers(request.claims),
    ...checkSeededAccounts(request),
    ...checkStops(request),
    ...checkOpenings(request),
  ];
}

function invalid(where: Locator, found: string, expected: string): Finding {
  return { code: "REQUEST_INVALID", where, found: showFound(found), expected };
}

function checkSubject({ claims, target }: TraceRequest): Finding[] {
  if (claims.length > 0 && target !== null) return [invalid({ path: "target" }, "claims and a target", "one of them")];
  if (claims.length === 0 && target === null)
    return [invalid({ path: "claims" }, "neither claims nor a target", "at least one claim, or a target")];
  return [];
}

function checkClaimIds(claims: readonly Claim[]): Finding[] {
  const seen = new Set<string>();
  return claims.flatMap((claim, index) => {
    const isKnown = seen.has(claim.id);
    seen.add(claim.id);
    return isKnown ? [invalid({ path: `claims[${index}].id` }, claim.id, "an id that no other claim has")] : [];
  });
}

function checkSeededTransfers(claims: readonly Claim[]): Finding[] {
  const ownerByName = new Map<string, number>();
  return claims.flatMap((claim, index) => {
    if (!("transfers" in claim)) return [];
    return claim.transfers.flatMap((name, place) => {
      const owner = ownerByName.get(name) ?? index;
      ownerByName.set(name, owner);
      const where = { path: `claims[${index}].transfers[${place}]` };
      return owner === index ? [] : [invalid(where, name, `a transfer that claim ${claims[owner]?.id ?? ""} does not name`)];
    });
  });
}

function checkSeededAccounts({ claims, stops }: TraceRequest): Finding[] {
  const named = new Set(stops);
  const seen = new Set<string>();
  return claims.flatMap((claim, index) => {
    if (!("account" in claim)) return [];
    const where = { path: `claims[${index}].account` };
    const findings: Finding[] = [];
    if (seen.has(claim.account)) findings.push(invalid(where, claim.account, "an account that no other claim starts from"));
    if (named.has(claim.account))
      findings.push(invalid(where, claim.account, "an account that the request does not name as a stop"));
    if (isSpecialAccount(claim.account)) findings.push(invalid(where, claim.account, "an account that can hold value"));
    seen.add(claim.account);
    return findings;
  });
}

function checkStops({ stops, open }: TraceRequest): Finding[] {
  const named = new Set(stops);
  return open.flatMap((account, index) =>
    named.has(account) ? [invalid({ path: `open[${index}]` }, account, "an account that is not among the stops as well")] : [],
  );
}

/** An address stands for its outpoints: what may not be said of one account twice may not be said of an address and its outpoint. */
function checkOutpoints({ outpoints }: NamedRows, { claims, stops, open }: TraceRequest): Finding[] {
  if (outpoints.length === 0) return [];
  const { addressOf } = indexOutpoints(outpoints);
  const overlaps = (account: AccountId, others: readonly AccountId[]): boolean =>
    others.some((other) => addressOf.get(other) === account || addressOf.get(account) === other);
  const seeded: AccountId[] = [];
  const ofClaims = claims.flatMap((claim, index) => {
    if (!("account" in claim)) return [];
    const where = { path: `claims[${index}].account` };
    const findings: Finding[] = [];
    if (overlaps(claim.account, seeded))
      findings.push(
        invalid(where, claim.account, "an account that no other claim starts from, as an address or as its outpoint"),
      );
    if (overlaps(claim.account, stops))
      findings.push(invalid(where, claim.account, "an account that is no stop of the request, as an address or as its outpoint"));
    seeded.push(claim.account);
    return findings;
  });
  const ofOpen = open.flatMap((account, index) =>
    overlaps(account, stops)
      ? [invalid({ path: `open[${index}]` }, account, "an account that is no stop as well, as an address or as its outpoint")]
      : [],
  );
  return [...ofClaims, ...ofOpen];
}

function checkOpenings({ openings }: TraceRequest): Finding[] {
  if (typeof openings === "string") return [];
  const seen = new Set<string>();
  return openings.flatMap((balance, index) => {
    const key = `${balance.account} ${balance.asset} ${balance.time}`;
    const isKnown = seen.has(key);
    seen.add(key);
    const where = { path: `openings[${index}]` };
    if (isSpecialAccount(balance.account)) return [invalid(where, balance.account, "an account that can hold value")];
    return isKnown ? [invalid(where, key, "one balance for each account, asset and time")] : [];
  });
}

function checkNames(ledger: NamedRows, request: TraceRequest): Finding[] {
  const names = new Set(ledger.transfers.map((transfer) => transfer.name));
  const wanted = request.claims.flatMap((claim, index) =>
    "transfers" in claim ? claim.transfers.map((name, place) => ({ name, path: `claims[${index}].transfers[${place}]` })) : [],
  );
  if (request.target !== null && "transfer" in request.target)
    wanted.push({ name: request.target.transfer, path: "target.transfer" });
  const missing = wanted.filter(({ name }) => !names.has(name));
  const namesById = listNamesById(ledger, new Set(missing.map(({ name }) => name)));
  const unknown = missing.map(({ name, path }) => invalid({ path }, name, expectName(namesById.get(name) ?? [])));
  return names.size === ledger.transfers.length ? unknown : [...checkUnique(ledger), ...unknown];
}

/** An id may look like another source's qualified name: `a:x` in one source, and `x` of source `a` where two sources share `x`. */
function checkUnique({ transfers }: NamedRows): Finding[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { name } of transfers) (seen.has(name) ? repeated : seen).add(name);
  const expected = "names that mean one transfer each: ingest one of the two sources under another name";
  return [...repeated].map((name) => invalid({}, `two transfers called ${name}`, expected));
}

/** The names of the transfers that have one of these ids. */
function listNamesById({ transfers }: NamedRows, ids: ReadonlySet<string>): Map<string, string[]> {
  const namesById = new Map<string, string[]>();
  for (const { id, name } of transfers) {
    if (!ids.has(id)) continue;
    const known = namesById.get(id);
    if (known === undefined) namesById.set(id, [name]);
    else known.push(name);
  }
  return namesById;
}

function expectName(sameId: readonly string[]): string {
  return sameId.length === 0
    ? "the name of a transfer in the ledger; what a report stated leaves it when the report is amended or withdrawn"
    : `a name that means one transfer, one of ${[...sameId].sort(compareBytewise).join(", ")}`;
}
