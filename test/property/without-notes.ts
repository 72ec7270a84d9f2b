/** The prose beside a result is the engine's own; every figure and every row must be the same as the naive one's. */
export function withoutNotes(result: object): object {
  return Object.fromEntries(Object.entries(result).filter(([key]) => key !== "notes"));
}
