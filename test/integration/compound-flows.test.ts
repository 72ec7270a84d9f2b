import { accountClaim, accountNamed, ledgerOf, requestOf, transferClaim } from "@tributary/testkit";
import { type CompoundAccounts, compoundFlows } from "@tributary/trace";
import { describe, expect, test } from "vitest";

const compound = (id: string, ...accounts: string[]): CompoundAccounts => ({
  compound: id,
  name: id,
  country: "MM",
  accounts: accounts.map((account) => ({
    account: accountNamed(account),
    link: "l1",
    cluster: null,
    confidence: 80,
    evidence: "exhibit 1",
  })),
});

describe("flows to compounds", () => {
  const ledger = ledgerOf([
    { from: "V", to: "M", atoms: 100n, id: "loss" },
    { from: "H", to: "M", atoms: 100n, id: "honest" },
    { from: "M", to: "P", atoms: 150n, id: "on" },
    { from: "P", to: "C1", atoms: 120n, id: "in" },
    { from: "C1", to: "C2", atoms: 120n, id: "inside" },
    { from: "C2", to: "P", atoms: 120n, id: "back" },
    { from: "P", to: "C1", atoms: 120n, id: "again" },
  ]);
  const request = requestOf({ claims: [transferClaim("V1", "loss")], method: "fifo" });

  test("money that goes round a compound is counted at its first entry only", () => {
    const { results } = compoundFlows(ledger, request, [compound("K", "C1", "C2")]);
    expect(results.fifo?.reached).toEqual([
      { claim: "V1", compound: "K", account: accountNamed("C1"), asset: "iso4217:USD", atoms: "100", gross_atoms: "190" },
    ]);
    expect(results.fifo?.paths).toMatchObject([
      { atoms: "100", start_atoms: "100", accounts: ["V", "M", "P", "C1"].map(accountNamed), transfers: ["loss", "on", "in"] },
    ]);
  });

  test("an account of two compounds tells both; the parts of each sum to what the trace carried", () => {
    const { results } = compoundFlows(ledger, { ...request, method: "all" }, [compound("K", "C1"), compound("L", "C1")]);
    expect(results["pro-rata"]?.reached.map((row) => [row.compound, row.atoms, row.gross_atoms])).toEqual([
      ["K", "75", "120"],
      ["L", "75", "120"],
    ]);
    expect(results.poison?.reached).toMatchObject([
      { compound: "K", atoms: "240" },
      { compound: "L", atoms: "240" },
    ]);
  });

  test("an account seed in a compound's own account is there from the start", () => {
    const seeded = requestOf({ claims: [accountClaim("W1", "C1")], method: "fifo" });
    const { results } = compoundFlows(ledger, seeded, [compound("K", "C1", "C2")]);
    expect(results.fifo?.reached).toMatchObject([{ claim: "W1", account: accountNamed("C1"), atoms: "150" }]);
    expect(results.fifo?.paths).toMatchObject([{ accounts: [accountNamed("C1")], transfers: [] }]);
  });

  test("a conversion is crossed, with what the money was at its seed", () => {
    const crossed = ledgerOf(
      [
        { from: "V", to: "M", atoms: 350n, asset: "iso4217:THB", id: "loss" },
        { from: "M", to: "X", atoms: 350n, asset: "iso4217:THB", id: "out" },
        { from: "X", to: "W", atoms: 10n, id: "in" },
        { from: "W", to: "C1", atoms: 4n, id: "a" },
        { from: "W", to: "C2", atoms: 6n, id: "b" },
      ],
      { conversions: [{ account: "M", out: ["out"], in: ["in"], id: "c1" }] },
    );
    const { results } = compoundFlows(crossed, request, [compound("K", "C1", "C2")]);
    expect(results.fifo?.paths.map((path) => [path.atoms, path.start_asset, path.start_atoms, path.conversions])).toEqual([
      ["6", "iso4217:THB", "210", ["c1"]],
      ["4", "iso4217:THB", "140", ["c1"]],
    ]);
  });
});
