import { type AccountId, instantMax } from "@tributary/domain";
import { readProtected } from "@tributary/people";
import { partiesOfAccounts } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { loadProtectedNames } from "./protected-names.ts";

/** For a party of whom no name is known. */
const nameless = "?";

/**
 * Which of these accounts any record ties to a person who may have been trafficked, in whatever part, or to one who bears the name of such a person.
 * In doubt an account is protected. For leaving accounts out; never to be handed out. Errors: KEY_MISSING, KEY_WRONG where anything was determined.
 */
export async function loadProtectedAccounts(
  store: Pick<Store, "query">,
  accounts: readonly AccountId[],
): Promise<ReadonlySet<AccountId>> {
  const said = await readProtected(store, instantMax);
  if (said.size === 0) return new Set();
  const { nameOf } = await loadProtectedNames(store);
  const tied = await store.query(partiesOfAccounts, { accounts });
  const isProtected = ({ name, partyId }: (typeof tied)[number]): boolean => {
    const text = name ?? nameless;
    return said.has(partyId) || nameOf({ name: text, partyId }) !== text;
  };
  return new Set(tied.filter(isProtected).map(({ account }) => account));
}
