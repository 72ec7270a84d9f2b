import type { AttributionTag, StopCategory } from "@tributary/domain";
import { account } from "./scenario.ts";

/** A tag that makes an account a stop: an exchange, of confidence 80, for ever, unless told otherwise. */
export function tagOf(
  id: string,
  word: string,
  change: Partial<AttributionTag> & { readonly category?: StopCategory } = {},
): AttributionTag {
  return {
    id,
    account: account(word),
    label: id,
    actor: null,
    sourceCategory: null,
    category: "exchange",
    confidence: 80,
    validFrom: null,
    validTo: null,
    origin: "a list",
    ...change,
  };
}
