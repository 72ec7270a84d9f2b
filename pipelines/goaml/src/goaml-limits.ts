import { type XmlLimits, xmlLimits } from "@tributary/bank-kit";

/** Every bound of reading a goAML file, by name. Reaching one is a finding that names it. */
export interface GoamlLimits extends XmlLimits {
  readonly transactionsMax: number;
}

export const goamlLimits: GoamlLimits = { ...xmlLimits, transactionsMax: 1_000_000 };
