import type { AccountId, UtcMicros } from "@tributary/domain";
import type { LeadGraph } from "./lead-graph.ts";
import type { MassAt } from "./push-mass.ts";
import type { AccountClaim, Claim, TraceRequest } from "./trace-request.ts";

/**
 * Where the mass starts: one part for each claim that moves something, alike. A claim's part is shared alike over its assets, and within one by the
 * amounts of its transfers; it starts where they arrived. An account seed's starts at the account, before the first movement of its instant.
 */
export function seedMass(graph: LeadGraph, { claims }: TraceRequest): MassAt[] {
  const places = claims.map((claim) => placesOf(graph, claim)).filter((found) => found.length > 0);
  return places.flatMap((found) => {
    const byAsset = new Map<string, number>();
    for (const { asset, weight } of found) byAsset.set(asset, (byAsset.get(asset) ?? 0) + weight);
    const part = 1 / (places.length * byAsset.size);
    return found.map(({ node, place, asset, weight }) => ({ node, place, mass: (part * weight) / (byAsset.get(asset) ?? 1) }));
  });
}

interface SeedPlace {
  readonly node: number;
  readonly place: number;
  readonly asset: string;
  readonly weight: number;
}

function placesOf(graph: LeadGraph, claim: Claim): SeedPlace[] {
  if ("account" in claim) return accountPlaces(graph, claim);
  return claim.transfers.flatMap((name): SeedPlace[] => {
    const edge = graph.edgeByName.get(name);
    if (edge === undefined) return [];
    return [{ node: edge.to, place: edge.place, asset: edge.transfer.asset, weight: edge.receivedWeight }];
  });
}

function accountPlaces({ nodes, edges, outpoints }: LeadGraph, { account, since }: AccountClaim): SeedPlace[] {
  const accounts = new Set<AccountId>(outpoints.standsFor(account));
  const first = edges.findIndex(({ transfer }) => !isBefore(transfer.occurredAt, since));
  const place = (first < 0 ? edges.length : first) - 0.5;
  return nodes.flatMap((node, number): SeedPlace[] => {
    if (node.account === undefined || node.asset === undefined || !accounts.has(node.account)) return [];
    return [{ node: number, place, asset: node.asset, weight: 1 }];
  });
}

function isBefore(time: UtcMicros, since: UtcMicros | null): boolean {
  return since !== null && time < since;
}

/** The accounts that the claims start from: payers of seeded transfers, and seeded accounts. */
export function claimAccounts({ edgeByName, outpoints }: LeadGraph, { claims }: TraceRequest): Set<AccountId> {
  return new Set(
    claims.flatMap((claim): readonly AccountId[] =>
      "account" in claim
        ? outpoints.standsFor(claim.account)
        : claim.transfers.flatMap((name) => edgeByName.get(name)?.transfer.from ?? []),
    ),
  );
}
