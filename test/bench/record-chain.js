// A real node's chain of token transfers, and every answer about it that a reader or a peer asks for, as JSON texts by request.
import { readFileSync } from "node:fs";
import { Interface } from "ethers";
import { startAnvil } from "../../packages/testkit/dist/anvil.js";

export const transferTopic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

/** `blocks` blocks of `transfers` token transfers each, after the ones that set the token up. */
export async function recordChain({ blocks, transfers }) {
  const node = await startAnvil({ genesisSeconds: 1_709_251_200, isMinedByHand: true });
  try {
    const ask = asker(node.url);
    const payers = await ask.one("eth_accounts", []);
    const compiled = JSON.parse(readFileSync(new URL("../../fixtures/chain/tether-like-token.json", import.meta.url), "utf8"));
    const abi = new Interface(compiled.abi);
    const [issuer] = payers;
    const data = compiled.bytecode + abi.encodeDeploy(["Made Dollar", "USDM", 6]).slice(2);
    const hash = await ask.one("eth_sendTransaction", [{ from: issuer, data, gas: "0x300000" }]);
    await ask.one("evm_mine", []);
    const { contractAddress: token } = await ask.one("eth_getTransactionReceipt", [hash]);
    const nonces = new Map([[issuer, 1]]);
    const call = (from, name, values) => {
      const nonce = nonces.get(from) ?? 0;
      nonces.set(from, nonce + 1);
      const fields = { from, to: token, nonce: hex(nonce), gas: "0x186a0", data: abi.encodeFunctionData(name, values) };
      return ["eth_sendTransaction", [fields]];
    };
    await ask.all(payers.map((payer) => call(issuer, "mint", [payer, 10n ** 15n])));
    await ask.one("evm_mine", []);
    for (let block = 0; block < blocks; block += 1) {
      const sends = Array.from({ length: transfers }, (_, index) => {
        const to = `0x${((block * transfers + index) % 5000).toString(16).padStart(40, "a")}`;
        return call(payers[index % payers.length], "transfer", [to, BigInt(block * 1000 + index + 1)]);
      });
      await ask.all(sends);
      await ask.one("evm_mine", []);
    }
    return await record(ask, token);
  } finally {
    await node.stop();
  }
}

async function record(ask, token) {
  const head = Number(await ask.one("eth_blockNumber", []));
  const questions = [
    ["eth_chainId", []],
    ["eth_blockNumber", []],
    ["eth_getBlockByNumber", ["finalized", false]],
    ["eth_getBlockByNumber", ["latest", false]],
  ];
  for (let number = 0; number <= head; number += 1) {
    questions.push(["eth_getBlockByNumber", [hex(number), true]], ["eth_getBlockByNumber", [hex(number), false]]);
    questions.push(["eth_getBlockReceipts", [hex(number)]]);
    questions.push(["eth_getLogs", [{ topics: [transferTopic], fromBlock: hex(number), toBlock: hex(number) }]]);
  }
  for (const selector of ["0x313ce567", "0x95d89b41"]) questions.push(["eth_call", [{ to: token, data: selector }, hex(head)]]);
  const answers = [];
  for (const [method, parameters] of questions)
    answers.push([JSON.stringify([method, parameters]), JSON.stringify(await ask.one(method, parameters))]);
  return { answers, head, token };
}

function asker(url) {
  const post = async (body) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return response.json();
  };
  const read = ({ result, error }) => {
    if (error !== undefined) throw new Error(error.message);
    return result;
  };
  return {
    one: async (method, params) => read(await post({ jsonrpc: "2.0", id: 1, method, params })),
    all: async (calls) => (await post(calls.map(([method, params], id) => ({ jsonrpc: "2.0", id, method, params })))).map(read),
  };
}

export function hex(number) {
  return `0x${number.toString(16)}`;
}
