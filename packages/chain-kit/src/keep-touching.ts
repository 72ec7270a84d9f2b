import { type AccountId, type AssetId, digestFields } from "@tributary/domain";
import type { IngestItem, LedgerRows } from "@tributary/pipeline-kit";

export interface WatchOptions {
  /** The account that another one belongs to, as an address has its outpoints; beside what the items' own outpoints say. */
  readonly ownerOf?: ((account: AccountId) => AccountId | null | undefined) | undefined;
  /**
   * `rows`: a transfer enters if it touches a watched account, or is a leg of its exchange. `records`: all rows of a record enter if one of them does, as a transaction of a
   * UTXO chain needs, whose hub would not come out even otherwise. Default: `rows`.
   */
  readonly keep?: "rows" | "records" | undefined;
}

/**
 * Of items made from whole blocks, what touches the given accounts. What is said of blocks (hashes, proofs, ranges, coverage) stays, and so
 * does every record that could not be read, since nobody knows whom it touches. Assets and their traits stay where a kept row is of them.
 */
export function keepTouching(
  items: readonly IngestItem[],
  accounts: ReadonlySet<AccountId>,
  options: WatchOptions = {},
): readonly IngestItem[] {
  const owners = new Map(
    items.flatMap((item) => ("rows" in item ? (item.rows.outpoints ?? []) : [])).map((row) => [row.outpoint, row.address]),
  );
  const touches = (account: AccountId | null): boolean => {
    if (account === null) return false;
    const owner = owners.get(account) ?? options.ownerOf?.(account) ?? null;
    return accounts.has(account) || (owner !== null && accounts.has(owner));
  };
  const legs = legsOf(items, touches);
  const kept = items.map((item) => ("rows" in item ? keepRows(item.rows, { touches, legs }, options.keep ?? "rows") : undefined));
  const assets = new Set(kept.flatMap((rows) => (rows === undefined ? [] : assetsOf(rows))));
  return items.flatMap((item, index): readonly IngestItem[] => {
    const rows = kept[index];
    if (rows === undefined || !("rows" in item)) return [item];
    const own: LedgerRows = {
      ...rows,
      assets: (item.rows.assets ?? []).filter(({ id }) => assets.has(id)),
      assetTraits: (item.rows.assetTraits ?? []).filter(({ asset }) => assets.has(asset)),
    };
    // A record that said nothing about anybody had nothing that was left out.
    return isEmpty(own) && !isEmpty(item.rows) ? [] : [{ record: item.record, rows: own }];
  });
}

/** The name that a reading for some accounts alone has in `ledger.block_range`; `reading` is the one of all accounts, `receipts`. */
export function watchReading(accounts: ReadonlySet<AccountId>, reading: string): string {
  return `watch:${digestFields("tributary watch", [...accounts].sort())}:${reading}`;
}

type Touches = (account: AccountId | null) => boolean;

/** An exchange of a watched account is kept with all that it is made of, though what it brought may have gone to somebody else. */
function legsOf(items: readonly IngestItem[], touches: Touches): ReadonlySet<string> {
  const conversions = items.flatMap((item) => ("rows" in item ? (item.rows.conversions ?? []) : []));
  return new Set(
    conversions
      .filter(({ account }) => touches(account))
      .flatMap(({ outTransfers, inTransfers }) => [...outTransfers, ...inTransfers]),
  );
}

interface Watched {
  readonly touches: Touches;
  /** Transfers that belong to an exchange of a watched account. */
  readonly legs: ReadonlySet<string>;
}

function keepRows(rows: LedgerRows, watched: Watched, keep: "rows" | "records"): LedgerRows {
  const some = touchingRows(rows, watched);
  const { blocks: _blocks, blockProofs: _proofs, blockRanges: _ranges, coverage: _coverage, ...moved } = some;
  return keep === "records" && !isEmpty(moved) ? rows : some;
}

function touchingRows(rows: LedgerRows, { touches, legs }: Watched): LedgerRows {
  const transfers = (rows.transfers ?? []).filter(({ id, from, to }) => touches(from) || touches(to) || legs.has(id));
  const itemTransfers = (rows.itemTransfers ?? []).filter(({ from, to }) => touches(from) || touches(to));
  const moved = new Set(transfers.flatMap(({ from, to }) => [from, to]));
  const references = new Set([...transfers, ...itemTransfers].map(({ reference }) => reference));
  return {
    ...rows,
    assets: [],
    assetTraits: [],
    transfers,
    itemTransfers,
    balances: (rows.balances ?? []).filter(({ account }) => touches(account)),
    conversions: (rows.conversions ?? []).filter(({ account }) => touches(account)),
    issuerActs: (rows.issuerActs ?? []).filter(({ account }) => touches(account)),
    bridgeEvents: (rows.bridgeEvents ?? []).filter(({ account, recipient }) => touches(account) || touches(recipient)),
    chainNotes: (rows.chainNotes ?? []).filter(({ reference }) => references.has(reference)),
    outpoints: (rows.outpoints ?? []).filter(({ outpoint }) => touches(outpoint) || moved.has(outpoint)),
  };
}

function assetsOf({ transfers = [], balances = [], issuerActs = [], bridgeEvents = [] }: LedgerRows): readonly AssetId[] {
  return [...transfers, ...balances, ...issuerActs, ...bridgeEvents].map(({ asset }) => asset);
}

function isEmpty(rows: LedgerRows): boolean {
  return Object.values(rows).every((list: readonly unknown[]) => list.length === 0);
}
