import type { Move } from "./made-transaction.ts";

/** A transaction in the shape of a known kind, and what is to be found in it. */
export interface ExchangeCase {
  readonly name: string;
  readonly moves: readonly Move[];
  /** Default: `me`. */
  readonly initiator?: string;
  readonly called?: string;
  readonly emitters?: readonly string[];
  /** `account kind basis outs>ins`, the legs by their place in `moves`. */
  readonly found: readonly string[];
}

/** One account gives and gets. */
export const ownExchanges: readonly ExchangeCase[] = [
  {
    name: "Uniswap v2: token for token through one pair",
    moves: [
      ["me", "pair", "AAA", 100n],
      ["pair", "me", "BBB", 90n],
    ],
    emitters: ["pair"],
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
    emitters: ["pair", "WETH"],
    found: ["me swap same-transaction 0>4", "router wrap same-transaction 1>2"],
  },
  {
    name: "Uniswap v2: token for native, the router unwraps",
    moves: [
      ["me", "pair", "AAA", 100n],
      ["pair", "router", "WETH", 90n],
      ["router", "destroyed", "WETH", 90n],
      ["WETH", "router", "ETH", 90n],
      ["router", "me", "ETH", 90n],
    ],
    emitters: ["pair", "WETH"],
    found: ["me swap same-transaction 0>4", "router unwrap same-transaction 2>3"],
  },
  {
    name: "the same where the chain shows no internal transfers: what came is not seen, so nothing is said",
    moves: [
      ["me", "pair", "AAA", 100n],
      ["pair", "router", "WETH", 90n],
      ["router", "destroyed", "WETH", 90n],
    ],
    emitters: ["pair", "WETH"],
    found: [],
  },
  {
    name: "Uniswap v3: the pool pays first and is paid in its callback",
    moves: [
      ["pool", "me", "BBB", 90n],
      ["me", "pool", "AAA", 100n],
    ],
    emitters: ["pool"],
    found: ["me swap same-transaction 1>0"],
  },
  {
    name: "Uniswap v3: two hops by exact output, last pool first",
    moves: [
      ["pool2", "me", "CCC", 80n],
      ["pool1", "pool2", "BBB", 90n],
      ["me", "pool1", "AAA", 100n],
    ],
    emitters: ["pool1", "pool2"],
    found: ["me swap same-transaction 2>0"],
  },
  {
    name: "Uniswap v4: one singleton settles a route of its own pools",
    moves: [
      ["me", "router", "ETH", 100n],
      ["router", "singleton", "ETH", 100n],
      ["singleton", "me", "BBB", 90n],
    ],
    emitters: ["singleton"],
    found: ["me swap same-transaction 0>2"],
  },
  {
    name: "1inch: a split route, a hop, and a fee on the output",
    moves: [
      ["me", "agg", "AAA", 100n],
      ["agg", "pool1", "AAA", 60n],
      ["pool1", "agg", "BBB", 55n],
      ["agg", "pool2", "AAA", 40n],
      ["pool2", "agg", "CCC", 39n],
      ["agg", "pool3", "CCC", 39n],
      ["pool3", "agg", "BBB", 38n],
      ["agg", "collector", "BBB", 1n],
      ["agg", "me", "BBB", 92n],
    ],
    emitters: ["pool1", "pool2", "pool3"],
    found: ["me swap same-transaction 0>8"],
  },
  {
    name: "Curve: one pool of several coins",
    moves: [
      ["me", "curve", "AAA", 100n],
      ["curve", "me", "BBB", 100n],
    ],
    emitters: ["curve"],
    found: ["me swap same-transaction 0>1"],
  },
  {
    name: "a part of the native payment comes back: it takes its share of what was given",
    moves: [
      ["me", "router", "ETH", 100n],
      ["router", "WETH", "ETH", 90n],
      ["mint", "router", "WETH", 90n],
      ["router", "pair", "WETH", 90n],
      ["pair", "me", "BBB", 80n],
      ["router", "me", "ETH", 10n],
    ],
    emitters: ["pair", "WETH"],
    found: ["me swap same-transaction 0>4,5", "router wrap same-transaction 1>2"],
  },
  {
    name: "a token that taxes its sale and sells its own tax meanwhile",
    moves: [
      ["me", "TAX", "TAX", 5n],
      ["TAX", "pair", "TAX", 1000n],
      ["pair", "router", "WETH", 900n],
      ["router", "treasury", "WETH", 900n],
      ["me", "pair", "TAX", 95n],
      ["pair", "me", "WETH", 80n],
    ],
    emitters: ["pair", "TAX", "WETH"],
    found: ["me swap same-transaction 0,4>5"],
  },
  {
    name: "a contract wallet that calls swaps one after the other",
    initiator: "owner",
    called: "wallet",
    moves: [
      ["wallet", "pair1", "AAA", 100n],
      ["pair1", "wallet", "BBB", 90n],
      ["wallet", "pair2", "BBB", 90n],
      ["pair2", "wallet", "CCC", 80n],
    ],
    emitters: ["wallet", "pair1", "pair2"],
    found: ["wallet swap same-transaction 0>1", "wallet swap same-transaction 2>3"],
  },
  {
    name: "a batch that pays a friend and swaps: the friend's payment is no leg",
    moves: [
      ["me", "you", "AAA", 10n],
      ["me", "pair", "AAA", 90n],
      ["pair", "me", "BBB", 80n],
    ],
    emitters: ["pair"],
    found: ["me swap same-transaction 1>2"],
  },
  {
    name: "dividends that a sale sets off come from elsewhere: no leg",
    moves: [
      ["me", "pair", "AAA", 90n],
      ["tracker", "me", "USD", 3n],
      ["pair", "me", "BBB", 80n],
    ],
    emitters: ["pair", "tracker"],
    found: ["me swap same-transaction 0>2"],
  },
  {
    name: "one asset for two",
    moves: [
      ["me", "pair", "LPT", 10n],
      ["pair", "destroyed", "LPT", 10n],
      ["pair", "me", "AAA", 50n],
      ["pair", "me", "BBB", 60n],
    ],
    emitters: ["pair"],
    found: ["me swap same-transaction 0>2,3"],
  },
];
