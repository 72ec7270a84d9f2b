import { blockJson, flatTracesJson, type Json, nestedTracesJson, receiptsJson } from "./block-json.ts";
import { quantity, word } from "./hex-bytes.ts";
import { chainId } from "./transaction-pool.ts";
import { isContract, type TrueBlock } from "./true-block.ts";
import { balanceAt } from "./true-ledger.ts";
import type { TrueWorld, WorldView } from "./true-world.ts";

/** What an honest provider can be asked. */
export interface ProviderSkills {
  readonly traces: "none" | "flat" | "nested";
  /** `eth_getBlockReceipts`; else each receipt is asked for by its transaction. */
  readonly hasBlockReceipts: boolean;
  /** Knows the tag `finalized`. */
  readonly hasFinalTag: boolean;
  /** Answers balances of the past. */
  readonly hasStates: boolean;
}

/** What a method gives: its result with the block that it is about, or a refusal. */
export type HonestAnswer =
  | { readonly kind: "result"; readonly result: Json; readonly block: TrueBlock | null }
  | { readonly kind: "refusal"; readonly code: number; readonly message: string };

export interface ProviderQuestion {
  readonly method: string;
  readonly parameters: readonly unknown[];
}

/** What an honest provider with these skills says of the chain as it sees it. */
export function answerHonestly(
  question: ProviderQuestion,
  place: { readonly world: TrueWorld; readonly view: WorldView; readonly skills: ProviderSkills },
): HonestAnswer {
  const { view, world, skills } = place;
  const [first, second] = question.parameters;
  const result = (value: Json, block: TrueBlock | null = null): HonestAnswer => ({ kind: "result", result: value, block });
  const about = (block: TrueBlock | null, say: (block: TrueBlock) => Json): HonestAnswer =>
    block === null ? result(null) : result(say(block), block);
  switch (question.method) {
    case "eth_chainId":
      return result(quantity(chainId));
    case "net_version":
      return result(chainId.toString());
    case "web3_clientVersion":
      return result("made/1.0");
    case "eth_blockNumber":
      return result(quantity(view.chain.length - 1));
    case "eth_getBlockByNumber": {
      if (first === "finalized" && !skills.hasFinalTag) return refuse(-32_602, "invalid argument 0: unknown block tag");
      return about(findBlock(view, first), (block) => blockJson(block, { isFull: second === true }));
    }
    case "eth_getBlockByHash":
      return about(world.byHash.get(String(first)) ?? null, (block) => blockJson(block, { isFull: second === true }));
    case "eth_getBlockReceipts":
      if (!skills.hasBlockReceipts) return noMethod(question);
      return about(findBlock(view, first) ?? world.byHash.get(String(first)) ?? null, receiptsJson);
    case "eth_getTransactionReceipt":
      return answerReceipt(view, String(first));
    case "trace_block":
      return skills.traces === "flat" ? about(findBlock(view, first), flatTracesJson) : noMethod(question);
    case "debug_traceBlockByNumber":
      return skills.traces === "nested" ? about(findBlock(view, first), nestedTracesJson) : noMethod(question);
    case "debug_traceBlockByHash":
      return skills.traces === "nested" ? about(world.byHash.get(String(first)) ?? null, nestedTracesJson) : noMethod(question);
    case "eth_getUncleByBlockNumberAndIndex":
    case "eth_getUncleByBlockHashAndIndex":
      return result(null);
    case "eth_getCode":
      return result(isContract(String(first)) ? "0x60" : "0x");
    case "eth_getBalance":
      return answerBalance(place, { asset: null, account: String(first), tag: second });
    case "eth_call":
      return answerCall(place, first, second);
    default:
      return noMethod(question);
  }
}

function refuse(code: number, message: string): HonestAnswer {
  return { kind: "refusal", code, message };
}

function noMethod({ method }: ProviderQuestion): HonestAnswer {
  return refuse(-32_601, `the method ${method} does not exist/is not available`);
}

/** Null where the chain, as this provider sees it, does not reach so far. */
function findBlock({ chain, final }: WorldView, tag: unknown): TrueBlock | null {
  if (tag === "finalized" || tag === "safe") return chain[Math.max(0, final)] ?? null;
  if (tag === "latest" || tag === "pending") return chain.at(-1) ?? null;
  if (tag === "earliest") return chain[0] ?? null;
  if (typeof tag === "object" && tag !== null) {
    const hash = "blockHash" in tag ? tag.blockHash : undefined;
    return chain.find((block) => block.hash === hash) ?? null;
  }
  const text = String(tag);
  return /^0x[0-9a-f]{1,12}$/.test(text) ? (chain[Number(BigInt(text))] ?? null) : null;
}

function answerReceipt({ chain }: WorldView, hash: string): HonestAnswer {
  for (const block of chain)
    for (const [index, { signed }] of block.transactions.entries())
      if (signed.hash === hash) return { kind: "result", result: receiptsJson(block)[index] ?? null, block };
  return { kind: "result", result: null, block: null };
}

function answerBalance(
  { view, skills }: { readonly view: WorldView; readonly skills: ProviderSkills },
  asked: { readonly asset: string | null; readonly account: string; readonly tag: unknown },
): HonestAnswer {
  const block = findBlock(view, asked.tag);
  if (!skills.hasStates || block === null) return refuse(-32_000, "missing trie node");
  const balance = balanceAt(view.chain, { number: Number(block.number), asset: asked.asset, account: asked.account });
  return { kind: "result", result: asked.asset === null ? quantity(balance) : `0x${word(balance)}`, block };
}

const selectors: Readonly<Record<"balanceOf" | "decimals" | "symbol", string>> = {
  balanceOf: "0x70a08231",
  decimals: "0x313ce567",
  symbol: "0x95d89b41",
};

function answerCall(
  place: { readonly view: WorldView; readonly skills: ProviderSkills },
  call: unknown,
  tag: unknown,
): HonestAnswer {
  const to = readText(call, "to");
  const data = readText(call, "data") || readText(call, "input");
  if (!isContract(to)) return { kind: "result", result: "0x", block: null };
  if (data.startsWith(selectors.decimals)) return { kind: "result", result: `0x${word(6n)}`, block: null };
  if (data.startsWith(selectors.symbol))
    return { kind: "result", result: `0x${Buffer.from("MADE").toString("hex").padEnd(64, "0")}`, block: null };
  if (data.startsWith(selectors.balanceOf)) return answerBalance(place, { asset: to, account: `0x${data.slice(-40)}`, tag });
  return refuse(3, "execution reverted");
}

function readText(value: unknown, key: string): string {
  const field: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return typeof field === "string" ? field.toLowerCase() : "";
}
