import type { AccountId } from "@tributary/domain";
import { loadTraceLedger } from "@tributary/engine";
import { transfersUntil } from "@tributary/queries";
import {
  accountNamed,
  arbitraryTrace,
  arbitraryUtxoTrace,
  type ConversionFixture,
  everyFeature,
  ledgerOf,
  plainAccounts,
  requestOf,
  type TraceCase,
  type TransferFixture,
} from "@tributary/testkit";
import { type TraceRequest, trace, validateRequest } from "@tributary/trace";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { makeStores } from "./store-of-ledger.ts";

const { inStore, remove } = makeStores("loaded");
afterAll(remove);

test("what can be reached is not loaded past the end of the caller's time: the reason says what to do", async () => {
  const ledger = ledgerOf([{ from: "A", to: "B", atoms: 1n, at: 1 }]);
  const load = inStore(ledger, (store) => loadTraceLedger(store, requestOf({ claims }), { shouldStop: () => "deadline" }));
  await expect(load).rejects.toThrow(/LIMIT_REACHED: found the deadline came when 1 accounts .*tributary index build/);
});

const claims = [{ id: "V1", kind: "scam_victim" as const, account: accountNamed("A"), since: null }];

/**
 * Two chains that only conversions join: what one source states stays among some accounts, what the other states among others. Most exchanges lead
 * to accounts that no transfer of the payer's chain reaches, or lie in one transaction in either order.
 */
function asTwoChains({ ledger, request }: TraceCase): TraceCase {
  const [left, right] = [plainAccounts.slice(0, 3), plainAccounts.slice(3)].map((names) => names.map(accountNamed));
  const sideOf = (source: string): readonly AccountId[] => (source === "s1" ? left : right) ?? [];
  const move = (account: AccountId, source: string): AccountId => {
    const side = sideOf(source);
    const index = plainAccounts.map(accountNamed).indexOf(account);
    return index < 0 ? account : (side[index % side.length] ?? account);
  };
  const transfers = ledger.transfers.map((transfer) => ({
    ...transfer,
    from: move(transfer.from, transfer.source),
    to: move(transfer.to, transfer.source),
  }));
  const payerOf = new Map(transfers.map(({ name, from }) => [name, from]));
  const conversions = ledger.conversions.map((conversion) => ({
    ...conversion,
    account: payerOf.get(conversion.outTransfers[0] ?? "") ?? conversion.account,
  }));
  return { ledger: { ...ledger, transfers, conversions }, request };
}

/**
 * Exchanges with pools: what is given goes to a pool, which pays what is gained, mostly within one transaction and in any order; pools also pay
 * and get by themselves. Money must not go through a pool where the exchange acts, and must where it does not.
 */
function asSwaps({ ledger, request }: TraceCase): TraceCase {
  const pools = ["P", "Q"].map(accountNamed);
  const byName = new Map(ledger.transfers.map((transfer) => [transfer.name, transfer]));
  for (const [index, { outTransfers, inTransfers }] of ledger.conversions.entries()) {
    const pool = pools[index % pools.length];
    const legs = [...outTransfers, ...inTransfers].flatMap((name) => byName.get(name) ?? []);
    const [first] = legs;
    if (pool === undefined || first === undefined) continue;
    for (const leg of legs) {
      const { occurredAt, reference } = leg.sequence === 2n ? leg : first;
      const sides = outTransfers.includes(leg.name) ? { to: pool } : { from: pool };
      byName.set(leg.name, { ...leg, ...sides, occurredAt, reference: reference ?? "x1" });
    }
  }
  const transfers = [...byName.values()].map((transfer) => {
    const pool = pools[Number(transfer.atoms % 8n)];
    const isLeg = pools.some((known) => known === transfer.from || known === transfer.to);
    if (isLeg || pool === undefined) return transfer;
    return transfer.sequence === 0n ? { ...transfer, from: pool } : { ...transfer, to: pool };
  });
  return { ledger: { ...ledger, transfers }, request };
}

