import type { AccountId, AssetId, UtcMicros } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import type { Claim } from "@tributary/trace";
import { outpointsUnder } from "./naive-outpoints.ts";

/** What a claim labels. An opening seed exists in backward questions alone. */
type NaiveSeed =
  | { readonly kind: "transfers"; readonly names: readonly string[] }
  /** The account named, and where it is an address its outpoints. */
  | { readonly kind: "account"; readonly accounts: readonly AccountId[]; readonly since: UtcMicros | null }
  | { readonly kind: "opening"; readonly account: AccountId; readonly asset: AssetId };

export interface NaiveClaim {
  readonly id: string;
  readonly seed: NaiveSeed;
}

export function toNaiveClaim(claim: Claim, ledger: TraceLedger): NaiveClaim {
  const { id } = claim;
  if ("account" in claim) {
    const accounts = [claim.account, ...outpointsUnder(ledger, claim.account)];
    return { id, seed: { kind: "account", accounts, since: claim.since } };
  }
  return { id, seed: { kind: "transfers", names: claim.transfers } };
}

export interface AccountSeed {
  readonly label: number;
  readonly account: AccountId;
  /** Null: the ledger's start. */
  readonly since: UtcMicros | null;
}

/** The account seeds that `until` does not cut off, in the order in which they start: by time, then by claim. */
export function accountSeedsOf(claims: readonly NaiveClaim[], until: bigint | null): AccountSeed[] {
  const seeds = claims.flatMap(({ seed }, label) =>
    seed.kind === "account" ? seed.accounts.map((account) => ({ label, account, since: seed.since })) : [],
  );
  return seeds
    .filter((seed) => seed.since === null || until === null || seed.since <= until)
    .sort((a, b) => {
      if (a.since === b.since) return a.label - b.label;
      if (a.since === null || b.since === null) return a.since === null ? -1 : 1;
      return a.since < b.since ? -1 : 1;
    });
}

/** The claim whose transfer seed names this transfer. */
export function transferSeedLabel(claims: readonly NaiveClaim[], name: string): number | undefined {
  const label = claims.findIndex(({ seed }) => seed.kind === "transfers" && seed.names.includes(name));
  return label === -1 ? undefined : label;
}
