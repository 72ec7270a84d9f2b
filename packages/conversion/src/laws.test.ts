import fc from "fast-check";
import { expect, test } from "vitest";
import { findConversions } from "./find-conversions.ts";
import { type Move, makeTransaction, party, reference } from "./made-transaction.ts";
import type { Transaction } from "./transaction.ts";

/** What a made trader did: the transfers that are its legs, by their place. */
interface KnownTrade {
  readonly account: string;
  readonly outs: readonly number[];
  readonly ins: readonly number[];
}

interface KnownTransaction {
  readonly transaction: Transaction;
  readonly trades: readonly KnownTrade[];
  readonly pools: readonly string[];
}

interface TradeDraft {
  readonly parts: readonly bigint[];
  readonly hopCount: number;
  readonly isPoolFirst: boolean;
  readonly refund: bigint;
  readonly fee: bigint;
  readonly keepsPart: boolean;
}

const arbitraryTrade: fc.Arbitrary<TradeDraft> = fc.record({
  /** One part a route: a split order has several. */
  parts: fc.array(fc.bigInt(1000n, 10n ** 24n), { minLength: 1, maxLength: 3 }),
  hopCount: fc.integer({ min: 1, max: 3 }),
  isPoolFirst: fc.boolean(),
  refund: fc.constantFrom(0n, 0n, 7n),
  fee: fc.constantFrom(0n, 0n, 3n),
  keepsPart: fc.boolean(),
});

/**
 * Transactions whose trades are known: one by who signed, or several by a settlement contract, each over routes of pools of its own or shared ones, with
 * refunds, fees on the output, dust that the router keeps, pools that pay before they are paid, and payments and gifts beside.
 */
const arbitraryTransaction: fc.Arbitrary<KnownTransaction> = fc
  .record({
    trades: fc.array(arbitraryTrade, { minLength: 1, maxLength: 4 }),
    isRelayed: fc.boolean(),
    sharesPools: fc.boolean(),
    paysFriend: fc.boolean(),
    getsGift: fc.boolean(),
  })
  .map(({ trades: drafts, isRelayed, sharesPools, paysFriend, getsGift }) => {
    const list: Move[] = [];
    const trades: KnownTrade[] = [];
    const pools = new Set<string>();
    const used = isRelayed ? drafts : drafts.slice(0, 1);
    for (const [index, draft] of used.entries()) {
      const account = isRelayed ? `trader${index}` : "me";
      const legs = layTrade(draft, { list, account, pool: (hop) => `pool${sharesPools ? 0 : index}${hop}`, pools });
      trades.push({ account, ...legs });
      if (paysFriend) list.push([account, `friend${index}`, "IN0", 5n]);
      if (getsGift) list.push([`giver${index}`, account, "GIFT", 5n]);
    }
    const options = isRelayed ? { initiator: "solver", called: "router" } : { called: "router" };
    const emitters = [...pools, ...(isRelayed ? ["router"] : [])];
    return { transaction: makeTransaction(list, { ...options, emitters }), trades, pools: [...pools] };
  });

interface TradePlace {
  readonly list: Move[];
  readonly account: string;
  readonly pool: (hop: number) => string;
  readonly pools: Set<string>;
}

function layTrade(draft: TradeDraft, { list, account, pool, pools }: TradePlace): Pick<KnownTrade, "outs" | "ins"> {
  const total = draft.parts.reduce((sum, part) => sum + part, 0n);
  const outs = [list.push([account, "router", "IN0", total + draft.refund]) - 1];
  let bought = 0n;
  for (const part of draft.parts) {
    let atoms = part;
    for (let hop = 0; hop < draft.hopCount; hop += 1) {
      const name = pool(hop);
      pools.add(name);
      const given = atoms;
      atoms = (atoms * 99n) / 100n;
      const paid: Move = ["router", name, hop === 0 ? "IN0" : `MID${hop}`, given];
      const got: Move = [name, "router", hop === draft.hopCount - 1 ? "OUT0" : `MID${hop + 1}`, atoms];
      list.push(...(draft.isPoolFirst ? [got, paid] : [paid, got]));
    }
    bought += atoms;
  }
  if (draft.fee > 0n) list.push(["router", "collector", "OUT0", draft.fee]);
  const kept = draft.keepsPart ? 1n : 0n;
  const ins = [list.push(["router", account, "OUT0", bought - draft.fee - kept]) - 1];
  if (draft.refund > 0n) ins.push(list.push(["router", account, "IN0", draft.refund]) - 1);
  return { outs, ins };
}

