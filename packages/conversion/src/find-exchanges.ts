import { type AccountId, type AssetId, compareTransfers, isSpecialAccount, type Transfer } from "@tributary/domain";
import { type Dealing, dealingsOf, type Flows } from "./account-exchanges.ts";
import type { Transaction } from "./transaction.ts";
import { netByClass, netByNode, nodeOf } from "./transaction-flows.ts";

/** What one account gave for what it, or whoever it named, received. */
export interface Exchange {
  readonly account: AccountId;
  readonly outs: readonly Transfer[];
  readonly ins: readonly Transfer[];
  /** Why it is inferred; null where the flows themselves show it. */
  readonly doubt: string | null;
}

/**
 * Whoever traded, the surest first: who signed; who has trades of both signs and emits nothing, as persons do not; the contract that was called. Pools and
 * makers have the opposite flows of whoever trades with them, so the first of these that trades is the only one.
 */
export function findExchanges(transaction: Transaction, flows: Flows): readonly Exchange[] {
  const { initiator, called, emitters } = transaction;
  const dealings = dealingsOf(initiator, flows);
  const own = exchangesOf(initiator, { dealings, flows });
  if (own !== undefined) return own;
  const passedOn = exchangesForOthers(transaction, { dealings, flows });
  if (passedOn.length > 0) return passedOn;
  const persons = [...partiesOf(flows.transfers)].filter(
    (account) => !emitters.has(account) && account !== initiator && account !== called,
  );
  const ofPersons = withoutInner(apart(persons.flatMap((account) => tradesOf(account, flows))));
  if (ofPersons.length > 0) return ofPersons;
  const ofCalled = called === null || called === initiator ? [] : tradesOf(called, flows);
  return ofCalled.length > 0 ? ofCalled : pairApart(initiator, dealings);
}

function partiesOf(transfers: readonly Transfer[]): Set<AccountId> {
  const receivers = new Set(transfers.map(({ to }) => to));
  return new Set(transfers.flatMap(({ from }) => (receivers.has(from) && !isSpecialAccount(from) ? [from] : [])));
}

interface Dealt {
  readonly dealings: readonly Dealing[];
  readonly flows: Flows;
}

/** An account's exchanges; undefined where it did not trade: gave nothing, got nothing, or ends with no more than what it began with. */
function exchangesOf(account: AccountId, { dealings, flows }: Dealt): Exchange[] | undefined {
  const both = dealings.filter(({ gave, gained }) => gave.length > 0 && gained.length > 0);
  if (both.length === 0) return undefined;
  const changes = [
    ...netByClass(
      both.flatMap(({ own }) => own),
      { node: account, classOf: flows.classOf },
    ).values(),
  ];
  const isTrade = changes.some((change) => change < 0n) && changes.some((change) => change > 0n);
  return isTrade ? both.flatMap((dealing) => exchangeOf(account, { dealing, flows }) ?? []) : [];
}

/** Out legs in two assets (liquidity added) are no conversion: nothing says which of them bought what. */
function exchangeOf(
  account: AccountId,
  { dealing, flows }: { readonly dealing: Dealing; readonly flows: Flows },
): Exchange | undefined {
  const { own, behind, gave, gained } = dealing;
  const [assetClass] = gave;
  if (assetClass === undefined || gave.length > 1) return undefined;
  const paid = own.filter(({ from, asset }) => from === account && flows.classOf(asset) === assetClass);
  // What comes back of the asset given is a refund: it takes its share like anything else that was received for it.
  const received = new Set<AssetId>([...gained, assetClass]);
  const got = own.filter(({ to, asset }) => to === account && received.has(flows.classOf(asset)));
  const reached = spread(
    paid.map(({ to }) => nodeOf(to)),
    behind.map(({ from, to }) => [nodeOf(from), nodeOf(to)]),
  );
  const ins = got.filter(({ from }) => reached.has(nodeOf(from)));
  const leading = spread(
    ins.map(({ from }) => nodeOf(from)),
    behind.map(({ from, to }) => [nodeOf(to), nodeOf(from)]),
  );
  const outs = paid.filter(({ to }) => leading.has(nodeOf(to)));
  const isExchange = ins.some(({ asset }) => flows.classOf(asset) !== assetClass) && isOfOneAsset(outs);
  return isExchange ? { account, outs, ins, doubt: null } : undefined;
}

/** Everywhere that value can be led from some places along the edges given. */
function spread(starts: readonly string[], edges: readonly (readonly [string, string])[]): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const [from, to] of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const reached = new Set(starts);
  for (const node of reached) for (const to of next.get(node) ?? []) reached.add(to);
  return reached;
}

function isOfOneAsset(transfers: readonly Transfer[]): boolean {
  return transfers.every(({ asset }) => asset === transfers[0]?.asset);
}

/** Trades of somebody who did not sign: only where most of what moved between the account and the others stays moved, which is so of no router. */
function tradesOf(account: AccountId, flows: Flows): readonly Exchange[] {
  const dealings = dealingsOf(account, flows).filter((dealing) => isMostlyKept(dealing, flows));
  return exchangesOf(account, { dealings, flows }) ?? [];
}

