import { readFile } from "node:fs/promises";
import { Interface } from "ethers";
import type { PlainRpc } from "./evm-made-chain.ts";
import { makeRandom } from "./seeded-random.ts";

/** A chain in the making: three contracts, ten payers, and everything that moves value in blocks of many transactions. */
export interface BusyChain {
  readonly contracts: { readonly token: string; readonly wrapper: string; readonly exchange: string };
  /** Sends `count` transactions and mines them as one block. */
  readonly addBlock: (count: number) => Promise<void>;
  /** The node drops its last `depth` blocks and makes others in their place. */
  readonly reorganise: (depth: number) => Promise<void>;
  readonly mine: (count: number) => Promise<void>;
}

interface Compiled {
  readonly abi: ReadonlyArray<Readonly<Record<string, unknown>>>;
  readonly bytecode: string;
}

interface Sent {
  readonly from: string;
  readonly to?: string;
  readonly data?: string;
  readonly value?: string;
  readonly gas?: string;
}

const priceInAtoms = 1_000_000_000n;
const gas = { plain: "0x5208", call: "0x4c4b4" };

/** A transaction with all that a payer decides. */
export type SentWhole = Sent & { readonly nonce: string; readonly gas: string };

/** A node that a chain is made on. */
export interface BusyNode {
  readonly rpc: PlainRpc;
  readonly payers: readonly string[];
  /** In this order; gives the transactions' hashes. */
  readonly send: (transactions: readonly SentWhole[]) => Promise<readonly string[]>;
  /** Returns when what was sent stands in a block. */
  readonly mine: () => Promise<unknown>;
}

/** A node with unlocked accounts that mines when told to. */
export async function anvilNode(rpc: PlainRpc): Promise<BusyNode> {
  return {
    rpc,
    payers: await rpc.ask("eth_accounts"),
    send: (transactions) => rpc.all(transactions.map((fields) => ["eth_sendTransaction", [fields]])),
    mine: () => rpc.ask("evm_mine"),
  };
}

/** Deploys the contracts and gives every payer tokens. The same seed sends the same transactions. */
export async function startBusyChain(node: BusyNode, seed: number): Promise<BusyChain> {
  const { rpc, payers } = node;
  const [issuer = ""] = payers;
  const random = makeRandom(seed);
  const pick = (list: readonly string[]): string => list[random(list.length)] ?? issuer;
  const strangers = Array.from({ length: 60 }, (_, index) => `0x${(index + 0xa001).toString(16).repeat(10)}`);
  const receivers = [...payers, ...strangers];
  const nonces = new Map<string, bigint>();
  const [token, wrapper, exchange] = await Promise.all(
    ["tether-like-token", "wrapped-native", "made-exchange"].map(readCompiled),
  );
  const abi = {
    token: new Interface(token?.abi ?? []),
    wrapper: new Interface(wrapper?.abi ?? []),
    exchange: new Interface(exchange?.abi ?? []),
  };

  async function complete(fields: Sent): Promise<SentWhole> {
    const nonce = nonces.get(fields.from) ?? BigInt(await rpc.text("eth_getTransactionCount", [fields.from, "latest"]));
    nonces.set(fields.from, nonce + 1n);
    return { gas: gas.call, ...fields, nonce: hex(nonce) };
  }

  async function send(fields: Sent): Promise<string> {
    const [hash = ""] = await node.send([await complete(fields)]);
    return hash;
  }

  async function deploy(compiled: Compiled | undefined, construction: string, value: bigint): Promise<string> {
    const data = `${compiled?.bytecode ?? ""}${construction.slice(2)}`;
    const hash = await send({ from: issuer, data, value: hex(value), gas: "0x300000" });
    await node.mine();
    for (;;) {
      // A node may say that it has not indexed the transaction yet.
      const receipt = await rpc.ask<{ contractAddress: string } | null>("eth_getTransactionReceipt", [hash]).catch(() => null);
      if (receipt !== null) return receipt.contractAddress;
    }
  }

  const contracts = {
    token: await deploy(token, abi.token.encodeDeploy(["Made Dollar", "USDM", 6]), 0n),
    wrapper: "",
    exchange: "",
  };
  contracts.wrapper = await deploy(wrapper, "0x", 0n);
  const construction = abi.exchange.encodeDeploy([contracts.token, contracts.wrapper, priceInAtoms]);
  contracts.exchange = await deploy(exchange, construction, 10n ** 20n);
  const call = (contract: keyof typeof contracts, name: string, values: readonly unknown[]): { to: string; data: string } => ({
    to: contracts[contract],
    data: abi[contract].encodeFunctionData(name, [...values]),
  });

  for (const payer of [...payers, contracts.exchange])
    await send({ from: issuer, ...call("token", "mint", [payer, 10n ** 15n]) });
  for (const from of payers) await send({ from, ...call("token", "approve", [contracts.exchange, 2n ** 255n]) });
  for (const from of payers) await send({ from, ...call("wrapper", "deposit", []), value: hex(10n ** 18n) });
  await node.mine();

  const amount = (below: number): bigint => BigInt(random(below));
  const someone = (from: string): string => pick([from, from, pick(strangers)]);
  /** Each with how often it comes. */
  const acts: readonly (readonly [number, (from: string) => Omit<Sent, "from">])[] = [
    [40, () => call("token", "transfer", [pick(receivers), amount(1_000_000)])],
    [30, () => ({ to: pick(receivers), value: hex(amount(2 ** 31) * 1_000_003n), gas: gas.plain })],
    [4, () => ({ ...call("wrapper", "deposit", []), value: hex(amount(1_000_000)) })],
    [3, () => call("wrapper", "withdraw", [amount(100_000)])],
    [3, () => call("wrapper", "transfer", [pick(receivers), amount(1000)])],
    [5, (from) => call("exchange", "sell", [amount(1000) + 1n, someone(from)])],
    [5, (from) => ({ ...call("exchange", "buy", [someone(from)]), value: hex(amount(100) * priceInAtoms + amount(1000)) })],
    [
      3,
      () => ({ ...call("exchange", "split", [[pick(strangers), contracts.token, pick(payers)]]), value: hex(amount(100_000)) }),
    ],
    [2, () => ({ ...call("exchange", "passOn", [pick(strangers)]), value: hex(amount(100_000)) })],
    [2, () => ({ ...call("exchange", "tryAndFail", [pick(strangers)]), value: hex(amount(100_000)) })],
    [1, () => call("token", "burn", [amount(1000)])],
    // Fails: more than anybody has; a contract that takes no value.
    [1, () => call("token", "transfer", [pick(receivers), 10n ** 30n])],
    [1, () => ({ to: contracts.token, value: "0x1" })],
  ];
  const weights = acts.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));

  return {
    contracts,
    addBlock: async (count) => {
      const transactions: SentWhole[] = [];
      for (let index = 0; index < count; index += 1) {
        const from = pick(payers);
        transactions.push(await complete({ from, ...weights[random(weights.length)]?.(from) }));
      }
      await node.send(transactions);
      await node.mine();
    },
    reorganise: async (depth) => {
      await rpc.ask("anvil_reorg", [depth, []]);
      await rpc.ask("anvil_dropAllTransactions");
      nonces.clear();
    },
    mine: (count) => rpc.ask("anvil_mine", [hex(BigInt(count)), "0xc"]),
  };
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

async function readCompiled(name: string): Promise<Compiled> {
  return JSON.parse(await readFile(new URL(`../../fixtures/chain/${name}.json`, import.meta.url), "utf8"));
}
