import type { RunControl } from "@tributary/kernel";

/** Ends work of single steps after so many of them; undefined: never. Good for one question. */
export function stopAfter(steps: number | undefined, why = "deadline"): RunControl {
  if (steps === undefined) return {};
  let looks = 0;
  const shouldStop = (): string | undefined => {
    looks += 1;
    return looks > steps ? why : undefined;
  };
  return { eventsPerStep: 1, shouldStop };
}
