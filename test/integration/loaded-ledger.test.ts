import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AccountId, digestText, type SourceFile } from "@tributary/domain";
import { loadTraceLedger, openStore } from "@tributary/engine";
import type { TraceLedger } from "@tributary/ledger";
import { transfersUntil } from "@tributary/queries";
import type { IngestItem, LedgerRows } from "@tributary/store";
import {
  accountNamed,
  arbitraryTrace,
  arbitraryUtxoTrace,
  everyFeature,
  plainAccounts,
  type TraceCase,
} from "@tributary/testkit";
import { trace, validateRequest } from "@tributary/trace";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tributary-loaded-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Everything of a made ledger as one import. */
function itemsOf(ledger: TraceLedger, file: SourceFile): IngestItem[] {
  const rows: LedgerRows[] = [
    ...ledger.transfers.map(({ name: _, ...transfer }) => ({ transfers: [transfer] })),
    ...ledger.conversions.map((conversion) => ({ conversions: [conversion] })),
    ...ledger.tags.map((tag) => ({ tags: [tag] })),
    ...ledger.balances.map((balance) => ({ balances: [balance] })),
    ...ledger.coverage.map((coverage) => ({ coverage: [coverage] })),
    ...ledger.outpoints.map((row) => ({ outpoints: [{ ...row, scriptKind: "p2wpkh" }] })),
  ];
  return rows.map((row, index) => ({
    record: { fileSha256: file.sha256, locator: `row ${index + 1}`, rawSha256: digestText(String(index)) },
    rows: row,
  }));
}

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
      let stores = 0;
      await fc.assert(
        fc.asyncProperty(arbitraryCase(isBackward), async ({ ledger, request }) => {
          stores += 1;
          const directory = join(folder, `${isBackward}-${stores}`);
          const store = await openStore({ directory, mode: "write", create: true, threads: 1 });
          try {
            const sha256 = digestText(directory);
            const file: SourceFile = {
              sha256,
              byteCount: 0n,
              kind: "transfer-table",
              origin: "made",
              submitter: null,
              licence: null,
            };
            const items = itemsOf(ledger, file);
            const run = { file, options: "" };
            await store.beginRun(run);
            await store.append(run, { items, itemsAcknowledged: BigInt(items.length), isDone: true });
            const whole = { ...ledger, transfers: await store.query(transfersUntil, { until: null }) };
            const question = { ...request, method: "all" as const };
            fc.pre(validateRequest(whole, question).length === 0);
            const loaded = await loadTraceLedger(store, question);
            expect(trace(loaded, question)).toEqual(trace(whole, question));
          } finally {
            await store.close();
            rmSync(directory, { recursive: true, force: true });
          }
        }),
        { numRuns: 75 },
      );
    },
    300_000,
  );
});
