import { describe, expect, test } from "vitest";
import { type ExchangeCase, ownExchanges } from "./exchange-cases.ts";
import { findConversions } from "./find-conversions.ts";
import { makeTransaction, moves, party, reference } from "./made-transaction.ts";
import { issuerExchanges, noExchanges, othersExchanges } from "./settled-cases.ts";

function describeFound({ moves: list, ...options }: ExchangeCase): string[] {
  const names = new Map(
    list.flatMap(([from, to]): [string, string][] => [
      [party(from), from],
      [party(to), to],
    ]),
  );
  const place = (id: string): string => id.slice(id.lastIndexOf(":") + 1);
  return findConversions(makeTransaction(list, options)).map(({ account, kind, basis, outTransfers, inTransfers }) => {
    return `${names.get(account)} ${kind} ${basis} ${outTransfers.map(place).join(",")}>${inTransfers.map(place).join(",")}`;
  });
}

describe.each([
  ["one account gives and gets", ownExchanges],
  ["who traded did not sign, or who receives did not pay", othersExchanges],
  ["a token's own contract", issuerExchanges],
  ["no conversion", noExchanges],
])("%s", (_kind, cases) => {
  test.each(cases)("$name", (made) => {
    expect(describeFound(made)).toEqual(made.found);
  });
});

test("fees are no legs, whoever they are paid to", () => {
  const made = makeTransaction([
    ["me", "pair", "AAA", 100n],
    ["pair", "me", "ETH", 90n],
  ]);
  const [paid, got] = made.transfers;
  const fee = moves(["me", "builder", "ETH", 95n]).map((transfer) => ({ ...transfer, id: `${reference}:fee-paid` }));
  const transfers = [paid, got, ...fee].flatMap((transfer) => transfer ?? []);
  const emitters = new Set([party("pair")]);
  expect(findConversions({ ...made, emitters, transfers: transfers as typeof made.transfers })).toMatchObject([
    { inTransfers: [`${reference}:log:1`] },
  ]);
});

test("conversions are counted by kind, from the first leg on", () => {
  const found = findConversions(
    makeTransaction(
      [
        ["me", "pair1", "AAA", 1n],
        ["pair1", "me", "BBB", 1n],
        ["me", "pair2", "CCC", 1n],
        ["pair2", "me", "DDD", 1n],
      ],
      { emitters: ["pair1", "pair2"] },
    ),
  );
  expect(found.map(({ id }) => id)).toEqual([`${reference}:swap:0`, `${reference}:swap:1`]);
});
