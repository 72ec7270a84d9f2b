import {
  type AccountId,
  type AssetId,
  destroyedAccount,
  type IssuerAct,
  mintAccount,
  type Refusal,
  showFound,
  trc20Asset,
  tronAccount,
  tronChain,
} from "@tributary/domain";
import type { TronLog } from "./transaction-info.ts";
import { addressOfWord, zeroAddress } from "./tron-address.ts";
import { wrappedTrx } from "./tron-chain.ts";

export interface TokenMovement {
  readonly asset: AssetId;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly atoms: bigint;
}

/** A numbered thing that changed hands; one that comes into being comes from the zero address. */
interface ItemMovement {
  readonly collection: string;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly item: bigint;
}

/** What one event log says about tokens. */
export type LogReading =
  /** Value moved. `isTold` where a `Transfer` may tell of the same once more: a destruction, a wrapped amount. */
  | { readonly kind: "movement"; readonly movement: TokenMovement; readonly isTold: boolean }
  | { readonly kind: "item"; readonly item: ItemMovement }
  | { readonly kind: "act"; readonly act: IssuerAct["act"]; readonly account: AccountId; readonly asset: AssetId }
  /** Tether's `Issue` and `Redeem`: the owner's balance changes, and the event does not say who the owner is. */
  | { readonly kind: "supply"; readonly direction: "issue" | "redeem"; readonly asset: AssetId; readonly atoms: bigint }
  /** Named like one of these and of another shape. */
  | { readonly kind: "odd"; readonly refusal: Refusal }
  | { readonly kind: "other" };

/** keccak-256 of the events' signatures. */
const topics = {
  transfer: "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
  destroyedBlackFunds: "61e6e66b0d6339b2980aecc6ccc0039736791f0ccde9ed512e789a7fbdd698c6",
  addedBlackList: "42e160154868087d6bfdc0ca23d96a1c1cfa32f1b72ba9ba27b69b98a0d819dc",
  removedBlackList: "d7e9ec6e6ecd65492dce6bf513cd6867560d49544421d0783ddf06e76c24470c",
  issue: "cb8241adb0c3fdb35b70c24ce35c5eb0c17af7431c99f827d44a445ca624176a",
  redeem: "702d5967f45f6513a38ffc42d6ba9bf230bd40e8f53b16363c7eb4fd2deb9a44",
  deposit: "e1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c",
  withdrawal: "7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65",
} as const;

export function readLog(log: TronLog): LogReading {
  switch (log.topics[0]) {
    case topics.transfer:
      return readTransfer(log);
    case topics.destroyedBlackFunds:
      return readHolderChange(log, { direction: "out", name: "DestroyedBlackFunds" });
    case topics.addedBlackList:
      return readAct(log, "blacklisted");
    case topics.removedBlackList:
      return readAct(log, "unblacklisted");
    case topics.issue:
      return readSupply(log, "issue");
    case topics.redeem:
      return readSupply(log, "redeem");
    case topics.deposit:
      return log.address === wrappedTrx ? readHolderChange(log, { direction: "in", name: "Deposit" }) : { kind: "other" };
    case topics.withdrawal:
      return log.address === wrappedTrx ? readHolderChange(log, { direction: "out", name: "Withdrawal" }) : { kind: "other" };
    default:
      return { kind: "other" };
  }
}

/** Sender, receiver and amount, indexed or not; with all three indexed and no data it is a numbered thing (TRC-721). */
function readTransfer(log: TronLog): LogReading {
  const words = wordsOf(log);
  const [sender = "", receiver = "", last = ""] = words ?? [];
  const from = addressOfWord(sender);
  const to = addressOfWord(receiver);
  if (words?.length !== 3 || from === null || to === null)
    return odd(log, "Transfer(address, address, uint256): two addresses and a number, three words in all");
  if (log.topics.length === 4) {
    const collection = `${tronChain}/trc721:${log.address}`;
    return { kind: "item", item: { collection, item: BigInt(`0x${last}`), from: tronAccount(from), to: tronAccount(to) } };
  }
  const asset = trc20Asset(log.address);
  const movement = {
    asset,
    from: from === zeroAddress ? mintAccount(asset) : tronAccount(from),
    to: to === zeroAddress ? destroyedAccount(asset) : tronAccount(to),
    atoms: BigInt(`0x${last}`),
  };
  return { kind: "movement", movement, isTold: false };
}

/** An event that names a holder and an amount, whose tokens come into being or cease to be. */
function readHolderChange(log: TronLog, event: { readonly direction: "in" | "out"; readonly name: string }): LogReading {
  const words = wordsOf(log);
  const [holderWord = "", amount = ""] = words ?? [];
  const holder = addressOfWord(holderWord);
  if (words?.length !== 2 || holder === null)
    return odd(log, `${event.name}(address, uint256): an address and an amount, two words in all`);
  const asset = trc20Asset(log.address);
  const own = tronAccount(holder);
  const atoms = BigInt(`0x${amount}`);
  const movement =
    event.direction === "in"
      ? { asset, from: mintAccount(asset), to: own, atoms }
      : { asset, from: own, to: destroyedAccount(asset), atoms };
  return { kind: "movement", movement, isTold: true };
}

function readAct(log: TronLog, act: IssuerAct["act"]): LogReading {
  const words = wordsOf(log);
  const address = words?.length === 1 ? addressOfWord(words[0] ?? "") : null;
  if (address === null) return odd(log, "AddedBlackList(address) or RemovedBlackList(address): one address");
  return { kind: "act", act, account: tronAccount(address), asset: trc20Asset(log.address) };
}

function readSupply(log: TronLog, direction: "issue" | "redeem"): LogReading {
  const words = wordsOf(log);
  return words?.length === 1
    ? { kind: "supply", direction, asset: trc20Asset(log.address), atoms: BigInt(`0x${words[0]}`) }
    : { kind: "other" };
}

/** The 32-byte words of an event, indexed ones first; undefined where the data does not divide into them. */
function wordsOf({ topics: [, ...indexed], data }: TronLog): readonly string[] | undefined {
  if (data.length % 64 !== 0) return undefined;
  return [...indexed, ...Array.from({ length: data.length / 64 }, (_, index) => data.slice(index * 64, (index + 1) * 64))];
}

function odd(log: TronLog, expected: string): LogReading {
  const found = `${log.topics.length} topics ${log.topics.slice(1).join(" ")} and ${log.data.length / 2} bytes of data`;
  return { kind: "odd", refusal: { code: "VALUE_UNREADABLE", found: showFound(found), expected } };
}
