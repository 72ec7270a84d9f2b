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

/** Who traded is not who signed, or who receives is not who paid. */
export const othersExchanges: readonly ExchangeCase[] = [
  {
    name: "Permit2 with another recipient",
    moves: [
      ["me", "pair", "AAA", 100n],
      ["pair", "you", "BBB", 90n],
    ],
    emitters: ["pair"],
    found: ["me swap same-transaction 0>1"],
  },
  {
    name: "another recipient, a refund and a fee on the output",
    moves: [
      ["me", "router", "ETH", 100n],
      ["router", "pair", "ETH", 95n],
      ["pair", "router", "BBB", 90n],
      ["router", "collector", "BBB", 1n],
      ["router", "you", "BBB", 89n],
      ["router", "me", "ETH", 5n],
    ],
    emitters: ["pair"],
    found: ["me swap same-transaction 0>3,4,5"],
  },
  {
    name: "ERC-4337: a bundler signs, the wallet trades and pays for the gas",
    initiator: "bundler",
    called: "entry",
    moves: [
      ["wallet", "entry", "ETH", 3n],
      ["wallet", "pair", "AAA", 100n],
      ["pair", "wallet", "BBB", 90n],
      ["entry", "bundler", "ETH", 2n],
    ],
    emitters: ["entry", "pair"],
    found: ["wallet swap same-transaction 1>2"],
  },
  {
    name: "Safe: an owner signs, the Safe trades, and both sides emit events",
    initiator: "owner",
    called: "wallet",
    moves: [
      ["wallet", "pair", "AAA", 100n],
      ["pair", "wallet", "BBB", 90n],
    ],
    emitters: ["wallet", "pair"],
    found: ["wallet swap same-transaction 0>1"],
  },
  {
    name: "CoW: a solver signs, each trader by its own flows, one of them against a pool",
    initiator: "solver",
    called: "settlement",
    moves: [
      ["alice", "settlement", "AAA", 100n],
      ["bob", "settlement", "BBB", 60n],
      ["settlement", "pool", "AAA", 40n],
      ["pool", "settlement", "BBB", 41n],
      ["settlement", "alice", "BBB", 100n],
      ["settlement", "bob", "AAA", 60n],
    ],
    emitters: ["settlement", "pool"],
    found: ["alice swap same-transaction 0>4", "bob swap same-transaction 1>5"],
  },
  {
    name: "a limit order filled by a bot's contract out of its own stock: the maker traded",
    initiator: "worker",
    called: "bot",
    moves: [
      ["maker", "bot", "AAA", 100n],
      ["bot", "maker", "BBB", 90n],
    ],
    emitters: [],
    found: ["maker swap same-transaction 0>1"],
  },
  {
    name: "a request for quote: who signed traded, the maker is the other side",
    called: "agg",
    moves: [
      ["me", "agg", "AAA", 100n],
      ["agg", "maker", "AAA", 100n],
      ["maker", "agg", "BBB", 90n],
      ["agg", "me", "BBB", 90n],
    ],
    emitters: ["agg"],
    found: ["me swap same-transaction 0>3"],
  },
  {
    name: "two persons and a relayer: nothing says which of them is the trader",
    initiator: "relayer",
    moves: [
      ["alice", "bob", "AAA", 100n],
      ["bob", "alice", "BBB", 90n],
    ],
    found: [],
  },
];

