import type { Endpoint } from "@tributary/chain-kit";
import { hexFromTronAddress, TributaryError } from "@tributary/domain";
import type { BlockAnswer } from "./check-block.ts";
import { compactJson } from "./compact-json.ts";
import { runsContract } from "./decode-transaction.ts";
import { tronChainId } from "./tron-chain.ts";
import { checkSame, contradict, isTronObject, malformed, readHexDigits, readHexList, toAnswer } from "./tron-value.ts";

/** The Ethereum-style JSON-RPC of java-tron: the same endpoint's blocks and logs by another way. */
export interface SecondOpinion {
  /**
   * Holds a block's id and logs against it. False where the endpoint has no such interface, or it refuses, or there was nothing to hold.
   * Throws SOURCE_INCONSISTENT where the two contradict each other.
   */
  readonly confirmLogs: (endpoint: Endpoint, answer: BlockAnswer) => Promise<boolean>;
}

export function openSecondOpinion(): SecondOpinion {
  const present = new Map<string, Promise<boolean>>();
  const isPresent = (endpoint: Endpoint): Promise<boolean> => {
    const known = present.get(endpoint.name) ?? hasInterface(endpoint);
    present.set(endpoint.name, known);
    known.catch(() => present.delete(endpoint.name));
    return known;
  };

  return {
    confirmLogs: async (endpoint, answer) => {
      const { block } = answer;
      if (!block.transactions.some(({ contract }) => runsContract(contract)) || !(await isPresent(endpoint))) return false;
      const number = `0x${block.number.toString(16)}`;
      const [header, logs] = await Promise.all([
        call(endpoint, "eth_getBlockByNumber", [number, false]),
        call(endpoint, "eth_getLogs", [{ fromBlock: number, toBlock: number }]),
      ]);
      if (header === undefined || logs === undefined) return false;
      checkHash(answer, header);
      checkLogs(answer, logs);
      return true;
    },
  };
}

async function hasInterface(endpoint: Endpoint): Promise<boolean> {
  const chainId = await call(endpoint, "eth_chainId", []);
  if (chainId === undefined) return false;
  checkSame("eth_chainId", ["chain of TRON's main network", tronChainId], ["chain", chainId]);
  return true;
}

/** Undefined where the interface is not there or refuses; other failures are the endpoint's. */
async function call(endpoint: Endpoint, method: string, parameters: readonly unknown[]): Promise<unknown> {
  try {
    const reply = await endpoint.post("/jsonrpc", { jsonrpc: "2.0", id: 1, method, params: parameters });
    return isTronObject(reply) ? reply["result"] : undefined;
  } catch (error) {
    if (error instanceof TributaryError && error.code === "SOURCE_UNAVAILABLE") return undefined;
    throw error;
  }
}

function checkHash({ block }: BlockAnswer, header: unknown): void {
  const hash = readHexDigits(toAnswer(header, `eth_getBlockByNumber ${block.number}`), "hash");
  checkSame(`block ${block.number}`, ["blockID", block.id], ["hash in eth_getBlockByNumber", hash]);
}

function checkLogs({ block, infos }: BlockAnswer, logs: unknown): void {
  const path = `block ${block.number} logs`;
  const listed: readonly unknown[] = Array.isArray(logs) ? logs : malformed(path, { found: logs, expected: "a list of logs" });
  const ours = block.transactions.flatMap(({ id }) =>
    (infos.get(id)?.logs ?? []).map(({ address, topics, data }) =>
      compactJson([id, hexFromTronAddress(address).slice(2), topics, data]),
    ),
  );
  const theirs = listed.map((item, index) => {
    const log = toAnswer(item, `${path}[${index}]`);
    const address = readHexDigits(log, "address").slice(-40);
    return compactJson([readHexDigits(log, "transactionHash"), address, readHexList(log, "topics"), readHexDigits(log, "data")]);
  });
  if (ours.length !== theirs.length)
    contradict(path, ["logs in TransactionInfo", ours.length], ["logs in eth_getLogs", theirs.length]);
  for (const [index, log] of ours.entries())
    checkSame(`${path}[${index}]`, ["log in TransactionInfo", log], ["log in eth_getLogs", theirs[index]]);
}
