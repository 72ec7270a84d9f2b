import type { Endpoint } from "@tributary/chain-kit";
import { fail } from "@tributary/domain";
import { checkBlock } from "./check-block.ts";
import { checkChain } from "./check-chain.ts";
import { believedSenders, type SenderChecks } from "./check-transactions.ts";
import type { Verdict } from "./check-verdict.ts";
import { checkSame, failCheck } from "./contradict.ts";
import type { BlockAnswer, RpcUncle } from "./decode-block.ts";
import { checkHeaderHash, encodeHeader, unknownFields } from "./header-hash.ts";
import { keccakOfHex } from "./keccak.ts";
import { type BlockVerdicts, proveBlock, worstOf } from "./prove-block.ts";
import { wrapRlpList } from "./rlp.ts";
import { parseBlock, parseHeader, parseReceipt, type RpcBlock, type RpcHeader, type RpcReceipt } from "./rpc-block.ts";
import { isRpcObject, malformed, type RpcObject, readAddress, readQuantity, toAnswer } from "./rpc-value.ts";

/** A block with what recomputing it showed. */
export interface CheckedBlock {
  readonly answer: BlockAnswer;
  readonly verdicts: BlockVerdicts;
}

export interface FetchRules {
  /** The chain that the endpoints say they are of. */
  readonly chainId: bigint;
  readonly senders: SenderChecks;
  /** On chains of Ethereum's own rules a block that does not recompute is a lie; elsewhere the chain may have rules that are not known here. */
  readonly mustProve: boolean;
}

/** Asks one endpoint for blocks, each held against itself and recomputed before it is handed on. */
export interface BlockFetcher {
  /** Errors: SOURCE_UNAVAILABLE where the endpoint has no such block; SOURCE_INCONSISTENT, SOURCE_MALFORMED. */
  readonly fetch: (endpoint: Endpoint, number: bigint) => Promise<CheckedBlock>;
  /** The header at a height, without transactions. Errors: as above. */
  readonly fetchHeader: (endpoint: Endpoint, number: bigint) => Promise<RpcHeader>;
  /** The last block that the chain calls final; null where the endpoint has none, or does not know the tag. */
  readonly fetchFinalized: (endpoint: Endpoint) => Promise<RpcHeader | null>;
}

export function openBlockFetcher(rules: FetchRules): BlockFetcher {
  const withoutBlockReceipts = new Set<string>();

  const refuse = (block: HeaderAnswer, verdict: Verdict): void => {
    if (rules.mustProve) refuseUnproven(block, verdict);
  };

  async function receiptsOf(endpoint: Endpoint, block: RpcBlock): Promise<readonly RpcReceipt[]> {
    const path = `block ${block.number}`;
    if (block.transactions.length === 0) return [];
    if (!withoutBlockReceipts.has(endpoint.name)) {
      const reply = await endpoint.ask("eth_getBlockReceipts", [toQuantity(block.number)]);
      if (reply.ok && Array.isArray(reply.value))
        return reply.value.map((value, index) => parseReceipt(value, `${path} receipt ${index}`));
      withoutBlockReceipts.add(endpoint.name);
    }
    return Promise.all(
      block.transactions.map(async ({ hash, index }) => {
        const value = await endpoint.demand("eth_getTransactionReceipt", [hash]);
        return value === null ? failMissing(`receipt of transaction ${hash}`) : parseReceipt(value, `${path} receipt ${index}`);
      }),
    );
  }

  return {
    fetch: async (endpoint, number) => {
      const path = `block ${number}`;
      const value = await endpoint.demand("eth_getBlockByNumber", [toQuantity(number), true]);
      const block = value === null ? failMissing(path) : parseBlock(value, path);
      checkSame(path, ["number asked for", number], ["number", block.number]);
      checkChain(block, rules.chainId);
      const receipts = await receiptsOf(endpoint, block);
      checkBlock({ block, receipts }, { number });
      const uncles = await unclesOf(endpoint, block);
      const answer = { block, receipts, uncles };
      const verdicts = proveBlock(answer, rules.senders);
      refuse(block, worstOf(verdicts));
      return { answer, verdicts };
    },
    fetchHeader: (endpoint, number) => fetchHeader(endpoint, { at: number, mustProve: rules.mustProve }),
    fetchFinalized: async (endpoint) => {
      const reply = await endpoint.ask("eth_getBlockByNumber", ["finalized", false]);
      return reply.ok && reply.value !== null
        ? readHeader(reply.value, { path: "block finalized", mustProve: rules.mustProve })
        : null;
    },
  };
}

/** The uncles of a mined block, held against the hash of them in its header; null where the endpoint does not tell them. */
async function unclesOf(endpoint: Endpoint, block: RpcBlock): Promise<readonly RpcUncle[] | null> {
  const hashes = block.raw["uncles"];
  if (block.difficulty === 0n || !Array.isArray(hashes)) return null;
  const uncles: RpcUncle[] = [];
  const headers: string[] = [];
  for (const index of hashes.keys()) {
    const reply = await endpoint.ask("eth_getUncleByBlockNumberAndIndex", [toQuantity(block.number), toQuantity(BigInt(index))]);
    if (!reply.ok || !isRpcObject(reply.value)) return null;
    const uncle = toAnswer(reply.value, `block ${block.number} uncle ${index}`);
    const encoded = encodeHeader(uncle.value);
    if (typeof encoded !== "string") return malformed(uncle.path, encoded);
    headers.push(encoded);
    uncles.push({ number: readQuantity(uncle, "number"), beneficiary: readAddress(uncle, "miner") });
  }
  const stated = ["sha3Uncles", block.raw["sha3Uncles"]] as const;
  checkSame(`block ${block.number}`, stated, ["hash of the uncles", keccakOfHex(wrapRlpList(headers))]);
  return uncles;
}

interface HeaderAnswer {
  readonly number: bigint;
  readonly raw: RpcObject;
}

/** A header with fields that are not known here may be of a later fork: then it is told, not refused. */
function refuseUnproven({ number, raw }: HeaderAnswer, verdict: Verdict): void {
  if (verdict.isProven || verdict.check === believedSenders || unknownFields(raw).length > 0) return;
  failCheck(`block ${number}`, verdict);
}

/** The header at a height, as one endpoint has it. */
export async function fetchHeader(endpoint: Endpoint, rule: { at: bigint; mustProve: boolean }): Promise<RpcHeader> {
  const path = `block ${rule.at}`;
  const value = await endpoint.demand("eth_getBlockByNumber", [toQuantity(rule.at), false]);
  const header = value === null ? failMissing(path) : readHeader(value, { path, mustProve: rule.mustProve });
  checkSame(path, ["number asked for", rule.at], ["number", header.number]);
  return header;
}

function readHeader(value: unknown, rule: { path: string; mustProve: boolean }): RpcHeader {
  const header = parseHeader(value, rule.path);
  const { value: raw } = toAnswer(value, rule.path);
  if (rule.mustProve) refuseUnproven({ number: header.number, raw }, checkHeaderHash(raw));
  return header;
}

/** A quantity as JSON-RPC writes it: hexadecimal without leading zeros. */
export function toQuantity(value: bigint): string {
  return `0x${value.toString(16)}`;
}

export function readScalar(method: string, value: unknown): bigint {
  return typeof value === "string"
    ? readQuantity({ value: { result: value }, path: method }, "result")
    : malformed(method, { found: value, expected: "a hex quantity" });
}

function failMissing(what: string): never {
  return fail("SOURCE_UNAVAILABLE", { found: `no ${what}`, expected: `${what}, which lies before the endpoint's own head` });
}
