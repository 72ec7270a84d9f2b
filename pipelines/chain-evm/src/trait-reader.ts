import { type AccountId, type AssetId, isSpecialAccount, type Transfer } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { type BalanceChange, findUnexplainedBalances, type UnexplainedBalance } from "./check-balances.ts";
import type { EvmChain } from "./evm-chain.ts";
import { canonical, makeRecord } from "./evm-record.ts";
import type { RpcClient } from "./rpc-client.ts";

export interface TraitReaderOptions {
  readonly chain: EvmChain;
  readonly client: RpcClient;
  /** Accounts that are asked for in a unit. */
  readonly pairsMax: number;
}

/** Finds tokens whose balances are not what their transfers make of them. */
export interface TraitReader {
  /** `transfers`: all between the state after block `before` and the state after block `last`. */
  readonly read: (
    transfers: readonly Transfer[],
    blocks: { readonly before: bigint; readonly last: bigint },
  ) => Promise<readonly IngestItem[]>;
}

/**
 * Asks tokens for the balances of accounts before and after. A token that shows no difference may still have one elsewhere: at most `pairsMax` accounts are
 * asked for, in one order, and an endpoint without old states answers nothing.
 */
export function openTraitReader({ chain, client, pairsMax }: TraitReaderOptions): TraitReader {
  async function balanceOf(pair: Pair, block: bigint): Promise<bigint | null> {
    const call = { to: addressOf(pair.asset), data: `${balanceOfSelector}${"0".repeat(24)}${addressOf(pair.account).slice(2)}` };
    const reply = await client.ask("eth_call", [call, `0x${block.toString(16)}`]);
    return reply.ok && typeof reply.value === "string" && /^0x[0-9a-fA-F]{64}$/.test(reply.value) ? BigInt(reply.value) : null;
  }

  return {
    read: async (transfers, { before, last }) => {
      const changes: BalanceChange[] = [];
      for (const pair of pairsOf(transfers, chain.nativeAsset).slice(0, pairsMax)) {
        const [first, after] = [await balanceOf(pair, before), await balanceOf(pair, last)];
        if (first !== null && after !== null) changes.push({ ...pair, before: first, after });
      }
      const unexplained = new Map<AssetId, UnexplainedBalance>();
      for (const found of findUnexplainedBalances(transfers, changes))
        if (!unexplained.has(found.asset)) unexplained.set(found.asset, found);
      return [...unexplained.values()].map((found) => traitItem(chain, { found, before, last }));
    },
  };
}

interface Pair {
  readonly account: AccountId;
  readonly asset: AssetId;
}

function pairsOf(transfers: readonly Transfer[], nativeAsset: AssetId): readonly Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { from, to, asset } of transfers) {
    if (asset === nativeAsset) continue;
    for (const account of [from, to]) if (!isSpecialAccount(account)) pairs.set(`${asset} ${account}`, { account, asset });
  }
  return [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
}

/** With the first balance that shows it. */
function traitItem(chain: EvmChain, evidence: { found: UnexplainedBalance; before: bigint; last: bigint }): IngestItem {
  const { found, before, last } = evidence;
  const locator = `trait/${addressOf(found.asset)}/${before}..${last}`;
  const raw = canonical(locator, {
    account: found.account,
    asset: found.asset,
    balanceAfter: found.after.toString(),
    balanceBefore: found.before.toString(),
    balanceByTransfers: found.expected.toString(),
    blockAfter: last.toString(),
    blockBefore: before.toString(),
  });
  const trait = { asset: found.asset, trait: "balance-differs-from-transfers" } as const;
  return { record: makeRecord(chain, { locator, raw }), rows: { assetTraits: [trait] } };
}

/** keccak-256 of `balanceOf(address)`, its first four bytes. */
const balanceOfSelector = "0x70a08231";

/** The address in an account or a token's asset. */
function addressOf(text: string): string {
  return text.slice(text.lastIndexOf(":") + 1);
}
