import { type Endpoint, type EndpointPool, type Finality, openFinalityCheck } from "@tributary/chain-kit";
import { fail, type ProofState, TributaryError } from "@tributary/domain";
import { type BlockAnswer, checkBlock, checkHeader } from "./check-block.ts";
import { compactJson } from "./compact-json.ts";
import type { SecondOpinion } from "./second-opinion.ts";
import { parseInfos, statedInfo, statedInternal, statedLog } from "./transaction-info.ts";
import { parseBlock, parseHeader, type TronHeader } from "./tron-block.ts";
import { genesisId } from "./tron-chain.ts";
import { checkSame, isTronObject, toAnswer } from "./tron-value.ts";

/** A block as the quorum gives it. */
export interface KnownBlock extends BlockAnswer {
  /** Of TransactionInfo, which nothing in the block commits to. */
  readonly state: ProofState;
  /** Did a second interface of the endpoint give the same logs? */
  readonly isLogsTwice: boolean;
}

/** TRON over java-tron's HTTP API. Errors of all: SOURCE_UNAVAILABLE, SOURCE_INCONSISTENT, SOURCE_MALFORMED. */
export interface TronReader {
  readonly head: () => Promise<bigint>;
  readonly final: () => Promise<TronHeader | null>;
  /** The highest number that `final` has told: an endpoint that lags does not undo it. Null before it was asked. */
  readonly knownFinal: () => bigint | null;
  readonly header: (number: bigint) => Promise<TronHeader>;
  readonly block: (number: bigint) => Promise<KnownBlock>;
}

export interface TronReaderOptions {
  readonly pool: EndpointPool;
  readonly finality: Finality;
  /** Null: none is asked for. */
  readonly secondOpinion: SecondOpinion | null;
}

export function openTronReader({ pool, finality, secondOpinion }: TronReaderOptions): TronReader {
  const checkChain = openChainCheck();
  let known: bigint | null = null;

  const finalOf = async (endpoint: Endpoint): Promise<bigint> =>
    finality.rule.kind === "tag"
      ? (await askNow(endpoint, "walletsolidity")).number
      : (await askNow(endpoint, "wallet")).number - finality.rule.blocks;
  const checkOwnFinal = openFinalityCheck(finalOf);

  const checkEndpoint = async (endpoint: Endpoint, number: bigint): Promise<void> => {
    await checkChain(endpoint);
    if (known !== null && number <= known) await checkOwnFinal(endpoint, number);
  };

  const head = (): Promise<bigint> => pool.first("head", async (endpoint) => (await askNow(endpoint, "wallet")).number);

  const header = async (number: bigint): Promise<TronHeader> => {
    const path = `block ${number}`;
    const ask = async (endpoint: Endpoint): Promise<TronHeader> => {
      await checkEndpoint(endpoint, number);
      const asked = parseHeader(toAnswer(await askBlock(endpoint, number), path));
      checkHeader(asked, number);
      return asked;
    };
    return (await pool.agree({ path, ask, canonical: ({ id }) => id })).value;
  };

  /** As many endpoints as the quorum say what they call final; the least of it is what all of them hold for final. */
  const leastFinal = async (): Promise<bigint> => {
    const numbers: bigint[] = [];
    await pool.agree({
      path: "final block",
      ask: async (endpoint) => {
        await checkChain(endpoint);
        numbers.push(await finalOf(endpoint));
      },
      canonical: () => "an answer",
    });
    return numbers.sort((a, b) => (a < b ? -1 : 1))[0] ?? -1n;
  };

  const askWhole = async (endpoint: Endpoint, question: BlockQuestion): Promise<WholeBlock> => {
    await checkEndpoint(endpoint, question.number);
    return askBlockAndInfos(endpoint, { ...question, secondOpinion });
  };

  return {
    head,
    header,
    knownFinal: () => known,
    final: async () => {
      const number = await leastFinal();
      if (number < 0n) return null;
      if (known === null || number > known) known = number;
      return header(number);
    },
    block: async (number) => {
      const path = `block ${number}`;
      const agree = async (needsInfos: boolean): Promise<KnownBlock> => {
        const ask = (endpoint: Endpoint): Promise<WholeBlock> => askWhole(endpoint, { number, needsInfos });
        const { value, state } = await pool.agree({ path, ask, canonical: canonicalOf });
        return { ...value, state };
      };
      try {
        return await agree(true);
      } catch (error) {
        // What no endpoint keeps is missing; what one keeps is taken from there.
        if (!(error instanceof TributaryError && error.finding.found.includes(withoutInfo))) throw error;
        return agree(false);
      }
    },
  };
}

