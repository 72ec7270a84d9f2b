import { type AccountId, type Finding, isSpecialAccount, type Transfer } from "@tributary/domain";
import { type BalanceChange, findUnexplainedBalances } from "./check-balances.ts";
import type { EvmChain } from "./evm-chain.ts";
import { toQuantity } from "./fetch-block.ts";
import type { RpcClient } from "./rpc-client.ts";

export interface NativeCheckOptions {
  readonly chain: EvmChain;
  readonly client: RpcClient;
  /** Accounts that are asked for in a unit. */
  readonly accountsMax: number;
}

/** Holds native balances against native transfers: no root covers what contracts move by their own calls, but a balance that does not come out shows what is missing. */
export interface NativeCheck {
  /** One finding per account. `transfers`: all between the state after block `before` and the state after block `last`. */
  readonly read: (
    transfers: readonly Transfer[],
    blocks: { readonly before: bigint; readonly last: bigint },
  ) => Promise<readonly Finding[]>;
}

export function openNativeCheck({ chain, client, accountsMax }: NativeCheckOptions): NativeCheck {
  async function balanceOf(account: AccountId, block: bigint): Promise<bigint | null> {
    const address = account.slice(account.lastIndexOf(":") + 1);
    const reply = await client.ask("eth_getBalance", [address, toQuantity(block)]);
    return reply.ok && typeof reply.value === "string" && /^0x[0-9a-fA-F]{1,64}$/.test(reply.value) ? BigInt(reply.value) : null;
  }

  return {
    read: async (transfers, { before, last }) => {
      const native = transfers.filter(({ asset }) => asset === chain.nativeAsset);
      const accounts = new Set(native.flatMap(({ from, to }) => [from, to]).filter((account) => !isSpecialAccount(account)));
      const changes: BalanceChange[] = [];
      for (const account of [...accounts].sort().slice(0, accountsMax)) {
        const [first, after] = [await balanceOf(account, before), await balanceOf(account, last)];
        if (first !== null && after !== null) changes.push({ account, asset: chain.nativeAsset, before: first, after });
      }
      return findUnexplainedBalances(native, changes).map(({ account, after, expected }) => ({
        code: "SOURCE_PARTIAL",
        found: `a balance of ${after} of ${account} at block ${last}`,
        expected: `${expected}, as its transfers since block ${before} make it: a movement that was not read, or a false trace`,
        where: { path: `blocks ${before + 1n}..${last}` },
      }));
    },
  };
}
