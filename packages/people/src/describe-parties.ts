import { type Digest, instantMax } from "@tributary/domain";
import { partiesByIds, reportReferences } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { readProtected } from "./read-protected.ts";

/** A party as a person recognises it: its name, and the report that tells of it. Sensitive. */
export interface DescribedParty {
  readonly kind: "person" | "entity";
  readonly name: string | null;
  /** By whatever authorities ever said of it, or of a party judged the same. */
  readonly isProtected: boolean;
  readonly report: { readonly submitter: string; readonly reference: string; readonly number: bigint };
}

/** Names and reports of parties, by id. Errors: KEY_MISSING, KEY_WRONG. */
export async function describeParties(
  store: Pick<Store, "query">,
  partyIds: Iterable<Digest>,
): Promise<ReadonlyMap<Digest, DescribedParty>> {
  const rows = await store.query(partiesByIds, { partyIds: [...new Set(partyIds)] });
  const reports = new Map(rows.length === 0 ? [] : (await store.query(reportReferences, {})).map((row) => [row.versionId, row]));
  const protectedIds = await readProtected(store, instantMax);
  const described = new Map<Digest, DescribedParty>();
  for (const { partyId, versionId, kind, name } of rows) {
    const report = reports.get(versionId);
    if (report === undefined) continue;
    const { submitter, reference, number } = report;
    described.set(partyId, { kind, name, isProtected: protectedIds.has(partyId), report: { submitter, reference, number } });
  }
  return described;
}
