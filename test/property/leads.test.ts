import { type AccountId, canonicalJson } from "@tributary/domain";
import { accountNamed, arbitraryTrace, arbitraryUtxoTrace, everyFeature } from "@tributary/testkit";
import { leadDefaults, rankLeads } from "@tributary/trace";
import fc from "fast-check";
import { expect, test } from "vitest";

const numRuns = 1000;
const cases = fc.oneof(arbitraryTrace(everyFeature), arbitraryUtxoTrace(everyFeature));

test("scores are shares of one: what is ranked, and what was not spread, are no more than all of it", () => {
  fc.assert(
    fc.property(cases, ({ ledger, request }) => {
      const told = rankLeads(ledger, request, { ...leadDefaults, most: 10_000 });
      const sum = told.leads.reduce((total, { score }) => total + Number(score), Number(told.limits.residual));
      expect(sum).toBeLessThan(1 + 1e-5);
      expect(told.leads.every(({ score }, index) => Number(score) <= Number(told.leads[index - 1]?.score ?? 1))).toBe(true);
      for (const { reasons } of told.leads)
        expect(Math.abs(reasons.reduce((total, { share }) => total + Number(share), 0) - 1)).toBeLessThan(0.03);
    }),
    { numRuns },
  );
});

test("shuffled rows and another rule give the same bytes", () => {
  fc.assert(
    fc.property(
      cases.chain((asked) =>
        fc
          .shuffledSubarray([...asked.ledger.transfers], { minLength: asked.ledger.transfers.length })
          .map((transfers) => ({ ...asked, transfers })),
      ),
      ({ ledger, request, transfers }) => {
        const shuffled = { ...ledger, transfers, conversions: [...ledger.conversions].reverse() };
        expect(canonicalJson(rankLeads(shuffled, { ...request, method: "lifo" }))).toBe(
          canonicalJson(rankLeads(ledger, request)),
        );
      },
    ),
    { numRuns },
  );
});

test("an account of a protected person is nowhere in the document, and changes no other score", () => {
  const letters = fc.constantFrom("A", "B", "C", "D");
  fc.assert(
    fc.property(arbitraryTrace(everyFeature), letters, ({ ledger, request }, letter) => {
      const protectedAccounts = new Set<AccountId>([accountNamed(letter)]);
      const told = rankLeads(ledger, request, { ...leadDefaults, protectedAccounts, most: 10_000 });
      expect(JSON.stringify(told)).not.toContain(`"${accountNamed(letter)}"`);
      const open = rankLeads(ledger, request, { ...leadDefaults, most: 10_000 });
      const guarded = new Set([
        accountNamed(letter),
        ...ledger.outpoints.flatMap((row) => (row.outpoint === accountNamed(letter) ? [row.address] : [])),
      ]);
      const scoresOf = (rows: typeof told.leads): string[] => rows.map(({ account, score }) => `${account} ${score}`);
      expect(scoresOf(told.leads)).toEqual(scoresOf(open.leads.filter(({ account }) => !guarded.has(account as AccountId))));
    }),
    { numRuns },
  );
});
