import {
  type AccountId,
  type AssetId,
  destroyedAccount,
  erc20Asset,
  evmAccount,
  mintAccount,
  type Refusal,
  showFound,
} from "@tributary/domain";
import type { RpcLog } from "./rpc-block.ts";

/** What one event log says about tokens. */
export type LogReading =
  /** Value moved: an ERC-20 `Transfer`, or Tether's `DestroyedBlackFunds`. */
  | {
      readonly kind: "movement";
      readonly asset: AssetId;
      readonly from: AccountId;
      readonly to: AccountId;
      readonly atoms: bigint;
    }
  /** An ERC-721 `Transfer`: a numbered thing, not an amount. Set apart and counted. */
  | { readonly kind: "non-fungible" }
  /** Tether's `Issue` or `Redeem`: the owner's balance changes and the event does not say whose. Counted, not guessed. */
  | { readonly kind: "supply-change" }
  /** Named like a transfer and of another shape. */
  | { readonly kind: "odd"; readonly refusal: Refusal }
  /** Nothing about an amount of a token. */
  | { readonly kind: "other" };

/** keccak-256 of `Transfer(address,address,uint256)`. */
export const transferTopic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
/** keccak-256 of `DestroyedBlackFunds(address,uint256)`; emitted without a `Transfer`. */
export const destroyedBlackFundsTopic = "0x61e6e66b0d6339b2980aecc6ccc0039736791f0ccde9ed512e789a7fbdd698c6";
/** keccak-256 of `Issue(uint256)` and of `Redeem(uint256)`. */
export const supplyTopics: readonly string[] = [
  "0xcb8241adb0c3fdb35b70c24ce35c5eb0c17af7431c99f827d44a445ca624176a",
  "0x702d5967f45f6513a38ffc42d6ba9bf230bd40e8f53b16363c7eb4fd2deb9a44",
];

const zeroAddress = `0x${"0".repeat(40)}`;

/** Reads one log; `chainId` names its accounts and asset. */
export function decodeLog(chainId: bigint, log: RpcLog): LogReading {
  const topic = log.topics[0];
  if (topic === transferTopic) return readTransfer(chainId, log);
  if (topic === destroyedBlackFundsTopic) return readDestroyed(chainId, log);
  return topic !== undefined && supplyTopics.includes(topic) && wordsOf(log.data)?.length === 1
    ? { kind: "supply-change" }
    : { kind: "other" };
}

function readTransfer(chainId: bigint, log: RpcLog): LogReading {
  const data = wordsOf(log.data);
  if (log.topics.length === 4 && data?.length === 0) return { kind: "non-fungible" };
  const [from, to] = log.topics.slice(1).map(addressOf);
  const [amount] = data ?? [];
  if (log.topics.length !== 3 || data?.length !== 1 || from === undefined || to === undefined || amount === undefined)
    return odd(
      log,
      "Transfer(address indexed, address indexed, uint256): 3 topics, the last two addresses, and 32 bytes of data",
    );
  const asset = erc20Asset(chainId, log.address);
  return {
    kind: "movement",
    asset,
    from: from === zeroAddress ? mintAccount(asset) : evmAccount(chainId, from),
    to: to === zeroAddress ? destroyedAccount(asset) : evmAccount(chainId, to),
    atoms: BigInt(`0x${amount}`),
  };
}

function readDestroyed(chainId: bigint, log: RpcLog): LogReading {
  const words = wordsOf(log.data);
  const indexed = log.topics.slice(1).map((topic) => topic.slice(2));
  const [holder, amount] = words === undefined ? [] : [...indexed, ...words];
  const address = addressOf(`0x${holder ?? ""}`);
  if (indexed.length > 1 || indexed.length + (words?.length ?? 0) !== 2 || address === undefined || amount === undefined)
    return odd(log, "DestroyedBlackFunds(address, uint256): an address and an amount, two words in all");
  const asset = erc20Asset(chainId, log.address);
  return {
    kind: "movement",
    asset,
    from: evmAccount(chainId, address),
    to: destroyedAccount(asset),
    atoms: BigInt(`0x${amount}`),
  };
}

function odd(log: RpcLog, expected: string): LogReading {
  const byteCount = (log.data.length - 2) / 2;
  const found = `${log.topics.length} topics ${log.topics.slice(1).join(" ")} and ${byteCount} bytes of data`;
  return { kind: "odd", refusal: { code: "VALUE_UNREADABLE", found: showFound(found), expected } };
}

/** The 32-byte words of the data; undefined where it does not divide into them. */
function wordsOf(data: string): readonly string[] | undefined {
  const digits = data.slice(2);
  if (digits.length % 64 !== 0) return undefined;
  return Array.from({ length: digits.length / 64 }, (_, index) => digits.slice(index * 64, (index + 1) * 64));
}

/** The address in a 32-byte word; undefined where the 12 bytes before it are not zero. */
function addressOf(word: string): string | undefined {
  const match = /^0x0{24}([0-9a-f]{40})$/.exec(word);
  return match === null ? undefined : `0x${match[1]}`;
}
