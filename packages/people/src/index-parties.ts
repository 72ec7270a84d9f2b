import { type Digest, digestFields, type SourceFile } from "@tributary/domain";
import { type PartiesUnindexedRow, partiesUnindexed } from "@tributary/queries";
import type { IngestItem, Store } from "@tributary/store";
import { identifiersOf, indexModel } from "./identifiers-of.ts";
import { withAccounts } from "./stored-parties.ts";

export interface IndexParties {
  readonly store: Pick<Store, "query" | "beginRun" | "append">;
  /** Parties that are read, and acknowledged, together. Default: 1,000. */
  readonly batchSize?: number;
  /** Ends the work after the batch at hand; the next call goes on there. */
  readonly signal?: AbortSignal;
}

export interface IndexReport {
  /** Parties that got identifiers in this call. */
  readonly parties: bigint;
  readonly identifiers: bigint;
  readonly isInterrupted: boolean;
}

const batchSizeUsual = 1_000;

/**
 * Makes the identifiers of every party that has none of this version, so that candidates can be found by equality of keyed digests. Parties are unsealed
 * in memory, batch by batch, each batch acknowledged on its own; a second call adds nothing, and one after a kill goes on.
 */
export async function indexParties({ store, batchSize = batchSizeUsual, signal }: IndexParties): Promise<IndexReport> {
  let after: string | null = null;
  let parties = 0n;
  let identifiers = 0n;
  const run = { file: indexFile(), options: indexModel };
  let { itemsAcknowledged } = await store.beginRun(run);
  while (signal?.aborted !== true) {
    const rows: readonly PartiesUnindexedRow[] = await store.query(partiesUnindexed, {
      after,
      model: indexModel,
      countMax: BigInt(batchSize),
    });
    const last: string | undefined = rows.at(-1)?.partyId;
    if (last === undefined) return { parties, identifiers, isInterrupted: false };
    const items = [...(await withAccounts(store, rows))].map(([partyId, party]) =>
      itemOf(partyId, run.file.sha256, identifiersOf(party, partyId)),
    );
    itemsAcknowledged += BigInt(items.length);
    await store.append(run, { items, itemsAcknowledged, isDone: true });
    parties += BigInt(items.length);
    identifiers += items.reduce((sum, item) => sum + BigInt("rows" in item ? (item.rows.partyIdentifiers?.length ?? 0) : 0), 0n);
    after = last;
  }
  return { parties, identifiers, isInterrupted: true };
}

/** What the identifiers rest on: one source for all of a version, named by its rules alone, so that no digest of a person's data stands in plain. */
function indexFile(): SourceFile {
  return {
    sha256: digestFields("tributary/party-index/1", [indexModel]),
    byteCount: 0n,
    kind: "statement",
    origin: `index of parties, ${indexModel}`,
    submitter: null,
    licence: null,
  };
}

function itemOf(partyId: Digest, fileSha256: Digest, made: ReturnType<typeof identifiersOf>): IngestItem {
  return {
    record: { fileSha256, locator: partyId, rawSha256: digestFields("tributary/party-index/1", [indexModel, partyId]) },
    rows: { partyIdentifiers: made.map(({ kind, value }) => ({ partyId, kind, model: indexModel, value })) },
  };
}
