import type { Json } from "./block-json.ts";
import { isObject, objects } from "./edit-json.ts";
import { quantity } from "./hex-bytes.ts";
import { blockLies, type LieKind, lieAboutBlock, lieAboutReceipts, receiptLies } from "./lies.ts";
import { answerHonestly, type HonestAnswer, type ProviderQuestion, type ProviderSkills } from "./provider.ts";
import { seededRandom } from "./random.ts";
import { lieAboutTraces, traceLies } from "./trace-lies.ts";
import type { TrueBlock } from "./true-block.ts";
import type { TrueWorld, WorldView } from "./true-world.ts";

export interface LieHabit {
  readonly kind: LieKind;
  /** Share of blocks that are lied about. */
  readonly share: number;
  /** The same lie each time that it is asked, or each time anew whether to lie. */
  readonly isPersistent: boolean;
}

/** A lie that was said. */
export interface ToldLie {
  readonly provider: number;
  readonly kind: LieKind;
  readonly method: string;
  /** Null where it is about no block. */
  readonly block: TrueBlock | null;
  readonly time: number;
  /** The block was final then. */
  readonly isFinal: boolean;
}

export interface LiarOptions {
  readonly seed: number;
  readonly provider: number;
  readonly habits: readonly LieHabit[];
  /** Shows blocks of dropped branches in place of the chain's. */
  readonly knowsBranches: boolean;
}

export interface Liar {
  /** The answer, false or not; what was false in it stands in `lie`. */
  readonly answer: (question: ProviderQuestion, honest: HonestAnswer, place: LiarPlace) => { result: Json; lie: ToldLie | null };
}

interface LiarPlace {
  readonly world: TrueWorld;
  readonly view: WorldView;
  readonly skills: ProviderSkills;
  readonly time: number;
}

/** Says false things now and then, each lie a change of the true answer. */
export function makeLiar({ seed, provider, habits, knowsBranches }: LiarOptions): Liar {
  let count = 0;

  return {
    answer: (question, honest, place) => {
      const result = honest.kind === "result" ? honest.result : null;
      const block = honest.kind === "result" ? honest.block : null;
      count += 1;
      for (const [index, { kind, share, isPersistent }] of habits.entries()) {
        const about = `${provider} ${index} ${kind} ${block?.hash ?? question.method}`;
        const random = seededRandom(seed, isPersistent ? about : `${about} ${count}`);
        if (!random.chance(share)) continue;
        const changed = tellLie({ kind, question, result, block, random, place, knowsBranches });
        if (changed === undefined || JSON.stringify(changed) === JSON.stringify(result)) continue;
        const isFinal = block !== null && Number(block.number) <= place.view.final;
        return { result: changed, lie: { provider, kind, method: question.method, block, time: place.time, isFinal } };
      }
      return { result, lie: null };
    },
  };
}

interface Telling {
  readonly kind: LieKind;
  readonly question: ProviderQuestion;
  readonly result: Json;
  readonly block: TrueBlock | null;
  readonly random: ReturnType<typeof seededRandom>;
  readonly place: LiarPlace;
  readonly knowsBranches: boolean;
}

function tellLie(telling: Telling): Json | undefined {
  const { kind, question, result, random } = telling;
  const { method, parameters } = question;
  if (kind === "wrong-chain-id") return method === "eth_chainId" ? "0x2a" : undefined;
  if (telling.block === null) return undefined;
  const copy = structuredClone(result);
  const isBlock = method === "eth_getBlockByNumber" || method === "eth_getBlockByHash";
  if (kind === "wrong-block") return method === "eth_getBlockByNumber" ? otherBlock(telling) : undefined;
  // The lies about transactions need them whole.
  const blockLie = blockLies.find((lie) => lie === kind);
  if (blockLie !== undefined)
    return isBlock && isObject(copy) && (parameters[1] === true || kind === "changed-header" || kind === "wrong-hash")
      ? lieAboutBlock(blockLie, copy, random)
      : undefined;
  const receiptLie = receiptLies.find((lie) => lie === kind);
  if (receiptLie !== undefined && method === "eth_getBlockReceipts") return lieAboutReceipts(receiptLie, objects(copy), random);
  if (receiptLie !== undefined && method === "eth_getTransactionReceipt" && isObject(copy))
    return lieAboutReceipts(receiptLie, [copy], random)?.[0];
  const traceLie = traceLies.find((lie) => lie === kind);
  const isTrace = method === "trace_block" || method.startsWith("debug_traceBlock");
  return traceLie !== undefined && isTrace ? lieAboutTraces(traceLie, objects(copy), random) : undefined;
}

/** The block before or after, under the number that was asked for; or one of a branch that the chain has left, whole and true in itself. */
function otherBlock({ question, block, random, place, knowsBranches }: Telling): Json | undefined {
  if (block === null) return undefined;
  const forked = [...place.world.byHash.values()].filter((other) => other.number === block.number && other.hash !== block.hash);
  if (knowsBranches && forked.length > 0 && random.chance(0.5)) {
    const chain = [...place.view.chain];
    chain[Number(block.number)] = random.pick(forked);
    const other = answerHonestly(
      { ...question, parameters: [quantity(block.number), ...question.parameters.slice(1)] },
      { ...place, view: { ...place.view, chain } },
    );
    return other.kind === "result" ? other.result : undefined;
  }
  const neighbour = place.view.chain[Number(block.number) - 1];
  if (neighbour === undefined) return undefined;
  const honest = answerHonestly(
    { ...question, parameters: [quantity(neighbour.number), ...question.parameters.slice(1)] },
    place,
  );
  const copy = honest.kind === "result" ? structuredClone(honest.result) : null;
  return isObject(copy) ? { ...copy, number: quantity(block.number) } : undefined;
}
