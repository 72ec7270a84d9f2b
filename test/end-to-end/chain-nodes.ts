import { createServer } from "node:http";
import { startAnvil } from "../../packages/testkit/src/anvil.ts";
import { madeAddress, makeChain, transferOf } from "../../pipelines/chain-tron/src/made-chain.ts";
import { startStubNode } from "../../pipelines/chain-tron/src/stub-node.ts";
import { growMadeChain } from "../../pipelines/chain-utxo/src/grow-made-chain.ts";
import { madeNodes } from "../../pipelines/chain-utxo/src/made-node.ts";
import { PlainRpc } from "../integration/evm-made-chain.ts";
import { makeRandom } from "../integration/seeded-random.ts";

/** A node for each rail, on 127.0.0.1: a real EVM node, and servers that answer as java-tron and Bitcoin Core do over made chains. */
export interface ChainNodes {
  readonly evm: { readonly url: string; readonly rpc: PlainRpc };
  readonly tron: { readonly url: string; readonly account: string };
  readonly bitcoin: { readonly url: string };
  readonly stop: () => Promise<void>;
}

export async function startChainNodes(): Promise<ChainNodes> {
  const anvil = await startAnvil({ genesisSeconds: 1_709_251_200, isMinedByHand: true });
  const rpc = new PlainRpc(anvil.url);
  const [from, to] = await rpc.ask<readonly string[]>("eth_accounts");
  for (let block = 0; block < 70; block += 1) {
    await rpc.ask("eth_sendTransaction", [{ from, to, value: "0x10", nonce: `0x${block.toString(16)}` }]);
    await rpc.ask("evm_mine");
  }
  const [payer, payee] = [madeAddress("0a"), madeAddress("0b")];
  const tron = await startStubNode(makeChain(Array.from({ length: 30 }, () => [transferOf(payer, payee, 5n)])), {
    unsolidified: 5,
  });
  const bitcoin = await startMadeBitcoin();
  return {
    evm: { url: anvil.url, rpc },
    tron: { url: tron.url, account: payer },
    bitcoin: { url: bitcoin.url },
    stop: async () => {
      await anvil.stop();
      await tron.close();
      await bitcoin.close();
    },
  };
}

async function startMadeBitcoin(): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const { urls, transport } = madeNodes({ chain: growMadeChain({ blockCount: 40, draw: makeRandom(5) }) });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const bounds = { signal: new AbortController().signal, bytesMax: Number.MAX_SAFE_INTEGER };
      transport({ method: "POST", url: urls[0] ?? "", headers: {}, body }, bounds).then(
        (answer) => response.writeHead(answer.status, answer.headers).end(answer.body),
        () => response.destroy(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