function isMostlyKept({ own, net }: Dealing, { classOf }: Flows): boolean {
  return [...net].every(([assetClass, change]) => {
    const gross = own.reduce((sum, { asset, atoms }) => (classOf(asset) === assetClass ? sum + atoms : sum), 0n);
    return 2n * (change < 0n ? -change : change) > gross;
  });
}

/** Exchanges that share no transfer with another: where two parties claim the same one, neither is known to be the one who traded. */
function apart(exchanges: readonly Exchange[]): Exchange[] {
  const uses = new Map<Transfer, number>();
  for (const { outs, ins } of exchanges) for (const leg of [...outs, ...ins]) uses.set(leg, (uses.get(leg) ?? 0) + 1);
  return exchanges.filter(({ outs, ins }) => [...outs, ...ins].every((leg) => uses.get(leg) === 1));
}

/** An exchange that begins and ends while another waits for what it bought is how that one was filled, like a pool that emits nothing. */
function withoutInner(exchanges: readonly Exchange[]): Exchange[] {
  const spans = exchanges.map(({ outs, ins }) => {
    const legs = [...outs, ...ins].sort(compareTransfers);
    return {
      first: legs[0],
      last: legs.at(-1),
      given: [...outs].sort(compareTransfers).at(-1),
      got: [...ins].sort(compareTransfers)[0],
    };
  });
  return exchanges.filter((_, index) => {
    const inner = spans[index];
    return !spans.some(({ given, got }) => isBefore(given, inner?.first) && isBefore(inner?.last, got));
  });
}

function isBefore(a: Transfer | undefined, b: Transfer | undefined): boolean {
  return a !== undefined && b !== undefined && compareTransfers(a, b) < 0;
}

/** The initiator pays, and somebody else receives what it bought. */
function exchangesForOthers(transaction: Transaction, { dealings, flows }: Dealt): Exchange[] {
  return dealings.flatMap((dealing) => exchangeForOthers(transaction, { dealing, flows }) ?? []);
}

/**
 * Only where the group behind shows one source of the asset given, the initiator, and one asset that persons gain in it. Where another account adds
 * of the same asset (a token that sells its own fees meanwhile) or another person pays in, nothing says whose money bought what.
 */
function exchangeForOthers(
  { initiator, emitters }: Transaction,
  { dealing, flows }: { dealing: Dealing; flows: Flows },
): Exchange | undefined {
  const [assetClass] = dealing.gave;
  if (assetClass === undefined || dealing.gave.length > 1 || dealing.gained.length > 0) return undefined;
  const all = [...dealing.own, ...dealing.behind];
  const contracts = contractsOf(all, emitters);
  const buyers = new Set<string>();
  const boughtClasses = new Set<AssetId>();
  for (const [node, net] of netByNode(all, flows.classOf)) {
    if (node === initiator || net.size === 0) continue;
    const isPerson = !contracts.has(node);
    const gains = [...net.values()].filter((change) => change > 0n).length;
    if ((net.get(assetClass) ?? 0n) < 0n || (isPerson && gains === 0)) return undefined;
    if (!isPerson || gains < net.size) continue;
    for (const gained of net.keys()) if (gained !== assetClass) boughtClasses.add(gained);
    buyers.add(node);
  }
  const [boughtClass] = boughtClasses;
  if (boughtClass === undefined || boughtClasses.size > 1) return undefined;
  const outs = dealing.own.filter(({ from, asset }) => from === initiator && flows.classOf(asset) === assetClass);
  const refunds = dealing.own.filter(({ to, asset }) => to === initiator && flows.classOf(asset) === assetClass);
  const bought = dealing.behind.filter(({ to, asset }) => buyers.has(to) && flows.classOf(asset) === boughtClass);
  if (!isOfOneAsset(outs) || bought.length === 0) return undefined;
  return { account: initiator, outs, ins: [...refunds, ...bought].sort(compareTransfers), doubt: null };
}

/** Those that emit events, mint or destroy. */
function contractsOf(transfers: readonly Transfer[], emitters: ReadonlySet<AccountId>): ReadonlySet<string> {
  const issuers = transfers.flatMap(({ from, to }) => [from, to].filter(isSpecialAccount).map(nodeOf));
  return new Set<string>([...emitters, ...issuers]);
}

const unlinked = "no account of the transaction links what was given with what was received";

/** Given to one side, received from another, and nothing between them in this transaction: likely an exchange, not shown to be one. */
function pairApart(initiator: AccountId, dealings: readonly Dealing[]): Exchange[] {
  const outs = dealings.flatMap(({ own }) => (own.every(({ from }) => from === initiator) ? own : []));
  const ins = dealings.flatMap(({ own }) => (own.every(({ to }) => to === initiator) ? own : []));
  const [out] = outs;
  const isClear = out !== undefined && ins.length > 0 && isOfOneAsset(outs) && isOfOneAsset(ins) && ins[0]?.asset !== out.asset;
  return isClear ? [{ account: initiator, outs, ins, doubt: unlinked }] : [];
}