const idAt = (place: number): string => `${reference}:log:${place}`;

test("every known trade is found, with its legs and no others, and no pool is ever the one who traded", () => {
  fc.assert(
    fc.property(arbitraryTransaction, ({ transaction, trades, pools }) => {
      const found = findConversions(transaction).map(({ account, outTransfers, inTransfers, basis, kind }) => ({
        account,
        outs: [...outTransfers].sort(),
        ins: [...inTransfers].sort(),
        basis,
        kind,
      }));
      const known = trades.map(({ account, outs, ins }) => ({
        account: party(account),
        outs: outs.map(idAt).sort(),
        ins: ins.map(idAt).sort(),
        basis: "same-transaction",
        kind: "swap",
      }));
      expect(found).toEqual(known);
      expect(found.filter(({ account }) => pools.map(party).includes(account))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

/** Anything at all between few accounts in few assets, so that shapes nobody thought of come up. */
const wild = fc
  .record({
    moves: fc.array(
      fc.tuple(
        fc.constantFrom("me", "alice", "bob", "pool1", "pool2", "router", "WETH", "mint"),
        fc.constantFrom("me", "alice", "bob", "pool1", "pool2", "router", "WETH", "destroyed"),
        fc.constantFrom("AAA", "BBB", "WETH", "ETH"),
        fc.constantFrom(0n, 1n, 2n, 3n, 2n ** 256n - 1n),
      ),
      { maxLength: 12 },
    ),
    emitters: fc.subarray(["pool1", "pool2", "router", "WETH", "AAA", "BBB"]),
    called: fc.constantFrom(null, "router", "alice", "pool1"),
    initiator: fc.constantFrom("me", "alice", "relayer"),
  })
  .map(({ moves, ...options }) => makeTransaction(moves as readonly Move[], options));

test("whatever happens: legs are there, used once, out legs are payments of the account in one asset, in legs come from others", () => {
  fc.assert(
    fc.property(wild, (transaction) => {
      const byId = new Map(transaction.transfers.map((transfer) => [transfer.id as string, transfer]));
      const seen = new Set<string>();
      for (const { account, outTransfers, inTransfers } of findConversions(transaction)) {
        expect(account.startsWith("eip155:")).toBe(true);
        expect(outTransfers.length * inTransfers.length).toBeGreaterThan(0);
        for (const leg of [...outTransfers, ...inTransfers]) {
          expect(seen.has(leg)).toBe(false);
          seen.add(leg);
        }
        const outs = outTransfers.map((leg) => byId.get(leg));
        expect(outs.every((leg) => leg?.from === account && leg.asset === outs[0]?.asset && leg.atoms > 0n)).toBe(true);
        const ins = inTransfers.map((leg) => byId.get(leg));
        expect(ins.every((leg) => leg !== undefined && leg.from !== account && leg.atoms > 0n)).toBe(true);
        expect(ins.some((leg) => leg?.asset !== outs[0]?.asset)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

test("the order in which the transfers are given changes nothing", () => {
  const shuffled = fc
    .oneof(
      wild,
      arbitraryTransaction.map(({ transaction }) => transaction),
    )
    .chain((transaction) =>
      fc
        .shuffledSubarray([...transaction.transfers], { minLength: transaction.transfers.length })
        .map((transfers) => ({ transaction, transfers })),
    );
  fc.assert(
    fc.property(shuffled, ({ transaction, transfers }) => {
      expect(findConversions({ ...transaction, transfers })).toEqual(findConversions(transaction));
    }),
    { numRuns: 500 },
  );
});
