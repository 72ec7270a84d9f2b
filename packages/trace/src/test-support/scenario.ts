import {
  type AccountId,
  type AssetId,
  boundInstant,
  type Precision,
  parseAccount,
  parseAsset,
  parseAtoms,
  parseSourceName,
  parseTransferId,
  type UtcMicros,
  unwrap,
} from "@tributary/domain";
import { nameTransfers, type TraceLedger } from "@tributary/ledger";
import type { Claim, TraceRequest } from "../trace-request.ts";

export const dollars: AssetId = unwrap(parseAsset("iso4217:USD"));

/** A second of the made history, as an instant. */
export function at(second: number): UtcMicros {
  return unwrap(boundInstant(BigInt(second) * 1_000_000n, "a second"));
}

/** A bank account for a plain word; anything with a colon is an identifier already. */
export function account(word: string): AccountId {
  return unwrap(parseAccount(word.includes(":") ? word : `bank:b:${word}`));
}

export interface LedgerOptions extends Partial<TraceLedger> {
  readonly precision?: Precision;
  /** Whether the line's number is the sequence; else it is 0. */
  readonly isSequenced?: boolean;
}

/** One transfer a line: `name second payer payee atoms [asset]`. */
export function ledgerOf(history: string, options: LedgerOptions = {}): TraceLedger {
  const lines = history
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const { precision = "instant", isSequenced = true, ...rest } = options;
  const transfers = lines.map((line, index) => {
    const [id = "", second = "", from = "", to = "", atoms = "", asset] = line.split(/\s+/);
    return {
      source: unwrap(parseSourceName("table")),
      id: unwrap(parseTransferId(id)),
      occurredAt: at(Number(second)),
      sequence: isSequenced ? BigInt(index) : 0n,
      precision,
      basis: "booking" as const,
      from: account(from),
      to: account(to),
      asset: asset === undefined ? dollars : unwrap(parseAsset(asset)),
      atoms: unwrap(parseAtoms(atoms)),
      reference: null,
    };
  });
  return { transfers: nameTransfers(transfers), conversions: [], tags: [], balances: [], coverage: [], outpoints: [], ...rest };
}

export function requestOf(options: Partial<TraceRequest>): TraceRequest {
  return {
    claims: [],
    target: null,
    method: "fifo",
    until: null,
    stops: [],
    open: [],
    stopCategories: ["exchange", "mixer"],
    stopConfidence: 50,
    openings: "inferred",
    sameTime: "recorded",
    includeInferred: false,
    limits: { hopsMax: null, accountsMax: 100_000, dustAtoms: 0n },
    ...options,
  };
}

export function seedTransfers(id: string, ...transfers: string[]): Claim {
  return { id, kind: "scam_victim", transfers };
}

export function seedAccount(id: string, word: string, since: UtcMicros | null = null): Claim {
  return { id, kind: "laundering_wallet", account: account(word), since };
}
