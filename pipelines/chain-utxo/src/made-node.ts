import { Buffer } from "node:buffer";
import type { Transport } from "@tributary/chain-kit";
import { type BitcoinTransaction, outpointKey } from "./bitcoin-transaction.ts";
import type { BitcoinBlock } from "./check-block.ts";
import type { GrownChain } from "./grow-made-chain.ts";
import { blockBytes } from "./made-chain.ts";

export interface MadeNode {
  readonly chain: GrownChain;
  /** Whether `getblock` tells what inputs spend. */
  readonly tellsPrevouts?: boolean;
  /** Whether `getrawtransaction` finds transactions of blocks. */
  readonly hasIndex?: boolean;
  /** Changes an answer's text: a lie. */
  readonly twist?: ((answer: string, method: string, parameters: readonly unknown[]) => string) | undefined;
}

/** Nodes that answer as Bitcoin Core does, without a network: the one at `http://node-1` is the first. */
export function madeNodes(...nodes: readonly MadeNode[]): { readonly urls: readonly string[]; readonly transport: Transport } {
  const urls = nodes.map((_, index) => `http://node-${index + 1}/`);
  return {
    urls,
    transport: async ({ url, body }) => {
      const node = nodes[urls.indexOf(url)];
      const { id, method, params } = JSON.parse(body ?? "{}");
      const result = node === undefined ? undefined : answer(node, method, params);
      const text =
        result === undefined
          ? `{"result":null,"error":{"code":-5,"message":"not found"},"id":${id}}`
          : `{"result":${node?.twist?.(result, method, params) ?? result},"error":null,"id":${id}}`;
      return { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from(text) };
    },
  };
}

function answer(node: MadeNode, method: string, [first, second]: readonly unknown[]): string | undefined {
  const { blocks } = node.chain;
  const block = blocks.find(({ header }) => header.hash === first);
  switch (method) {
    case "getblockcount":
      return String(blocks.length - 1);
    case "getblockhash":
      return quoted(blocks[Number(first)]?.header.hash);
    case "getblockheader":
      return quoted(block?.header.bytes.toString("hex"));
    case "getblock":
      return block === undefined ? undefined : second === 0 ? quoted(blockBytes(block).toString("hex")) : blockText(node, block);
    case "getrawtransaction":
      return node.hasIndex === false ? undefined : quoted(transactionOf(node, first)?.bytes.toString("hex"));
    default:
      return undefined;
  }
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `"${text}"`;
}

function transactionOf({ chain }: MadeNode, txid: unknown): BitcoinTransaction | undefined {
  return chain.blocks.flatMap(({ transactions }) => transactions).find((transaction) => transaction.txid === txid);
}

function blockText(node: MadeNode, { header, transactions }: BitcoinBlock): string {
  const previous = header.height === 0n ? "" : `"previousblockhash":"${header.parentHash}",`;
  const fields = `"hash":"${header.hash}","height":${header.height},"version":${header.bytes.readInt32LE(0)},"merkleroot":"${header.merkleRoot}"`;
  const work = `"time":${header.time},"nonce":${header.bytes.readUInt32LE(76)},"bits":"${header.bits.toString(16).padStart(8, "0")}"`;
  return `{${previous}${fields},${work},"tx":[${transactions.map((transaction) => transactionText(node, transaction)).join(",")}]}`;
}

function transactionText(node: MadeNode, transaction: BitcoinTransaction): string {
  const vin = transaction.inputs.map((input) => {
    if (transaction.isCoinbase) return `{"coinbase":"${input.script.toString("hex")}"}`;
    const spent = node.chain.outputs.get(outpointKey(input));
    const told = node.tellsPrevouts === false || spent === undefined ? "" : `,"prevout":{${amountText(spent)}}`;
    return `{"txid":"${input.txid}","vout":${input.index}${told}}`;
  });
  const vout = transaction.outputs.map((output, index) => `{"n":${index},${amountText(output)}}`);
  const bytes = transaction.bytes.toString("hex");
  return `{"txid":"${transaction.txid}","hex":"${bytes}","vin":[${vin.join(",")}],"vout":[${vout.join(",")}]}`;
}

function amountText({ atoms, script }: { readonly atoms: bigint; readonly script: Buffer }): string {
  const digits = atoms.toString().padStart(9, "0");
  return `"value":${digits.slice(0, -8)}.${digits.slice(-8)},"scriptPubKey":{"hex":"${script.toString("hex")}"}`;
}
