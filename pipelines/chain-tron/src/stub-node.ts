import { createServer, type Server } from "node:http";
import { compactJson } from "./compact-json.ts";
import type { MadeBlock, MadeChain, MadeObject } from "./made-chain.ts";
import { genesisId, tronChainId } from "./tron-chain.ts";

/** What a stub answers otherwise than the chain says: gets the answer, gives the one that is sent. */
export type Lie = (call: { readonly path: string; readonly num: number }, answer: unknown) => unknown;

export interface StubOptions {
  /** Blocks under the head that are not solidified; default 0. */
  readonly unsolidified?: number;
  /** Has the Ethereum-style interface; default true. */
  readonly hasJsonRpc?: boolean;
  readonly lie?: Lie;
  /** Answers of `triggerconstantcontract` by contract and selector, and of `getassetissuebyid` by number. */
  readonly tokens?: Readonly<Record<string, unknown>>;
}

export interface StubNode {
  readonly url: string;
  /** Paths asked for, in order. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

/** A node on 127.0.0.1 in java-tron's documented shapes over a made chain. */
export async function startStubNode(chain: MadeChain, options: StubOptions = {}): Promise<StubNode> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = request.url ?? "";
      asked.push(path);
      const body: MadeObject = JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
      const answer = answerOf(chain, { path, body, options });
      if (answer === undefined) {
        response.writeHead(404).end();
        return;
      }
      const sent = options.lie?.({ path, num: numberOf(body) }, answer) ?? answer;
      response.writeHead(200, { "content-type": "application/json" }).end(compactJson(sent));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => stop(server) };
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

interface Call {
  readonly path: string;
  readonly body: MadeObject;
  readonly options: StubOptions;
}

function numberOf(body: MadeObject): number {
  const parameter = Array.isArray(body["params"]) ? body["params"][0] : undefined;
  const hex = typeof parameter === "object" && parameter !== null ? parameter.fromBlock : parameter;
  return typeof body["num"] === "number" ? body["num"] : Number(hex ?? -1);
}

function answerOf(chain: MadeChain, { path, body, options }: Call): unknown {
  const at = (number: number): MadeBlock | undefined => chain.blocks[number];
  const head = chain.blocks.length - 1;
  switch (path) {
    case "/wallet/getnowblock":
      return at(head)?.block;
    case "/walletsolidity/getnowblock":
      return at(head - (options.unsolidified ?? 0))?.block;
    case "/wallet/getblockbynum":
      return at(numberOf(body))?.block ?? {};
    case "/wallet/gettransactioninfobyblocknum":
      return at(numberOf(body))?.infos ?? [];
    case "/wallet/triggerconstantcontract":
      return (
        options.tokens?.[`${body["contract_address"]} ${body["function_selector"]}`] ?? {
          result: { code: "CONTRACT_VALIDATE_ERROR" },
        }
      );
    case "/wallet/getassetissuebyid":
      return options.tokens?.[String(body["value"])] ?? {};
    case "/jsonrpc":
      return options.hasJsonRpc === false ? undefined : { jsonrpc: "2.0", id: 1n, result: rpcAnswer(body, at(numberOf(body))) };
    default:
      return undefined;
  }
}

function rpcAnswer(body: MadeObject, block: MadeBlock | undefined): unknown {
  if (body["method"] === "eth_chainId") return tronChainId;
  if (body["method"] === "eth_getBlockByNumber") return { hash: `0x${block?.id ?? genesisId}` };
  return (block?.infos ?? []).flatMap((info) => {
    const logs: readonly MadeObject[] = Array.isArray(info["log"]) ? info["log"] : [];
    return logs.map((log) => ({
      address: `0x${log["address"]}`,
      topics: (Array.isArray(log["topics"]) ? log["topics"] : []).map((topic: unknown) => `0x${topic}`),
      data: `0x${log["data"] ?? ""}`,
      transactionHash: `0x${info["id"]}`,
    }));
  });
}
