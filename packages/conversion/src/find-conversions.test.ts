import { expect, test } from "vitest";
import { findConversions } from "./find-conversions.ts";
import { type Move, makeTransaction } from "./made-transaction.ts";

interface Case {
  readonly name: string;
  readonly moves: readonly Move[];
  readonly initiator?: string;
  readonly called?: string;
  readonly emitters?: readonly string[];
  /** `account kind basis outs>ins`, the legs by their place in `moves`. */
  readonly found: readonly string[];
}

const names = ["me", "you", "wallet", "router", "alice", "bob", "filler", "bot", "maker"];

function describeFound({ moves: list, initiator, called, emitters }: Case): string[] {
  const transaction = makeTransaction(list, {
    ...(initiator && { initiator }),
    ...(called && { called }),
    ...(emitters && { emitters }),
  });
  const place = (id: string): string => id.slice(id.lastIndexOf(":") + 1);
  return findConversions(transaction).map(({ account, kind, basis, outTransfers, inTransfers }) => {
    const name = names.find((known) => makeTransaction([], { initiator: known }).initiator === account) ?? account;
    return `${name} ${kind} ${basis} ${outTransfers.map(place).join(",")}>${inTransfers.map(place).join(",")}`;
  });
}

const cases: readonly Case[] = [
  {
    name: "Uniswap v2: token for token through one pair",
    moves: [
      ["me", "pair", "AAA", 100n],
      ["pair", "me", "BBB", 90n],
    ],
    emitters: ["pair", "AAA", "BBB"],
    found: ["me swap same-transaction 0>1"],
  },
  {
    name: "Uniswap v2: native for token, the router wraps",
    moves: [
      ["me", "router", "ETH", 100n],
      ["router", "WETH", "ETH", 100n],
      ["mint", "router", "WETH", 100n],
      ["router", "pair", "WETH", 100n],
      ["pair", "me", "BBB", 90n],
    ],
    emitters: ["pair", "WETH", "BBB"],
    found: ["me swap same-transaction 0>4", "router wrap same-transaction 1>2"],
  },
  {
    name: "Uniswap v2: token for native, the router unwraps, a chain without internal transfers",
    moves: [
      ["me", "pair", "AAA", 100n],
      ["pair", "router", "WETH", 90n],
      ["router", "destroyed", "WETH", 90n],
    ],
    emitters: ["pair", "WETH", "AAA"],
    found: [],
  },
];

test.each(cases)("$name", (made) => {
  expect(describeFound(made)).toEqual(made.found);
});
