/**
 * How many check sums of unproven candidates a text may cost. Text made to be slow would else cost far more than reading it;
 * a budget in proportion to its length keeps the time linear. Ordinary text uses a small part of it.
 */
export interface TrialBudget {
  /** May one more be tried? Counts it. */
  readonly take: () => boolean;
  /** Was something left untried? */
  readonly isSpent: () => boolean;
}

/** `free` trials, and one more for each `perCharacters` characters of the text. */
export function makeTrialBudget(length: number, limit: { readonly free: number; readonly perCharacters: number }): TrialBudget {
  let left = limit.free + Math.floor(length / limit.perCharacters);
  return {
    take: () => {
      left -= 1;
      return left >= 0;
    },
    isSpent: () => left < 0,
  };
}
