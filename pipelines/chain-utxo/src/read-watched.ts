import { type AccountId, bitcoinAccount, fail, parseAccount } from "@tributary/domain";
import type { ChainParameters } from "./chain-parameters.ts";

/** Accounts to watch: addresses of the network, as they are written or as accounts, or outpoints. Null for none, which means all. Errors: USAGE. */
export function readWatched(texts: readonly string[], { chain, network }: ChainParameters): ReadonlySet<AccountId> | null {
  if (texts.length === 0) return null;
  return new Set(
    texts.map((text) => {
      const account = parseAccount(text.includes(":") ? text : bitcoinAccount(chain, text));
      const isOfChain = account.ok && (account.value.startsWith(`${chain}:`) || account.value.startsWith(`utxo:${chain}:`));
      return account.ok && isOfChain
        ? account.value
        : fail("USAGE", { found: text, expected: `an address or an outpoint of ${network.name}`, where: { path: "account" } });
    }),
  );
}
