import { placeFrames } from "./call-frame.ts";
import { wrappedToken } from "./cast.ts";
import { chainId } from "./transaction-pool.ts";
import { blobGasPrice, blobGasUsed, receiverOf, type TrueBlock, type TrueTransaction } from "./true-block.ts";

/** A movement as it truly was, in the ledger's words. */
export interface TrueTransfer {
  readonly id: string;
  /** Block x 10^10 + transaction index x 10^5: what is certain of the order. */
  readonly place: bigint;
  readonly micros: bigint;
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  readonly atoms: bigint;
  /** What shows it: only traces show what contracts pay. */
  readonly part: "transactions" | "receipts" | "traces" | "withdrawals";
  /** Stated by a wrapper's own event. */
  readonly isWrap: boolean;
}

/** The made chain, as the ledger calls it. */
export const chainName: string = `eip155:${chainId}`;
const chain = chainName;
const native = `${chain}/slip44:60`;
const account = (address: string): string => `${chain}:${address}`;

/** Everything that a block moved, replayed from what was drawn and never from what a provider says. */
export function replayBlock(block: TrueBlock): readonly TrueTransfer[] {
  const known = replayed.get(block) ?? replay(block);
  replayed.set(block, known);
  return known;
}

const replayed = new WeakMap<TrueBlock, readonly TrueTransfer[]>();

function replay(block: TrueBlock): readonly TrueTransfer[] {
  let logIndex = 0;
  const transfers: TrueTransfer[] = [];
  for (const [index, transaction] of block.transactions.entries()) {
    transfers.push(...replayTransaction(block, { transaction, index, firstLog: logIndex }));
    logIndex += transaction.logs.length;
  }
  const last = placeOf(block, block.transactions.length);
  for (const { index, address, gwei } of block.withdrawals) {
    const atoms = gwei * 1_000_000_000n;
    const to = account(address);
    transfers.push({
      ...last,
      id: `${block.hash}:withdrawal:${index}`,
      from: `mint:${native}`,
      to,
      asset: native,
      atoms,
      part: "withdrawals",
    });
  }
  return transfers;
}

interface Placed {
  readonly transaction: TrueTransaction;
  readonly index: number;
  readonly firstLog: number;
}

function replayTransaction(block: TrueBlock, { transaction, index, firstLog }: Placed): readonly TrueTransfer[] {
  const { signed } = transaction;
  const start = { ...placeOf(block, index), from: account(signed.from), asset: native };
  const burned = { ...start, to: `fee:${chain}`, part: "receipts" } as const;
  const gas = transaction.gasUsed;
  const movements: readonly TrueTransfer[] = [
    { ...burned, id: `${signed.hash}:fee-burned`, atoms: block.baseFee * gas },
    {
      ...burned,
      to: account(block.beneficiary),
      id: `${signed.hash}:fee-paid`,
      atoms: (transaction.gasPrice - block.baseFee) * gas,
    },
    { ...burned, id: `${signed.hash}:blob-fee-burned`, atoms: signed.type === 3 ? blobGasUsed * blobGasPrice : 0n },
  ];
  const isPlain = signed.to !== null && signed.data === "0x";
  const hasValue = !transaction.isFailed && (signed.value > 0n || isPlain);
  const value = {
    ...start,
    id: `${signed.hash}:value`,
    to: account(receiverOf(signed)),
    atoms: signed.value,
    part: "transactions",
  } as const;
  return [
    ...movements.filter(({ atoms }) => atoms > 0n),
    ...(hasValue ? [value] : []),
    ...replayLogs(block, { transaction, index, firstLog }),
    ...replayCalls(block, { transaction, index }),
  ];
}

function replayLogs(block: TrueBlock, { transaction, index, firstLog }: Placed): readonly TrueTransfer[] {
  return transaction.logs.flatMap((log, position): readonly TrueTransfer[] => {
    if (log.meaning.kind !== "movement") return [];
    const { from, to, atoms } = log.meaning;
    const asset = `${chain}/erc20:${log.address}`;
    return [
      {
        ...placeOf(block, index),
        id: `${transaction.signed.hash}:log:${firstLog + position}`,
        from: from === null ? `mint:${asset}` : account(from),
        to: to === null ? `destroyed:${asset}` : account(to),
        asset,
        atoms,
        part: "receipts",
        isWrap: log.address === wrappedToken,
      },
    ];
  });
}

function replayCalls(block: TrueBlock, { transaction, index }: Omit<Placed, "firstLog">): readonly TrueTransfer[] {
  return placeFrames(transaction.root, { path: [], hasHappened: true }).flatMap(({ frame, path, hasHappened }) => {
    const moves = frame.kind === "call" || frame.kind === "create" || frame.kind === "selfdestruct";
    const isToItself = frame.kind === "selfdestruct" && frame.from === frame.to;
    if (path.length === 0 || !hasHappened || !moves || isToItself || frame.value === 0n) return [];
    return [
      {
        ...placeOf(block, index),
        id: `${transaction.signed.hash}:trace:${path.join("_")}`,
        from: account(frame.from),
        to: account(frame.to),
        asset: native,
        atoms: frame.value,
        part: "traces" as const,
      },
    ];
  });
}

function placeOf(block: TrueBlock, index: number): Pick<TrueTransfer, "place" | "micros" | "isWrap"> {
  return { place: block.number * 10_000_000_000n + BigInt(index) * 100_000n, micros: block.seconds * 1_000_000n, isWrap: false };
}

/** Numbered things that a block moved, which are no amounts. */
export function countItems(block: TrueBlock): number {
  return block.transactions.flatMap(({ logs }) => logs).filter(({ meaning }) => meaning.kind === "item").length;
}

/** More than anybody can spend on a made chain. */
const openingAtoms = 10n ** 40n;

/** What an account holds after a block; everybody but a token's `mint` and `destroyed` starts with 10^40 atoms. */
export function balanceAt(
  blocks: readonly TrueBlock[],
  asked: { readonly number: number; readonly asset: string | null; readonly account: string },
): bigint {
  const asset = asked.asset === null ? native : `${chain}/erc20:${asked.asset}`;
  const holder = account(asked.account);
  let balance = openingAtoms;
  for (const block of blocks.slice(0, asked.number + 1))
    for (const transfer of replayBlock(block)) {
      if (transfer.asset !== asset) continue;
      if (transfer.from === holder) balance -= transfer.atoms;
      if (transfer.to === holder) balance += transfer.atoms;
    }
  return balance;
}
