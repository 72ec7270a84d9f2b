/** How sure a proposal is. `unsure` leaves a question in the map. */
export type Certainty = "sure" | "likely" | "unsure";

/** One choice of a proposed map. */
export interface Choice {
  /** The key of the map, `occurred_at.date_order`. */
  readonly key: string;
  /** As YAML; null where a person has to decide. */
  readonly answer: string | null;
  readonly certainty: Certainty;
  readonly reasons: readonly string[];
  readonly alternatives: readonly Alternative[];
}

export interface Alternative {
  readonly answer: string;
  readonly reason: string;
}

export function sure(key: string, answer: string, reason: string): Choice {
  return { key, answer, certainty: "sure", reasons: [reason], alternatives: [] };
}

export function likely(
  key: string,
  answer: string,
  said: { readonly reason: string; readonly alternatives?: readonly Alternative[] },
): Choice {
  return { key, answer, certainty: "likely", reasons: [said.reason], alternatives: said.alternatives ?? [] };
}

export function unsure(key: string, reason: string, alternatives: readonly Alternative[]): Choice {
  return { key, answer: null, certainty: "unsure", reasons: [reason], alternatives };
}