/** Each endpoint must be of the main network; asked once, before anything else it says counts. */
function openChainCheck(): (endpoint: Endpoint) => Promise<void> {
  const checked = new Map<string, Promise<void>>();
  const check = async (endpoint: Endpoint): Promise<void> => {
    const genesis = parseHeader(toAnswer(await askBlock(endpoint, 0n), "block 0"));
    checkSame("block 0", ["id of TRON's main network", genesisId], ["blockID", genesis.id]);
  };
  return (endpoint) => {
    const known = checked.get(endpoint.name) ?? check(endpoint);
    checked.set(endpoint.name, known);
    known.catch(() => checked.delete(endpoint.name));
    return known;
  };
}

async function askNow(endpoint: Endpoint, api: "wallet" | "walletsolidity"): Promise<TronHeader> {
  const header = parseHeader(toAnswer(await endpoint.post(`/${api}/getnowblock`, {}), `${api}/getnowblock`));
  checkHeader(header, header.number);
  return header;
}

/** java-tron answers `{}` for a block that it does not have. */
export async function askBlock(endpoint: Endpoint, number: bigint): Promise<unknown> {
  const value = await endpoint.post("/wallet/getblockbynum", { num: Number(number) });
  if (isTronObject(value) && Object.keys(value).length === 0)
    fail("SOURCE_UNAVAILABLE", { found: "no block", expected: `block ${number}`, where: { path: `block ${number}` } });
  return value;
}

interface BlockQuestion {
  readonly number: bigint;
  readonly needsInfos: boolean;
}

interface WholeBlock extends BlockAnswer {
  readonly isLogsTwice: boolean;
}

const withoutInfo = "transactions without TransactionInfo";

async function askBlockAndInfos(
  endpoint: Endpoint,
  { number, needsInfos, secondOpinion }: BlockQuestion & Pick<TronReaderOptions, "secondOpinion">,
): Promise<WholeBlock> {
  const path = `block ${number}`;
  const [blockValue, infosValue] = await Promise.all([
    askBlock(endpoint, number),
    endpoint.post("/wallet/gettransactioninfobyblocknum", { num: Number(number) }),
  ]);
  const block = parseBlock(blockValue, path);
  checkHeader(block, number);
  const answer = checkBlock(block, parseInfos(infosValue, `${path} infos`));
  const missing = block.transactions.length - answer.infos.size;
  // The genesis block's transactions were never run.
  if (missing > 0 && needsInfos && number > 0n)
    fail("SOURCE_UNAVAILABLE", { found: `${missing} ${withoutInfo}`, expected: "one of each transaction", where: { path } });
  return { ...answer, isLogsTwice: missing === 0 && (await secondOpinion?.confirmLogs(endpoint, answer)) === true };
}

/** What must agree between endpoints: the block by its id, and of TransactionInfo all that is read. */
function canonicalOf({ block, infos }: WholeBlock): string {
  const read = block.transactions.map(({ id, contractRet }) => {
    const info = infos.get(id);
    if (info === undefined) return { id, contractRet };
    return {
      contractRet,
      ...statedInfo(info),
      logs: info.logs.map(statedLog),
      internals: info.internals.map(statedInternal),
    };
  });
  return compactJson({ blockID: block.id, transactions: read });
}
