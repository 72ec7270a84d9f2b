import type { BlockProof, BlockRange, Transfer } from "@tributary/domain";
import type { LedgerContent } from "./memory-tables.ts";
import type { TrueBlock } from "./true-block.ts";
import { chainName, countItems, replayBlock, type TrueTransfer } from "./true-ledger.ts";

/** What is compared: the ledger as it is, and the blocks of the true chain that can be in it. */
export interface JudgedLedger {
  readonly content: Pick<LedgerContent, "transfers" | "items" | "ranges" | "proofs">;
  readonly chain: readonly TrueBlock[];
  /** The last final block. */
  readonly final: number;
  /** Blocks whose traces somebody lied about where nobody else could say otherwise. */
  readonly unprovable: ReadonlySet<number>;
}

/** What is wrong with a ledger; nothing, if it is right. */
export function judgeLedger(judged: JudgedLedger): readonly string[] {
  const { content, chain, final } = judged;
  const covered = (reading: string): ReadonlySet<number> => numbersRead(content.ranges, reading);
  const receipts = covered("receipts");
  const traces = covered("traces");
  const truth = new Map<string, TrueTransfer>();
  const problems: string[] = [];
  for (const block of chain.slice(0, final + 1)) for (const transfer of replayBlock(block)) truth.set(transfer.id, transfer);
  const seen = new Map<string, Transfer>();
  for (const transfer of content.transfers) {
    if (seen.has(transfer.id)) problems.push(`doubled: ${transfer.id}`);
    seen.set(transfer.id, transfer);
    const wrong = compare(transfer, truth.get(transfer.id));
    if (wrong !== undefined && !mayBeWrong(transfer, judged)) problems.push(wrong);
  }
  for (const transfer of truth.values()) {
    const number = blockOf(transfer.place);
    const isRead = transfer.part === "traces" ? traces.has(number) : receipts.has(number);
    // Whether a wrapper's event moved anything is read from the calls beside it.
    const isExcused = (transfer.part === "traces" || transfer.isWrap) && judged.unprovable.has(number);
    if (isRead && !isExcused && !seen.has(transfer.id)) problems.push(`lost: ${transfer.id} of block ${number}`);
  }
  const items = chain
    .slice(0, final + 1)
    .filter(({ number }) => receipts.has(Number(number)))
    .map(countItems);
  const itemsTrue = items.reduce((sum, count) => sum + count, 0);
  const itemsRead = content.items.filter(({ sequence }) => receipts.has(blockOf(sequence))).length;
  if (itemsRead !== itemsTrue) problems.push(`items: ${itemsRead} in the ledger, ${itemsTrue} on the chain`);
  for (const number of [...receipts, ...traces]) if (number > final) problems.push(`read beyond the last final block: ${number}`);
  return problems;
}

/** Blocks and parts of which the ledger does not say how it knows them, or says more than is so. */
export function judgeProofs(
  judged: Pick<JudgedLedger, "content" | "chain">,
  expected: { readonly quorum: number; readonly senders: "recover" | "believe" },
): readonly string[] {
  const { proofs, ranges } = judged.content;
  const problems: string[] = [];
  for (const number of numbersRead(ranges, "receipts")) {
    if ((judged.chain[number]?.transactions.length ?? 0) === 0) continue;
    const parts = expected.senders === "recover" ? (["transactions", "receipts"] as const) : (["receipts"] as const);
    for (const part of parts)
      if (!statesOf(proofs, part, number).includes("proven")) problems.push(`block ${number}: ${part} are not said to be proven`);
  }
  for (const number of numbersRead(ranges, "traces")) {
    if ((judged.chain[number]?.transactions.length ?? 0) === 0) continue;
    const states = statesOf(proofs, "traces", number);
    const isRight = states.length > 0 && states.every((state) => (expected.quorum > 1 ? state === "quorum" : state !== "proven"));
    if (!isRight) problems.push(`block ${number}: its traces are said to be ${states.join(", ") || "nothing"}`);
  }
  return problems;
}

function statesOf(proofs: readonly BlockProof[], part: BlockProof["part"], number: number): readonly string[] {
  return proofs
    .filter((proof) => proof.part === part && Number(proof.from) <= number && number <= Number(proof.to))
    .map(({ state }) => state.kind);
}

/** Blocks of the made chain that a reading completed. */
export function numbersRead(ranges: readonly BlockRange[], reading: string): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const range of ranges)
    if (range.reading === reading && range.chain === chainName)
      for (let number = range.from; number <= range.to; number += 1n) numbers.add(Number(number));
  return numbers;
}

function blockOf(sequence: bigint): number {
  return Number(sequence / 10_000_000_000n);
}

function mayBeWrong(transfer: Transfer, { unprovable }: JudgedLedger): boolean {
  return transfer.id.includes(":trace:") && unprovable.has(blockOf(transfer.sequence));
}

function compare(transfer: Transfer, truth: TrueTransfer | undefined): string | undefined {
  if (truth === undefined) return `invented: ${transfer.id} of block ${blockOf(transfer.sequence)}`;
  const isSame =
    transfer.from === truth.from &&
    transfer.to === truth.to &&
    transfer.asset === truth.asset &&
    transfer.atoms === truth.atoms &&
    transfer.occurredAt === truth.micros &&
    transfer.sequence / 100_000n === truth.place / 100_000n;
  return isSame ? undefined : `changed: ${transfer.id}: ${transfer.from} ${transfer.to} ${transfer.asset} ${transfer.atoms}`;
}
