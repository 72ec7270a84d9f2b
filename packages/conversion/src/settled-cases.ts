import type { ExchangeCase } from "./exchange-cases.ts";

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
    name: "a settlement over a pool that emits nothing: filled while the trader waits, so no trader itself",
    initiator: "solver",
    called: "settlement",
    moves: [
      ["alice", "settlement", "AAA", 100n],
      ["settlement", "silent", "AAA", 100n],
      ["silent", "settlement", "BBB", 90n],
      ["settlement", "alice", "BBB", 90n],
    ],
    emitters: ["settlement"],
    found: ["alice swap same-transaction 0>3"],
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
