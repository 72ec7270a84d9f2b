import { type Endpoint, type EndpointPool, type Finality, openFinalityCheck } from "@tributary/chain-kit";
import type { BlockPart, ProofState } from "@tributary/domain";
import { evidenceText } from "./block-evidence.ts";
import { believedSenders } from "./check-transactions.ts";
import type { FailedCheck, Verdict } from "./check-verdict.ts";
import type { BlockAnswer } from "./decode-block.ts";
import { askFinal, askHead } from "./endpoint-finality.ts";
import type { BlockFetcher, CheckedBlock } from "./fetch-block.ts";
import { minimum } from "./minimum.ts";
import { worstOf } from "./prove-block.ts";
import type { RpcHeader } from "./rpc-block.ts";
import type { ReadTraces, TraceReader } from "./trace-reader.ts";

export { toQuantity } from "./fetch-block.ts";

/** A block, how each of its parts is known, and the first check that did not bear out where not all is proven. */
interface ReadBlock {
  readonly answer: BlockAnswer;
  readonly states: ReadonlyMap<BlockPart, ProofState>;
  readonly failed: FailedCheck | null;
}

/** One chain as its endpoints agree on it. */
export interface ChainReader {
  /** The lowest head among the endpoints asked, as many as the quorum is. */
  readonly head: () => Promise<bigint>;
  /** The last block that is final by the chain's rule for every endpoint asked; null before the first one. */
  readonly final: () => Promise<RpcHeader | null>;
  /** The highest number that `final` has told: an endpoint that lags does not undo it. Null before it was asked. */
  readonly knownFinal: () => bigint | null;
  readonly header: (number: bigint) => Promise<RpcHeader>;
  readonly block: (number: bigint) => Promise<ReadBlock>;
}

export interface ChainReaderOptions {
  readonly pool: EndpointPool;
  readonly finality: Finality;
  readonly fetcher: BlockFetcher;
  readonly traces: TraceReader;
  /** Throws where the endpoint is of another chain. */
  readonly checkEndpoint: (endpoint: Endpoint) => Promise<void>;
}

export function openChainReader({ pool, finality, fetcher, traces, checkEndpoint }: ChainReaderOptions): ChainReader {
  let provesItself = true;
  let known: bigint | null = null;
  const finalOf = (endpoint: Endpoint): Promise<bigint | null> => askFinal(endpoint, { finality, fetcher });
  const checkOwnFinal = openFinalityCheck(finalOf);

  /** The lowest of as many answers as the quorum is: endpoints lag behind each other, so equal ones cannot be asked for. */
  async function lowest(path: string, ask: (endpoint: Endpoint) => Promise<bigint | null>): Promise<bigint | null> {
    const answers: (bigint | null)[] = [];
    await pool.agree({
      path,
      ask: async (endpoint) => {
        await checkEndpoint(endpoint);
        answers.push(await ask(endpoint));
      },
      canonical: () => path,
    });
    return answers.reduce((least, answer) => (least === null || answer === null ? null : minimum(answer, least)));
  }

  async function checkFinal(endpoint: Endpoint, number: bigint): Promise<void> {
    await checkEndpoint(endpoint);
    if (known !== null && number <= known) await checkOwnFinal(endpoint, number);
  }

  const head = async (): Promise<bigint> => (await lowest("head", askHead)) ?? 0n;

  async function header(number: bigint): Promise<RpcHeader> {
    const { value } = await pool.agree({
      path: `block ${number}`,
      ask: async (endpoint) => {
        await checkFinal(endpoint, number);
        return fetcher.fetchHeader(endpoint, number);
      },
      canonical: ({ hash, parentHash, timestamp }) => `hash ${hash} parent ${parentHash} time ${timestamp}`,
    });
    return value;
  }

  async function checked(number: bigint): Promise<{ block: CheckedBlock; state: ProofState }> {
    const path = `block ${number}`;
    const ask = async (endpoint: Endpoint): Promise<CheckedBlock> => {
      await checkFinal(endpoint, number);
      return fetcher.fetch(endpoint, number);
    };
    if (provesItself || pool.quorum === 1) {
      const block = await pool.first(path, ask);
      if (pool.quorum === 1 || worstOf(block.verdicts).isProven) return { block, state: { kind: "single-source" } };
      provesItself = false;
    }
    const { value, state } = await pool.agree({ path, ask, canonical: ({ answer }) => evidenceText(answer) });
    return { block: value, state };
  }

  return {
    head,
    header,
    final: async () => {
      const number = await lowest("final block", finalOf);
      if (number === null || number < 0n) return null;
      if (known === null || number > known) known = number;
      return header(number);
    },
    knownFinal: () => known,
    block: async (number) => {
      const { block, state } = await checked(number);
      return describeBlock(block, { state, traced: await traces.read(block.answer) });
    },
  };
}

/** What is proven says so; what is not is as well known as the endpoints' agreement makes it. */
function describeBlock(
  { answer, verdicts }: CheckedBlock,
  known: { readonly state: ProofState; readonly traced: ReadTraces | null },
): ReadBlock {
  const of = (verdict: Verdict): ProofState => (verdict.isProven ? { kind: "proven" } : known.state);
  const states = new Map<BlockPart, ProofState>([
    ["transactions", of(verdicts.transactions)],
    ["receipts", of(verdicts.receipts)],
  ]);
  if (known.traced !== null) states.set("traces", known.traced.state ?? of(verdicts.transactions));
  if (answer.block.raw["withdrawalsRoot"] != null || answer.block.withdrawals.length > 0)
    states.set("withdrawals", of(verdicts.withdrawals));
  const worst = worstOf(verdicts);
  return {
    answer: { ...answer, traces: known.traced?.traces ?? null },
    states,
    failed: worst.isProven || worst.check === believedSenders ? null : worst,
  };
}
