import { readFile } from "node:fs/promises";
import { makeRandom } from "./seeded-random.ts";

/** Talks to a node directly, apart from the code under test. */
export class PlainRpc {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async ask<Result = unknown>(method: string, params: readonly unknown[] = []): Promise<Result> {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const response = await fetch(this.url, { method: "POST", headers: { "content-type": "application/json" }, body });
    const answer: { result: Result; error?: { message: string } } = JSON.parse(await response.text());
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result;
  }

  /** Several requests in one; their results in the same order. */
  async all(calls: readonly (readonly [string, readonly unknown[]])[]): Promise<readonly string[]> {
    const body = JSON.stringify(calls.map(([method, params], id) => ({ jsonrpc: "2.0", id, method, params })));
    const response = await fetch(this.url, { method: "POST", headers: { "content-type": "application/json" }, body });
    const answers: readonly { id: number; result?: string; error?: { message: string } }[] = JSON.parse(await response.text());
    return [...answers]
      .sort((a, b) => a.id - b.id)
      .map(({ result, error }) => {
        if (result === undefined) throw new Error(error?.message ?? "no result");
        return result;
      });
  }

  async text(method: string, params: readonly unknown[] = []): Promise<string> {
    return String(await this.ask(method, params));
  }
}

/** Fields of a transaction; what is left out, the node fills in. */
type Sent = { readonly from: string } & Readonly<Record<string, unknown>>;

interface CompiledToken {
  readonly bytecode: string;
}

/** The first four bytes of the keccak-256 of each signature. */
const selectors = {
  transfer: "a9059cbb",
  mint: "40c10f19",
  burn: "42966c68",
  addBlackList: "0ecb93c0",
  destroyBlackFunds: "f3bdc228",
};

function encodeCall(name: keyof typeof selectors, values: readonly (string | bigint)[]): string {
  return `0x${selectors[name]}${values.map(encodeWord).join("")}`;
}

function encodeWord(value: string | bigint): string {
  return (typeof value === "bigint" ? value.toString(16) : value.slice(2).toLowerCase()).padStart(64, "0");
}

/** Name, symbol and decimals, as the constructor takes them. */
function encodeConstruction(name: string, symbol: string, decimals: bigint): string {
  const text = (value: string): string => encodeWord(BigInt(value.length)) + Buffer.from(value).toString("hex").padEnd(64, "0");
  return [96n, 160n, decimals].map(encodeWord).join("") + text(name) + text(symbol);
}

export interface MadeChain {
  readonly token: string;
  readonly accounts: readonly string[];
  readonly miner: string;
  readonly head: bigint;
}

const compiledPath = new URL("../../fixtures/chain/tether-like-token.json", import.meta.url);
const gas = "0x30000";

/**
 * Makes a chain with everything that a ledger of it must get right: a creation with value, mint, burn, destroyed funds, `count` transfers of
 * token and native value, zero and self transfers, failed transactions, all fee forms, and a beneficiary that pays fees to itself.
 */
export async function makeChain(rpc: PlainRpc, count: number): Promise<MadeChain> {
  const compiled: CompiledToken = JSON.parse(await readFile(compiledPath, "utf8"));
  const accounts = await rpc.ask<readonly string[]>("eth_accounts");
  const [issuer = "", second = "", third = ""] = accounts;
  const frozen = accounts.at(-1) ?? "";
  const miner = `0x${"be".repeat(20)}`;
  await rpc.ask("anvil_setCoinbase", [miner]);
  await rpc.ask("anvil_setBlockTimestampInterval", [12]);
  const creation = `${compiled.bytecode}${encodeConstruction("Made Dollar", "USDM", 6n)}`;
  const deployed = await rpc.text("eth_sendTransaction", [
    { from: issuer, data: creation, value: "0x4563918244f40000", gas: "0x200000" },
  ]);
  await rpc.ask("evm_mine");
  const receipt = await rpc.ask<{ contractAddress: string }>("eth_getTransactionReceipt", [deployed]);
  const token = receipt.contractAddress;
  const nonces = new Map([[issuer, 1]]);
  // Without a nonce of its own, a second transaction of one sender in one block replaces the first.
  const send = (fields: Sent): Promise<string> => {
    const nonce = nonces.get(fields.from) ?? 0;
    nonces.set(fields.from, nonce + 1);
    return rpc.text("eth_sendTransaction", [{ nonce: `0x${nonce.toString(16)}`, ...fields }]);
  };
  const call = (from: string, name: keyof typeof selectors, values: readonly (string | bigint)[]): Promise<string> =>
    send({ from, to: token, gas, data: encodeCall(name, values) });
  const pay = (fields: Sent): Promise<string> => send({ gas: "0x5208", ...fields });

  for (const account of accounts) await call(issuer, "mint", [account, 1_000_000_000_000n]);
  await rpc.ask("evm_mine");
  const random = makeRandom(20_240_301);
  const receivers = [
    ...accounts,
    ...Array.from({ length: 40 }, (_, index) => `0x${(index + 1).toString(16).padStart(4, "0").repeat(10)}`),
  ];
  for (let index = 0; index < count; index += 1) {
    const from = accounts[random(accounts.length)] ?? issuer;
    const to = receivers[random(receivers.length)] ?? issuer;
    if (index % 2 === 0) await call(from, "transfer", [to, BigInt(random(1_000_000))]);
    else await pay({ from, to, value: `0x${(BigInt(random(2 ** 31)) * 1_000_003n).toString(16)}`, ...feeForm(index) });
    if (index % 20 === 19) await rpc.ask("evm_mine");
  }
  await call(second, "transfer", [third, 10n ** 30n]);
  await pay({ from: second, to: token, value: "0x1", gas: "0x10000" });
  await rpc.ask("evm_mine");
  await call(second, "transfer", [second, 5n]);
  await call(second, "transfer", [third, 0n]);
  await pay({ from: third, to: third, value: "0x7" });
  await pay({ from: third, to: second, value: "0x0" });
  await call(second, "burn", [123n]);
  await rpc.ask("evm_mine");
  await rpc.ask("anvil_setCoinbase", [third]);
  await pay({ from: third, to: second, value: "0x9", maxPriorityFeePerGas: "0x77359400", maxFeePerGas: "0x174876e800" });
  await call(issuer, "addBlackList", [frozen]);
  await rpc.ask("evm_mine");
  await call(issuer, "destroyBlackFunds", [frozen]);
  await rpc.ask("evm_mine");
  return { token, accounts, miner, head: BigInt(await rpc.text("eth_blockNumber")) };
}

/** Legacy, access list and priority fee by turns. */
function feeForm(index: number): object {
  if (index % 3 === 0) return { gasPrice: "0x174876e800" };
  if (index % 3 === 1) return { gasPrice: "0x174876e801", accessList: [], type: "0x1" };
  return { maxPriorityFeePerGas: "0x3b9aca07", maxFeePerGas: "0x174876e800" };
}
