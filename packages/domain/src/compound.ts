import type { AccountId } from "./account.ts";
import type { UtcMicros } from "./instant.ts";

/** A scam compound. The country is the one stated by the source, never worked out from a point. Natural key: id. */
export interface Compound {
  readonly id: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly otherNames: readonly string[];
  readonly note: string | null;
}

/** A published position of a compound; several may conflict. Decimal degrees as text, as published. Natural key: compound, source, latitude, longitude. */
export interface CompoundPoint {
  readonly compoundId: string;
  readonly latitude: string;
  readonly longitude: string;
  readonly source: string;
}

/** A sourced link of a compound to an account or a cluster. Natural key: id; each withdrawal is a statement of its own, and the latest counts. */
export interface CompoundLink {
  readonly id: string;
  readonly compoundId: string;
  readonly target: { readonly account: AccountId } | { readonly cluster: string };
  readonly evidence: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly author: string;
  readonly madeAt: UtcMicros;
  readonly withdrawnAt: UtcMicros | null;
}

/** The judgement that an account belongs to a cluster: our opinion, with its author and evidence. Natural key: cluster, account, heuristic, author, time; withdrawals as with links. */
export interface ClusterMember {
  readonly clusterId: string;
  readonly account: AccountId;
  /** Heuristic and version, `analyst/1`. */
  readonly heuristic: string;
  readonly evidence: string;
  readonly author: string;
  readonly madeAt: UtcMicros;
  readonly withdrawnAt: UtcMicros | null;
}
