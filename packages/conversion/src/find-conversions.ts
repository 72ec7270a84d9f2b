import { type AssetId, type Conversion, compareTransfers, type Transfer } from "@tributary/domain";
import type { Flows } from "./account-exchanges.ts";
import { type Exchange, findExchanges } from "./find-exchanges.ts";
import { findWraps, type Wrap } from "./find-wraps.ts";
import type { Transaction } from "./transaction.ts";
import { exchangeableTransfers } from "./transaction-flows.ts";

/**
 * The conversions of one transaction, by the net flows of its accounts and never by a list of contracts (README: what is called one, and what is
 * not). Wrapped native assets first, exact to the atom; then the exchanges of whoever traded. A transfer is a leg of one conversion at most, out
 * legs are payments of one account in one asset, and the order in which the transfers are given changes nothing.
 */
export function findConversions(transaction: Transaction): readonly Conversion[] {
  const transfers = exchangeableTransfers(transaction.transfers);
  if (transfers.length < 2 || transfers.every(({ asset }) => asset === transfers[0]?.asset)) return [];
  transfers.sort(compareTransfers);
  const wraps = findWraps(transfers);
  const flows = withoutWraps(transfers, wraps);
  const drafts = [...wraps.map(draftOfWrap), ...findExchanges(transaction, flows).map(draftOfExchange)];
  return nameDrafts(transaction.reference, drafts);
}

interface Draft extends Exchange {
  readonly kind: "swap" | "deposit" | "withdrawal" | "wrap" | "unwrap";
}

function withoutWraps(transfers: readonly Transfer[], wraps: readonly Wrap[]): Flows {
  const legs = new Set(wraps.flatMap(({ paid, received }) => [paid, received]));
  const nativeOf = new Map<AssetId, AssetId>(
    wraps.map(({ kind, token, paid, received }) => [token, kind === "wrap" ? paid.asset : received.asset]),
  );
  return {
    transfers: transfers.filter((transfer) => !legs.has(transfer)),
    classOf: (asset) => nativeOf.get(asset) ?? asset,
  };
}

function draftOfWrap({ kind, paid, received }: Wrap): Draft {
  return { kind, account: paid.from, outs: [paid], ins: [received], doubt: null };
}

function draftOfExchange(exchange: Exchange): Draft {
  return { ...exchange, kind: kindOf(exchange) };
}

/** Whether the token's own issuer made or unmade what changed hands; all else is a swap. */
function kindOf({ outs, ins }: Exchange): Draft["kind"] {
  if (ins.every(({ from, asset }) => from === `mint:${asset}`)) return "deposit";
  return outs.every(({ to, asset }) => to === `destroyed:${asset}`) ? "withdrawal" : "swap";
}

function nameDrafts(reference: string, drafts: readonly Draft[]): Conversion[] {
  const counts = new Map<string, number>();
  const first = ({ outs, ins }: Draft): Transfer | undefined => [...outs, ...ins].sort(compareTransfers)[0];
  const ordered = drafts
    .map((draft) => ({ draft, first: first(draft) }))
    .sort((a, b) => (a.first === undefined || b.first === undefined ? 0 : compareTransfers(a.first, b.first)));
  return ordered.map(({ draft: { kind, account, outs, ins, doubt } }) => {
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return {
      id: `${reference}:${kind}:${count}`,
      account,
      outTransfers: outs.map(({ id }) => id),
      inTransfers: ins.map(({ id }) => id),
      kind,
      basis: doubt === null ? "same-transaction" : "inferred",
      document: doubt,
    };
  });
}
