import { keccak, toHex, word, wordOfAddress } from "./hex-bytes.ts";

/** What a log means for an oracle, said beside its bytes and never read out of them. */
type LogMeaning =
  /** `from` is null for new value, `to` for destroyed value. */
  | { readonly kind: "movement"; readonly from: string | null; readonly to: string | null; readonly atoms: bigint }
  | { readonly kind: "item" }
  | { readonly kind: "nothing" };

export interface MadeLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly meaning: LogMeaning;
}

/** One call of a contract or a person, with what it did. A frame says its logs before it calls others. */
export interface CallFrame {
  readonly kind: "call" | "delegatecall" | "staticcall" | "create" | "selfdestruct";
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  /** Then neither it nor anything below it happened. */
  readonly isFailed: boolean;
  readonly logs: readonly MadeLog[];
  readonly calls: readonly CallFrame[];
}

/** Logs that stay, in the order in which they were emitted. */
export function logsOf(frame: CallFrame): readonly MadeLog[] {
  return frame.isFailed ? [] : [...frame.logs, ...frame.calls.flatMap(logsOf)];
}

/** Every frame below the first, with its trace address and whether it happened. */
export interface PlacedFrame {
  readonly frame: CallFrame;
  readonly path: readonly number[];
  readonly hasHappened: boolean;
}

/** Depth first, the frame itself included. */
export function placeFrames(
  frame: CallFrame,
  above: { readonly path: readonly number[]; readonly hasHappened: boolean },
): PlacedFrame[] {
  const hasHappened = above.hasHappened && !frame.isFailed;
  const { path } = above;
  return [
    { frame, path, hasHappened },
    ...frame.calls.flatMap((call, index) => placeFrames(call, { path: [...path, index], hasHappened })),
  ];
}

export const topics: Readonly<Record<"transfer" | "approval" | "deposit" | "withdrawal", string>> = {
  transfer: topicOf("Transfer(address,address,uint256)"),
  approval: topicOf("Approval(address,address,uint256)"),
  deposit: topicOf("Deposit(address,uint256)"),
  withdrawal: topicOf("Withdrawal(address,uint256)"),
};

function topicOf(signature: string): string {
  return toHex(keccak(Buffer.from(signature)));
}

/** 32 bytes with an address, as a topic. */
export function addressTopic(address: string): string {
  return `0x${wordOfAddress(address)}`;
}

/** 32 bytes with an amount. */
export function amountWord(atoms: bigint): string {
  return `0x${word(atoms)}`;
}
