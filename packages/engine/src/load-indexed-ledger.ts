import { type FlowIndex, openFreshIndex } from "@tributary/flow-index";
import type { RunControl } from "@tributary/kernel";
import { indexOutpoints, type TraceLedger } from "@tributary/ledger";
import { transfersByNames } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { assertRequest, openSnapshotView, placesOfAccounts, reachSnapshot, type TraceRequest } from "@tributary/trace";
import { reasonOfDamage } from "./ask-index.ts";
import { type Exchanges, loadConversions } from "./load-conversions.ts";
import { addBalancedOutpoints, loadOutpoints } from "./load-outpoints.ts";
import { parseCoverage } from "./parse-coverage.ts";
import { transfersNamed } from "./transfers-named.ts";
import { uniteBy } from "./unite-by.ts";

/**
 * The part of the ledger that a question can touch, by the flow index: what it can reach is found in memory, and its transfers are read where they stand.
 * Undefined where no index is fresh, or where it does not say what is reached: equal times in another order than recorded.
 */
export async function loadIndexedLedger(
  store: Store,
  request: TraceRequest,
  control: RunControl,
): Promise<TraceLedger | undefined> {
  if (request.sameTime !== "recorded") return undefined;
  const { index } = await openFreshIndex(store);
  if (index === undefined) return undefined;
  try {
    return await loadPart({ store, index, control }, request);
  } catch (error) {
    reasonOfDamage(error);
    return undefined;
  } finally {
    index.close();
  }
}

interface IndexedStore {
  readonly store: Store;
  readonly index: FlowIndex;
  readonly control: RunControl;
}

async function loadPart({ store, index, control }: IndexedStore, request: TraceRequest): Promise<TraceLedger> {
  const { sides } = index;
  const names = transfersNamed(request);
  const named = names.length === 0 ? [] : await store.query(transfersByNames, { names });
  const tags = sides.tags();
  const balances = sides.balances();
  const claimed = request.claims.flatMap((claim) => ("account" in claim ? [claim.account] : []));
  const aimed = request.target !== null && "account" in request.target ? [request.target.account] : [];
  const listed = [
    ...claimed,
    ...aimed,
    ...request.stops,
    ...request.open,
    ...[...tags, ...balances].map(({ account }) => account),
  ];
  const stated = await loadOutpoints(store, [...new Set(listed)]);
  assertRequest({ transfers: named, outpoints: stated }, request);
  const question = {
    request,
    named: new Map(named.map((transfer) => [transfer.name, transfer])),
    tags,
    balances: [],
    outpoints: indexOutpoints(stated),
    control,
  };
  const reached = [...reachSnapshot(openSnapshotView(index), question)].map(index.accountName);
  const accounts = await addBalancedOutpoints(store, request, [...new Set([...reached, ...claimed, ...aimed])]);
  const numbers = accounts.flatMap((account) => index.accountNumber(account) ?? []);
  const places = placesOfAccounts(index, numbers, request);
  const paid = index.transfersAt(places);
  const exchanges = await loadExchanges({ store, index, request }, places);
  const transfers = uniteBy([...named, ...paid, ...exchanges.transfers], ({ name }) => name);
  const parties = [...new Set([...accounts, ...transfers.flatMap(({ from, to }) => [from, to])])];
  const outpoints = await loadOutpoints(store, parties);
  const spoken = new Set([...parties, ...outpoints.map(({ address }) => address)]);
  const count = index.columns.eventCount;
  return {
    transfers,
    conversions: exchanges.conversions,
    outpoints,
    tags: tags.filter(({ account }) => spoken.has(account)),
    balances: balances.filter(({ account }) => spoken.has(account)),
    ...(count === 0 ? {} : { span: { from: index.timeAt(0), to: index.timeAt(count - 1) } }),
    coverage: parseCoverage(sides.coverage()),
  };
}

interface Loading {
  readonly store: Store;
  readonly index: FlowIndex;
  readonly request: TraceRequest;
}

/** The conversions of these places, and all that decides whether they act. */
async function loadExchanges({ store, index, request }: Loading, places: readonly number[]): Promise<Exchanges> {
  const legs = new Set(index.conversions().flatMap(({ outPlaces, inPlaces }) => [...outPlaces, ...inPlaces]));
  return loadConversions(store, request, index.transfersAt(places.filter((place) => legs.has(place))));
}
