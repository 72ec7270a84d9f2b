import { type AccountId, accept, bitcoinChain, parseAccount, type Result, refuse, tronChain } from "@tributary/domain";
import { tagTables } from "./tag-tables.ts";

/**
 * The account that a tag speaks of. A chain is never guessed from the look of an address: a currency that lives on several
 * chains, or on one that the project does not trace, is refused with the reason.
 */
export function readTagAccount(address: string, currency: string | null, network: string | null): Result<AccountId> {
  const chain = chainOf(currency, network);
  return chain.ok ? parseAccount(`${chain.value}:${address}`) : chain;
}

function chainOf(currency: string | null, network: string | null): Result<string> {
  const { networks, currencies, ambiguous } = tagTables;
  if (network !== null && isTracedChain(network)) return accept(network);
  const word = network?.toUpperCase() ?? currencies.get(currency?.toUpperCase() ?? "");
  const chain = word === undefined ? undefined : networks.get(word);
  if (chain !== undefined) return accept(chain);
  const known = [...networks.keys()].join(", ");
  if (network !== null) return refuse("VALUE_UNREADABLE", `network ${network}`, `a network that is traced: ${known}`);
  if (currency === null) return refuse("FIELD_MISSING", "neither network nor currency", `a network that is traced: ${known}`);
  const reason = ambiguous.get(currency.toUpperCase());
  return refuse(
    "VALUE_UNREADABLE",
    reason === undefined ? `currency ${currency}` : `currency ${currency}, ${reason}`,
    `a network that is traced (${known}), or a currency of one such chain alone (${[...currencies.keys()].join(", ")})`,
  );
}

/** A network may also be the chain's own CAIP-2 name. */
function isTracedChain(network: string): boolean {
  return /^eip155:[1-9][0-9]{0,31}$/.test(network) || network === tronChain || network === bitcoinChain;
}