/** A token's own contract on one side: wrapping, deposits and their return. */
export const issuerExchanges: readonly ExchangeCase[] = [
  {
    name: "wrapping",
    moves: [
      ["me", "WETH", "ETH", 100n],
      ["mint", "me", "WETH", 100n],
    ],
    emitters: ["WETH"],
    found: ["me wrap same-transaction 0>1"],
  },
  {
    name: "unwrapping",
    moves: [
      ["me", "destroyed", "WETH", 100n],
      ["WETH", "me", "ETH", 100n],
    ],
    emitters: ["WETH"],
    found: ["me unwrap same-transaction 0>1"],
  },
  {
    name: "one atom less is a deposit, not a wrap",
    moves: [
      ["me", "STK", "ETH", 100n],
      ["mint", "me", "STK", 99n],
    ],
    emitters: ["STK"],
    found: ["me deposit same-transaction 0>1"],
  },
  {
    name: "a lending deposit: the receipt is issued by the contract that was paid",
    moves: [
      ["me", "aAAA", "AAA", 100n],
      ["mint", "me", "aAAA", 100n],
    ],
    emitters: ["aAAA"],
    found: ["me deposit same-transaction 0>1"],
  },
  {
    name: "its return with interest",
    moves: [
      ["me", "destroyed", "aAAA", 100n],
      ["aAAA", "me", "AAA", 104n],
    ],
    emitters: ["aAAA"],
    found: ["me withdrawal same-transaction 0>1"],
  },
  {
    name: "collateral to one contract, a loan minted by another: inferred, and the document says why",
    moves: [
      ["me", "vault", "ETH", 100n],
      ["mint", "me", "DAI", 50n],
    ],
    emitters: ["DAI"],
    found: ["me deposit inferred 0>1"],
  },
];

/** What is no conversion. */
export const noExchanges: readonly ExchangeCase[] = [
  {
    name: "an arbitrage ends in what it began with",
    called: "bot",
    moves: [
      ["bot", "pair1", "WETH", 100n],
      ["pair1", "bot", "AAA", 90n],
      ["bot", "pair2", "AAA", 90n],
      ["pair2", "bot", "WETH", 101n],
      ["bot", "builder", "ETH", 1n],
    ],
    emitters: ["pair1", "pair2", "WETH"],
    found: [],
  },
  {
    name: "a flash loan that is repaid",
    moves: [
      ["lender", "me", "AAA", 1000n],
      ["me", "pair1", "AAA", 1000n],
      ["pair1", "me", "BBB", 900n],
      ["me", "pair2", "BBB", 900n],
      ["pair2", "me", "AAA", 1010n],
      ["me", "lender", "AAA", 1001n],
    ],
    emitters: ["lender", "pair1", "pair2"],
    found: [],
  },
  {
    name: "an airdrop",
    moves: [
      ["me", "alice", "AAA", 1n],
      ["me", "bob", "AAA", 1n],
    ],
    found: [],
  },
  {
    name: "a dispersal of two assets",
    moves: [
      ["me", "splitter", "ETH", 10n],
      ["me", "splitter", "AAA", 10n],
      ["splitter", "alice", "ETH", 10n],
      ["splitter", "bob", "AAA", 10n],
    ],
    found: [],
  },
  {
    name: "a numbered thing bought: its price and fees are of one asset",
    moves: [
      ["me", "market", "ETH", 100n],
      ["market", "alice", "ETH", 95n],
      ["market", "market2", "ETH", 5n],
    ],
    emitters: ["market"],
    found: [],
  },
  {
    name: "a wrapped price paid out native",
    moves: [
      ["me", "market", "WETH", 100n],
      ["market", "destroyed", "WETH", 100n],
      ["WETH", "market", "ETH", 100n],
      ["market", "alice", "ETH", 100n],
    ],
    emitters: ["market", "WETH"],
    found: ["market unwrap same-transaction 1>2"],
  },
  {
    name: "liquidity added: two assets for one",
    moves: [
      ["me", "pair", "AAA", 50n],
      ["me", "pair", "BBB", 60n],
      ["mint", "me", "pair", 10n],
    ],
    emitters: ["pair"],
    found: [],
  },
  {
    name: "a payment in a token that sells its tax meanwhile: its treasury did not receive the payer's money",
    moves: [
      ["me", "TAX", "TAX", 5n],
      ["TAX", "pair", "TAX", 1000n],
      ["pair", "treasury", "WETH", 900n],
      ["me", "you", "TAX", 95n],
    ],
    emitters: ["pair", "TAX"],
    found: [],
  },
  {
    name: "a loan beside its collateral: only the receipt was issued for it",
    moves: [
      ["me", "aAAA", "AAA", 100n],
      ["mint", "me", "aAAA", 100n],
      ["aUSD", "me", "USD", 60n],
      ["mint", "me", "debt", 60n],
    ],
    emitters: ["aAAA", "aUSD", "debt"],
    found: ["me deposit same-transaction 0>1"],
  },
];
