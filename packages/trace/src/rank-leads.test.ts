import type { Conversion } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { type LeadQuestion, type Leads, leadDefaults, rankLeads } from "./rank-leads.ts";
import { account, ledgerOf, requestOf, seedAccount, seedTransfers } from "./test-support/scenario.ts";
import { tagOf } from "./test-support/tag.ts";

const history = `
  t1 1 V M 100
  t2 2 M A 60
  t3 3 M B 40`;

function ask(text: string, change: Partial<LeadQuestion> = {}): Leads {
  return rankLeads(ledgerOf(text), requestOf({ claims: [seedTransfers("V", "t1")] }), { ...leadDefaults, ...change });
}

const scores = ({ leads }: Leads): Record<string, string> =>
  Object.fromEntries(leads.map((row) => [row.account.replace(/^bank:b:/, ""), row.score]));

describe("leads", () => {
  test("share what does not stay by amounts; what can go nowhere stays", () => {
    // M keeps 0.15, and the fifth of the rest that has no earlier payer: 0.17. A and B get 0.68 as 60 to 40.
    expect(scores(ask(history))).toEqual({ A: "0.408000", M: "0.320000", B: "0.272000" });
  });

  test("that are ended early give the scores found so far, and say so", () => {
    let looks = 0;
    const shouldStop = (): string | undefined => {
      looks += 1;
      return looks > 1 ? "deadline" : undefined;
    };
    // M was spread, A and B were not.
    const told = ask(history, { shouldStop });
    expect(told.limits).toMatchObject({ ended_early: "deadline", edges_max_reached: false, residual: "0.680000" });
    expect(scores(told)).toEqual({ M: "0.320000" });
    expect(Object.keys(ask(history).limits)).not.toContain("ended_early");
  });

  test("follow time: onward to later payments only, back to earlier payers only", () => {
    const told = ask(`e1 0 M E 1000\ne2 0 F M 30\n${history}\nl1 9 L M 500`);
    expect(Object.keys(scores(told)).sort()).toEqual(["A", "B", "F", "M"]);
    expect(scores(told)["F"]).toBe("0.170000");
  });

  test("say why: the ways that brought most", () => {
    const told = ask(`e2 0 F M 30\n${history}\nt4 4 A B 60`);
    const reasons = Object.fromEntries(told.leads.map((row) => [row.account.replace(/^bank:b:/, ""), row.reasons]));
    expect(reasons["F"]).toEqual([{ kind: "paid-to", share: "1.00", from: account("M"), transfers: "1" }]);
    expect(reasons["B"]?.map(({ kind, from }) => [kind, from])).toEqual([
      ["paid-by", account("A")],
      ["paid-by", account("M")],
    ]);
    expect(reasons["M"]?.[0]).toMatchObject({ kind: "seeded", transfers: "1" });
  });

  test("go through a conversion into the other asset, and not to its other side", () => {
    const conversion: Conversion = {
      ...{ id: "c1", account: account("M"), outTransfers: ["t2"], inTransfers: ["t3"] },
      ...{ kind: "exchange", basis: "documented", document: null },
    };
    const ledger = ledgerOf("t1 1 V M 100\nt2 2 M X 100\nt3 3 Y B 7 iso4217:THB", { conversions: [conversion] });
    const told = rankLeads(ledger, requestOf({ claims: [seedTransfers("V", "t1")] }));
    expect(scores(told)).toEqual({ B: "0.680000", M: "0.320000" });
    expect(told.leads[0]?.reasons).toEqual([{ kind: "converted-by", share: "1.00", from: "c1", transfers: "1" }]);
  });

  test("leave out stops unless asked, what the claims start from, and protected persons, each counted", () => {
    const text = `${history}\nt4 4 A B 60\nt5 5 B V 10`;
    const stopped = (withStops: boolean): Leads =>
      rankLeads(ledgerOf(text, { tags: [tagOf("x", "A")] }), requestOf({ claims: [seedTransfers("V", "t1")] }), {
        ...leadDefaults,
        withStops,
      });
    expect(scores(stopped(false))["A"]).toBe(undefined);
    expect(stopped(false).left_out).toEqual({ stops: "1", claims_own: "1", protected_persons: "0", below: "0" });
    expect(scores(stopped(true))["A"]).toBe("0.408000");
    const guarded = ask(text, { protectedAccounts: new Set([account("A")]) });
    expect(guarded.left_out.protected_persons).toBe("1");
    expect(JSON.stringify(guarded)).not.toContain(account("A"));
    expect(scores(guarded)["B"]).toBe(scores(ask(text))["B"]);
  });

  test("start at a seeded account at its instant, each claim with an equal part", () => {
    const claims = [seedAccount("W", "M"), seedTransfers("V", "t2")];
    const told = rankLeads(ledgerOf(history), requestOf({ claims }));
    // Half starts at M: 0.34 goes on, 0.204 of it to A; half starts at A.
    expect(scores(told)).toEqual({ A: "0.704000", B: "0.136000" });
  });

  test("end at their budget and say so", () => {
    const told = ask(`${history}\nt4 4 A B 60`, { edgesMax: 1, most: 1 });
    expect(told.limits).toMatchObject({ edges_max_reached: true, residual: "0.680000" });
    expect([told.leads.length, told.left_out.below]).toEqual([1, "0"]);
  });

  test("are refused backward", () => {
    expect(() => rankLeads(ledgerOf(history), requestOf({ target: { transfer: "t2" } }))).toThrow(/REQUEST_INVALID/);
  });
});
