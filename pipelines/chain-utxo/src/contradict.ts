import { fail } from "@tributary/domain";

/** Two statements that cannot both be true: `[what, value]` each. The first is what was known before. */
export function contradict(path: string, known: readonly [string, unknown], said: readonly [string, unknown]): never {
  return fail("SOURCE_INCONSISTENT", {
    found: `${said[0]} ${String(said[1])}`,
    expected: `what follows from ${known[0]}: ${String(known[1])}`,
    where: { path },
  });
}

/** Two statements that should be one. */
export function checkSame(path: string, known: readonly [string, unknown], said: readonly [string, unknown]): void {
  if (known[1] !== said[1]) contradict(path, known, said);
}
