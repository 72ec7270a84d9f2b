import {
  type AccountId,
  type AssetId,
  parseSourceName,
  parseTransferId,
  type Transfer,
  toAtoms,
  type UtcMicros,
  unwrap,
} from "@tributary/domain";
import type { Transaction } from "./transaction.ts";

const chain = "eip155:1";
export const reference: string = `0x${"aa".repeat(32)}`;
const eth: AssetId = `${chain}/slip44:60` as AssetId;

/** An account by a short name: the first 20 bytes of its letters in hex. */
export function party(name: string): AccountId {
  const hex = [...name].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return `${chain}:0x${hex.padEnd(40, "0")}` as AccountId;
}

/** A token whose contract is the party of this name. */
function token(name: string): AssetId {
  return `${chain}/erc20:${party(name).slice(chain.length + 1)}` as AssetId;
}

/** `[from, to, asset, atoms]`; `mint` and `destroyed` stand for the asset's special accounts, `ETH` for the native asset. */
export type Move = readonly [string, string, string, bigint];

/** Transfers in the order given, from party to party. */
export function moves(...list: readonly Move[]): Transfer[] {
  return list.map(([from, to, name, atoms], index) => {
    const asset = name === "ETH" ? eth : token(name);
    const account = (text: string): AccountId =>
      text === "mint" || text === "destroyed" ? (`${text}:${asset}` as AccountId) : party(text);
    return {
      source: unwrap(parseSourceName(chain)),
      id: unwrap(parseTransferId(`${reference}:log:${index}`)),
      occurredAt: 1_700_000_000_000_000n as UtcMicros,
      sequence: BigInt(index),
      precision: "second",
      basis: "block",
      from: account(from),
      to: account(to),
      asset,
      atoms: unwrap(toAtoms(atoms)),
      reference,
    };
  });
}

/** A transaction signed by `me`, in which the named contracts emit events. */
export function makeTransaction(
  list: readonly Move[],
  {
    initiator = "me",
    called = null,
    emitters = [],
  }: { initiator?: string; called?: string | null; emitters?: readonly string[] } = {},
): Transaction {
  return {
    chain,
    reference,
    initiator: party(initiator),
    called: called === null ? null : party(called),
    emitters: new Set(emitters.map(party)),
    transfers: moves(...list),
  };
}
