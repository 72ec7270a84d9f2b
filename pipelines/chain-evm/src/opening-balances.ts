import { type AccountId, type AssetId, isSpecialAccount, type Transfer, toAtoms } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { toQuantity } from "./chain-reader.ts";
import { compactJson } from "./compact-json.ts";
import type { EvmChain } from "./evm-chain.ts";
import { type EvmRange, sharesInstant } from "./evm-range.ts";
import { makeRecord } from "./evm-record.ts";
import { blockTime } from "./movement.ts";
import type { RpcClient, RpcReply } from "./rpc-client.ts";

/** The state just before a range: what turns an assumed opening into a known one. */
export interface OpeningState {
  readonly chain: EvmChain;
  readonly client: RpcClient;
  readonly range: EvmRange;
  readonly pairsMax: number;
}

interface OpeningReading {
  readonly items: readonly IngestItem[];
  readonly unknown: bigint;
  readonly beyondLimit: bigint;
}

export interface OpeningReader {
  /** The balances before the range of every account and asset in these transfers, each asked for once in a run. */
  readonly read: (transfers: readonly Transfer[]) => Promise<OpeningReading>;
}

export function openOpeningReader(state: OpeningState): OpeningReader {
  const { chain, range } = state;
  const balances = new Map<string, Promise<bigint | null>>();
  const codes = new Map<string, Promise<boolean>>();
  // An endpoint without old states has none for anybody: it is not asked again for each account.
  let isBlind = false;
  // The genesis block has no transactions: its own state is the one before its first transfer.
  const block = toQuantity(range.previous?.number ?? 0n);
  // A known balance stands before every transfer of its instant.
  const time = blockTime(range.first.timestamp, "first block");
  // Then part of that instant is in the block before, and the state between the two has no time of its own.
  const isInstantShared = sharesInstant(range);

  async function balanceOf(pair: Pair): Promise<bigint | null> {
    return isInstantShared || isBlind ? null : remember(balances, { key: pairKey(pair), ask: () => askBalance(pair) });
  }

  async function askBalance({ account, asset }: Pair): Promise<bigint | null> {
    const address = addressOf(account);
    if (asset === chain.nativeAsset) {
      const reply = await state.client.ask("eth_getBalance", [address, block]);
      if (!reply.ok) isBlind = true;
      return readWord(reply);
    }
    const token = addressOf(asset);
    const isDeployed = await remember(codes, { key: token, ask: () => hasCode(token) });
    if (!isDeployed) return 0n;
    const call = { to: token, data: `${balanceOfSelector}${"0".repeat(24)}${address.slice(2)}` };
    return readWord(await state.client.ask("eth_call", [call, block]), answerDigits);
  }

  /** A node that does not answer counts as code: then `balanceOf` decides, and an unknown balance stays unknown. */
  async function hasCode(token: string): Promise<boolean> {
    const reply = await state.client.ask("eth_getCode", [token, block]);
    return !reply.ok || reply.value !== "0x";
  }

  return {
    read: async (transfers) => {
      const pairs = pairsOf(transfers);
      const items: IngestItem[] = [];
      let unknown = 0n;
      for (const pair of pairs.slice(0, state.pairsMax)) {
        const balance = await balanceOf(pair);
        const atoms = balance === null ? undefined : toAtoms(balance);
        if (atoms?.ok !== true) unknown += 1n;
        else {
          const locator = `opening/${block}/${pair.account}/${pair.asset}`;
          const raw = compactJson({ block, account: pair.account, asset: pair.asset, balance: toQuantity(atoms.value) });
          const record = makeRecord(chain, { locator, raw: raw ?? "" });
          items.push({ record, rows: { balances: [{ ...pair, time, atoms: atoms.value }] } });
        }
      }
      return { items, unknown, beyondLimit: BigInt(Math.max(0, pairs.length - state.pairsMax)) };
    },
  };
}

/** keccak-256 of `balanceOf(address)`, its first four bytes. */
const balanceOfSelector = "0x70a08231";

interface Pair {
  readonly account: AccountId;
  readonly asset: AssetId;
}

function pairKey({ account, asset }: Pair): string {
  return `${account} ${asset}`;
}

/** In one order whatever the order of the transfers, so that a limit cuts the same pairs each time. */
function pairsOf(transfers: readonly Transfer[]): readonly Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { from, to, asset } of transfers) {
    for (const account of [from, to]) if (!isSpecialAccount(account)) pairs.set(pairKey({ account, asset }), { account, asset });
  }
  return [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
}

/** The address in an account or a token's asset. */
function addressOf(text: string): string {
  return text.slice(text.lastIndexOf(":") + 1);
}

const quantityDigits = /^0x[0-9a-fA-F]{1,64}$/;
const answerDigits = /^0x[0-9a-fA-F]{64}$/;

/** A quantity, or the one word that a call answers; null where the node refuses or answers something else. */
function readWord(reply: RpcReply, digits: RegExp = quantityDigits): bigint | null {
  return reply.ok && typeof reply.value === "string" && digits.test(reply.value) ? BigInt(reply.value) : null;
}

/** Asks once; a failure is not remembered. */
function remember<Value>(
  known: Map<string, Promise<Value>>,
  question: { key: string; ask: () => Promise<Value> },
): Promise<Value> {
  const before = known.get(question.key);
  if (before !== undefined) return before;
  const asked = question.ask();
  known.set(question.key, asked);
  asked.catch(() => known.delete(question.key));
  return asked;
}
