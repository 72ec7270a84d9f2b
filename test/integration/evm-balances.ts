import { isSpecialAccount, type UtcMicros } from "@tributary/domain";
import { balances, transfersUntil } from "@tributary/queries";
import type { Store } from "@tributary/store";
import type { PlainRpc } from "./evm-made-chain.ts";

/**
 * What every account holds of every asset by the ledger alone, under `<account> <asset>`: its first known balance, and every transfer. Each later
 * known balance must be what the transfers before it make.
 */
export async function heldByLedger(store: Store): Promise<Map<string, bigint>> {
  const held = new Map<string, bigint>();
  const known = [...(await store.query(balances, {}))].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const wrong: string[] = [];
  let next = 0;
  const takeKnown = (until: UtcMicros | null): void => {
    for (let balance = known[next]; balance !== undefined && (until === null || balance.time <= until); balance = known[next]) {
      const key = `${balance.account} ${balance.asset}`;
      const before = held.get(key);
      if (before !== undefined && before !== balance.atoms)
        wrong.push(`${key} at ${balance.time}: ${before}, known ${balance.atoms}`);
      held.set(key, balance.atoms);
      next += 1;
    }
  };
  const add = (key: string, atoms: bigint): void => {
    held.set(key, (held.get(key) ?? 0n) + atoms);
  };
  for (const { from, to, asset, atoms, occurredAt } of await store.query(transfersUntil, { until: null })) {
    takeKnown(occurredAt);
    if (!isSpecialAccount(from)) add(`${from} ${asset}`, -atoms);
    if (!isSpecialAccount(to)) add(`${to} ${asset}`, atoms);
  }
  takeKnown(null);
  if (wrong.length > 0) throw new Error(`known balances differ from the transfers before them: ${wrong.slice(0, 5).join("; ")}`);
  return held;
}

/** What the node says of the same holdings after a block. */
export async function heldByNode(rpc: PlainRpc, holdings: Iterable<string>, block: string): Promise<Map<string, bigint>> {
  const held = new Map<string, bigint>();
  for (const key of holdings) {
    const [account = "", asset = ""] = key.split(" ");
    const address = account.slice(account.lastIndexOf(":") + 1);
    const token = /\/erc20:(0x[0-9a-f]{40})$/.exec(asset)?.[1];
    held.set(key, BigInt(await (token === undefined ? rpc.text("eth_getBalance", [address, block]) : balanceOf(token, address))));
  }
  return held;

  function balanceOf(token: string, address: string): Promise<string> {
    return rpc.text("eth_call", [{ to: token, data: `0x70a08231${"0".repeat(24)}${address.slice(2)}` }, block]);
  }
}
