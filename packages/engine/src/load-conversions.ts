import type { Conversion } from "@tributary/domain";
import { conversionsByLegs } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { uniteBy } from "./unite-by.ts";

/**
 * Conversions with any of the transfers as a leg, those that contend with them for a leg, and so on: which of several acts on a transfer is
 * decided among all that name it. The others belong to other questions.
 */
export async function loadConversions(store: Store, names: readonly string[]): Promise<readonly Conversion[]> {
  const asked = new Set<string>();
  let found: readonly Conversion[] = [];
  let news = [...new Set(names)];
  while (news.length > 0) {
    for (const name of news) asked.add(name);
    const more = await store.query(conversionsByLegs, { names: news });
    found = uniteBy([...found, ...more], (conversion) => conversion.id);
    news = [...new Set(more.flatMap(legsOf))].filter((name) => !asked.has(name));
  }
  return found;
}

/** Names of the transfers that a conversion is made of. */
export function legsOf({ outTransfers, inTransfers }: Conversion): readonly string[] {
  return [...outTransfers, ...inTransfers];
}
