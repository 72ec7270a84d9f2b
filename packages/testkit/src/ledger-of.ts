import {
  type AccountId,
  type AssetId,
  type Atoms,
  type AttributionTag,
  bankAccount,
  boundInstant,
  type Conversion,
  type Coverage,
  type Precision,
  parseAccount,
  parseAsset,
  parseSourceName,
  parseTransferId,
  stopCategories,
  toAtoms,
  type UtcMicros,
  unwrap,
} from "@tributary/domain";
import type { KnownBalance, NamedTransfer, TraceLedger } from "@tributary/ledger";
import type { Claim, TraceRequest } from "@tributary/trace";

/** What matters of a transfer to a test; the rest has defaults: one second after the row before, in `iso4217:USD`. */
export interface TransferFixture {
  /** Default: none. */
  readonly reference?: string | null;
  readonly from: string;
  readonly to: string;
  readonly atoms: bigint;
  readonly id?: string;
  /** Seconds after 2024-01-01T00:00:00Z. */
  readonly at?: number;
  readonly asset?: string;
  readonly source?: string;
  readonly sequence?: bigint;
  readonly precision?: Precision;
}

export interface BalanceFixture {
  readonly account: string;
  readonly atoms: bigint;
  readonly at: number;
  readonly asset?: string;
}

export interface TagFixture {
  readonly account: string;
  readonly id?: string;
  readonly category?: AttributionTag["category"];
  readonly confidence?: number;
  readonly validFrom?: number | null;
  readonly validTo?: number | null;
}

export interface ConversionFixture {
  readonly account: string;
  readonly out: readonly string[];
  readonly in: readonly string[];
  readonly id?: string;
  readonly basis?: Conversion["basis"];
}

export interface LedgerFixture {
  readonly balances?: readonly BalanceFixture[];
  readonly tags?: readonly TagFixture[];
  readonly conversions?: readonly ConversionFixture[];
  readonly coverage?: readonly Coverage[];
  readonly outpoints?: readonly OutpointFixture[];
}

export interface OutpointFixture {
  readonly outpoint: string;
  readonly address: string;
}

const defaultAsset = "iso4217:USD";
const dayOne = 1_704_067_200n;

/** A ledger from the least that a test has to say: `ledgerOf([{ from: "V", to: "M", atoms: 100n }])`. */
export function ledgerOf(transfers: readonly TransferFixture[], rest: LedgerFixture = {}): TraceLedger {
  const plain = transfers.map(toTransfer);
  return {
    transfers: plain.map((transfer) => ({ ...transfer, name: nameAmong(plain, transfer) })),
    conversions: (rest.conversions ?? []).map(toConversion),
    tags: (rest.tags ?? []).map(toTag),
    balances: (rest.balances ?? []).map(knownBalanceOf),
    coverage: rest.coverage ?? [],
    outpoints: (rest.outpoints ?? []).map(({ outpoint, address }) => ({
      outpoint: accountNamed(outpoint),
      address: accountNamed(address),
    })),
  };
}

/** A request with every default of the specification; a test states what it is about. */
export function requestOf(parts: Partial<TraceRequest> = {}): TraceRequest {
  return {
    claims: [],
    target: null,
    method: "fifo",
    until: null,
    stops: [],
    open: [],
    stopCategories,
    stopConfidence: 50,
    openings: "inferred",
    sameTime: "recorded",
    includeInferred: false,
    ...parts,
    limits: parts.limits ?? { hopsMax: null, accountsMax: 100_000, dustAtoms: 0n },
  };
}

export function transferClaim(id: string, ...transfers: readonly string[]): Claim {
  return { id, kind: "scam_victim", transfers };
}

/** `since` in seconds after 2024-01-01T00:00:00Z; null: the ledger's start. */
export function accountClaim(id: string, account: string, since: number | null = null): Claim {
  return { id, kind: "laundering_wallet", account: accountNamed(account), since: since === null ? null : instantAt(since) };
}

/** A bank account of that number; a text that is an account already stays one. */
export function accountNamed(name: string): AccountId {
  return unwrap(name.includes(":") ? parseAccount(name) : bankAccount("test", name));
}

/** Seconds after 2024-01-01T00:00:00Z. */
export function instantAt(seconds: number): UtcMicros {
  const micros = dayOne * 1_000_000n + BigInt(Math.round(seconds * 1_000_000));
  return unwrap(boundInstant(micros, micros.toString()));
}

export function assetNamed(text: string = defaultAsset): AssetId {
  return unwrap(parseAsset(text));
}

export function atomsOf(value: bigint): Atoms {
  return unwrap(toAtoms(value));
}

export function knownBalanceOf({ account, atoms, at, asset }: BalanceFixture): KnownBalance {
  return { account: accountNamed(account), asset: assetNamed(asset), time: instantAt(at), atoms: atomsOf(atoms) };
}

function toTransfer(fixture: TransferFixture, index: number): Omit<NamedTransfer, "name"> {
  return {
    source: unwrap(parseSourceName(fixture.source ?? "table")),
    id: unwrap(parseTransferId(fixture.id ?? `t${index + 1}`)),
    occurredAt: instantAt(fixture.at ?? index),
    sequence: fixture.sequence ?? 0n,
    precision: fixture.precision ?? "instant",
    basis: "observed",
    from: accountNamed(fixture.from),
    to: accountNamed(fixture.to),
    asset: assetNamed(fixture.asset),
    atoms: atomsOf(fixture.atoms),
    reference: fixture.reference ?? null,
  };
}

function nameAmong(all: readonly Omit<NamedTransfer, "name">[], transfer: Omit<NamedTransfer, "name">): string {
  const isShared = all.some((other) => other.id === transfer.id && other.source !== transfer.source);
  return isShared ? `${transfer.source}:${transfer.id}` : transfer.id;
}

function toTag(fixture: TagFixture, index: number): AttributionTag {
  const { validFrom = null, validTo = null } = fixture;
  return {
    id: fixture.id ?? `tag${index + 1}`,
    account: accountNamed(fixture.account),
    label: "a service",
    actor: null,
    sourceCategory: null,
    category: fixture.category === undefined ? "exchange" : fixture.category,
    confidence: fixture.confidence ?? 100,
    validFrom: validFrom === null ? null : instantAt(validFrom),
    validTo: validTo === null ? null : instantAt(validTo),
    origin: "test",
  };
}

function toConversion(fixture: ConversionFixture, index: number): Conversion {
  return {
    id: fixture.id ?? `c${index + 1}`,
    account: accountNamed(fixture.account),
    outTransfers: fixture.out,
    inTransfers: fixture.in,
    kind: "exchange",
    basis: fixture.basis ?? "documented",
    document: null,
  };
}