function arbitraryCase(isBackward: boolean): fc.Arbitrary<TraceCase> {
  const features = { ...everyFeature, isBackward };
  return fc.oneof(
    { weight: 2, arbitrary: arbitraryTrace(features) },
    { weight: 1, arbitrary: arbitraryUtxoTrace(features) },
    { weight: 2, arbitrary: arbitraryTrace({ ...features, outpoints: false }).map(asTwoChains) },
    { weight: 2, arbitrary: arbitraryTrace({ ...features, outpoints: false }).map(asSwaps) },
  );
}

describe("a question answered from the part of the ledger that it can reach", () => {
  test.each([false, true])(
    "is the answer from the whole ledger (backward: %s)",
    async (isBackward) => {
      await fc.assert(
        fc.asyncProperty(arbitraryCase(isBackward), ({ ledger, request }) =>
          inStore(ledger, async (store) => {
            const whole = { ...ledger, transfers: await store.query(transfersUntil, { until: null }) };
            const question = { ...request, method: "all" as const };
            fc.pre(validateRequest(whole, question).length === 0);
            const loaded = await loadTraceLedger(store, question);
            expect(trace(loaded, question)).toEqual(trace(whole, question));
          }),
        ),
        { numRuns: 75 },
      );
    },
    300_000,
  );
});

describe("of a pool that pays before it is paid", () => {
  const swap = (account: string, at: number): TransferFixture[] => [
    { id: `${account}-in`, from: "P", to: account, atoms: 3n, asset: "iso4217:EUR", at, sequence: 1n, reference: account },
    { id: `${account}-out`, from: account, to: "P", atoms: 5n, at, sequence: 2n, reference: account },
  ];
  const conversionOf = (account: string, basis: "same-transaction" | "inferred"): ConversionFixture => ({
    account,
    out: [`${account}-out`],
    in: [`${account}-in`],
    basis,
  });
  const loadedNames = async (basis: "same-transaction" | "inferred", change: Partial<TraceRequest>): Promise<string[]> => {
    const conversions = ["A", "B"].map((account) => conversionOf(account, basis));
    const ledger = ledgerOf([...swap("A", 1), ...swap("B", 2)], { conversions });
    const loaded = await inStore(ledger, (store) => loadTraceLedger(store, requestOf({ claims, ...change })));
    return loaded.transfers.map(({ name }) => name).sort();
  };

  test("nothing of other people's exchanges is loaded where the exchange acts", async () => {
    expect(await loadedNames("same-transaction", {})).toEqual(["A-in", "A-out"]);
    const target = { account: accountNamed("A"), since: null, until: null };
    expect(await loadedNames("same-transaction", { claims: [], target })).toEqual(["A-in", "A-out"]);
    expect(await loadedNames("same-transaction", { claims: [], target: { transfer: "A-in" } })).toEqual(["A-in", "A-out"]);
  });

  test("the pool's later payments are loaded where it does not act", async () => {
    expect(await loadedNames("inferred", {})).toEqual(["A-in", "A-out", "B-in", "B-out"]);
  });

  test("what its payee pays on in between is loaded with the exchange that takes this payment later", async () => {
    const transfers: TransferFixture[] = [
      { id: "c-in", from: "P", to: "R", atoms: 5n, asset: "iso4217:EUR", at: 0, sequence: 1n, reference: "x" },
      { id: "d-in", from: "R", to: "E", atoms: 5n, asset: "iso4217:EUR", at: 0, sequence: 2n, reference: "x" },
      { id: "c-out", from: "A", to: "P", atoms: 5n, at: 0, sequence: 3n, reference: "x" },
      { id: "d-out", from: "E", to: "R", atoms: 5n, asset: "iso4217:GBP", at: 0, sequence: 4n, reference: "x" },
    ];
    const ledger = ledgerOf(transfers, {
      conversions: [
        { id: "1", account: "E", out: ["d-out"], in: ["d-in"], basis: "same-transaction" },
        { id: "2", account: "A", out: ["c-out"], in: ["c-in"], basis: "same-transaction" },
      ],
    });
    const request = requestOf({ claims, method: "all" });
    const loaded = await inStore(ledger, (store) => loadTraceLedger(store, request));
    expect(loaded.conversions.length).toBe(2);
    expect(trace(loaded, request)).toEqual(trace(ledger, request));
  });
});
