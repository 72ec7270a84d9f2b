import type { AccountId } from "./account.ts";
import type { UtcMicros } from "./instant.ts";

/** The closed list of categories at which tracing stops (spec, section 5). */
export const stopCategories = [
  "exchange",
  "otc",
  "p2p_market",
  "custodian",
  "payment_service",
  "casino",
  "mixer",
  "bridge",
  "dex",
  "lending",
  "mining_pool",
  "marketplace",
  "omnibus",
] as const;
export type StopCategory = (typeof stopCategories)[number];

/** A sourced claim that an account belongs to an actor or a category. */
export interface AttributionTag {
  readonly id: string;
  readonly account: AccountId;
  readonly label: string;
  readonly actor: string | null;
  /** The source's own word for the category; never a stop unless the published table maps it. */
  readonly sourceCategory: string | null;
  readonly category: StopCategory | null;
  /** 0 to 100 on the published scale of the tag's source. */
  readonly confidence: number;
  readonly validFrom: UtcMicros | null;
  readonly validTo: UtcMicros | null;
  /** Where the claim can be read. */
  readonly origin: string;
}
