import type { FactValue } from "./fact-table.ts";

const pathsNamedMax = 5;

/**
 * The paths at which two contents of a reported record differ, for a person who looks for what changed. The values stay out: they
 * are names and narratives, and a finding goes into answers. Content is a JSON list of pairs of path and value; null for anything else.
 */
export function differingPaths(left: FactValue, right: FactValue): readonly string[] | null {
  const [mine, other] = [leavesOf(left), leavesOf(right)];
  if (mine === null || other === null) return null;
  const paths = [...new Set([...mine.keys(), ...other.keys()])];
  return paths.filter((path) => mine.get(path) !== other.get(path));
}

/** Some paths in words: the first ones, and how many more there are. */
export function pathsInWords(paths: readonly string[]): string {
  const more = paths.length - pathsNamedMax;
  return `${paths.slice(0, pathsNamedMax).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** All values of each path, in their order. */
function leavesOf(value: FactValue): ReadonlyMap<string, string> | null {
  const pairs = readPairs(value);
  if (!Array.isArray(pairs)) return null;
  const leaves = new Map<string, string>();
  for (const pair of pairs) {
    if (!Array.isArray(pair)) return null;
    const path = String(pair[0]);
    leaves.set(path, `${leaves.get(path) ?? ""}\0${String(pair[1])}`);
  }
  return leaves;
}

function readPairs(value: FactValue): unknown {
  if (typeof value !== "string") return null;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
