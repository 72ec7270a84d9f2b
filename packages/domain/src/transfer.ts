import type { AccountId } from "./account.ts";
import type { Atoms } from "./amount.ts";
import type { AssetId } from "./asset.ts";
import type { Brand } from "./brand.ts";
import { accept, type Result, refuse } from "./errors.ts";
import type { Precision, TimeBasis, UtcMicros } from "./instant.ts";
import { compareBytewise } from "./text-order.ts";

/** Unique within its source and kept as given. */
export type TransferId = Brand<string, "TransferId">;

/** The short name of a source: `eip155:1`, `bank-record`, `table`, or what an operator chose. */
export type SourceName = Brand<string, "SourceName">;

/** One movement of one asset from one account to another: the unit of the ledger. */
export interface Transfer {
  readonly source: SourceName;
  readonly id: TransferId;
  readonly occurredAt: UtcMicros;
  /** The source's own order; on a chain (block, transaction index, log or trace index) in one integer. */
  readonly sequence: bigint;
  readonly precision: Precision;
  readonly basis: TimeBasis;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: AssetId;
  readonly atoms: Atoms;
  /** The envelope: transaction hash, booking reference, or none. */
  readonly reference: string | null;
}

/** Ledger order is total: time, source sequence, transfer id bytewise; the source's name breaks the last tie (spec, section 1). */
export function compareTransfers(a: Transfer, b: Transfer): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt < b.occurredAt ? -1 : 1;
  if (a.sequence !== b.sequence) return a.sequence < b.sequence ? -1 : 1;
  return compareBytewise(a.id, b.id) || compareBytewise(a.source, b.source);
}

const idLengthMax = 256;

/** Reads an id as its source writes it: 1 to 256 characters without spaces or control characters. Refuses with VALUE_UNREADABLE. */
export function parseTransferId(text: string): Result<TransferId> {
  const isPlain = text.length > 0 && text.length <= idLengthMax && !/[\s\p{Cc}\p{Cf}]/u.test(text);
  return isPlain
    ? accept(text as TransferId)
    : refuse(
        "VALUE_UNREADABLE",
        text === "" ? "nothing" : text,
        `a transfer id of 1 to ${idLengthMax} characters without spaces`,
      );
}

/** Reads the name of a source, 1 to 64 characters. Refuses with VALUE_UNREADABLE. */
export function parseSourceName(text: string): Result<SourceName> {
  return /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(text)
    ? accept(text as SourceName)
    : refuse("VALUE_UNREADABLE", text, "a source name of letters, digits, dot, colon, dash or underscore");
}

const sequenceMin = -(2n ** 63n);
const sequenceMax = 2n ** 63n - 1n;

/** Reads a sequence; empty is 0. */
export function parseSequence(text: string): Result<bigint> {
  if (text === "") return accept(0n);
  if (!/^-?[0-9]{1,19}$/.test(text)) return refuse("VALUE_UNREADABLE", text, "an integer of at most 64 bits, or nothing");
  const value = BigInt(text);
  return value >= sequenceMin && value <= sequenceMax
    ? accept(value)
    : refuse("VALUE_UNREADABLE", text, "an integer of at most 64 bits, or nothing");
}

const blockMax = 900_000_000n;
const indexMax = 99_999n;

/** The sequence of a chain event: block x 10^10 + transaction index x 10^5 + index inside the transaction. */
export function chainSequence(block: bigint, transactionIndex: bigint, eventIndex: bigint): Result<bigint> {
  const isBounded =
    block >= 0n &&
    block <= blockMax &&
    transactionIndex >= 0n &&
    transactionIndex <= indexMax &&
    eventIndex >= 0n &&
    eventIndex <= indexMax;
  return isBounded
    ? accept(block * 10_000_000_000n + transactionIndex * 100_000n + eventIndex)
    : refuse(
        "VALUE_UNREADABLE",
        `block ${block}, transaction ${transactionIndex}, event ${eventIndex}`,
        `block at most ${blockMax}, indexes at most ${indexMax}`,
      );
}
