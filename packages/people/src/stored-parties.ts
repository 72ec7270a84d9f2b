import type { Digest } from "@tributary/domain";
import { accountsOfParties, partiesByIds } from "@tributary/queries";
import type { PartyDetails, Store } from "@tributary/store";
import type { ComparedParty } from "./compared-party.ts";

/** A party's row as the store gives it, unsealed in memory. */
export interface StoredParty {
  readonly partyId: Digest;
  readonly kind: "person" | "entity";
  readonly name: string | null;
  /** JSON text of `PartyDetails`. */
  readonly details: string;
}

/** Rows of parties as they are compared, each with its own accounts. */
export async function withAccounts(
  store: Pick<Store, "query">,
  rows: readonly StoredParty[],
): Promise<ReadonlyMap<Digest, ComparedParty>> {
  const accounts = new Map<Digest, string[]>(rows.map(({ partyId }) => [partyId, []]));
  const partyIds = [...accounts.keys()];
  for (const { partyId, account } of await store.query(accountsOfParties, { partyIds })) accounts.get(partyId)?.push(account);
  return new Map(
    rows.map(({ partyId, kind, name, details }) => [
      partyId,
      { kind, name, details: readDetails(details), accounts: accounts.get(partyId) ?? [] },
    ]),
  );
}

/** Parties by id, as they are compared. Sensitive: keep the answer in memory. */
export async function readParties(
  store: Pick<Store, "query">,
  partyIds: Iterable<Digest>,
): Promise<ReadonlyMap<Digest, ComparedParty>> {
  return withAccounts(store, await store.query(partiesByIds, { partyIds: [...new Set(partyIds)] }));
}

/** The store wrote this text from `PartyDetails`. */
function readDetails(text: string): PartyDetails {
  const details: PartyDetails = JSON.parse(text);
  return details;
}
