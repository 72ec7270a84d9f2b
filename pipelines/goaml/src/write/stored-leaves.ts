import { fail } from "@tributary/domain";
import type { ReportRecord } from "@tributary/pipeline-kit";
import type { StatedLeaf } from "./tree-from-leaves.ts";

/** What a stored record says, leaf by leaf, in the order of its file. Error STORE_DAMAGED where its JSON is none that the reader wrote. */
export function leavesOfRecord({
  content,
  lines,
  path,
}: Pick<ReportRecord, "content" | "lines" | "path">): readonly StatedLeaf[] {
  const [said, places] = [readList(content, path), readList(lines, path)];
  return said.map((leaf, index) => {
    const line = places[index];
    const [at, value]: readonly unknown[] = Array.isArray(leaf) ? leaf : [];
    return typeof at === "string" && typeof value === "string" && typeof line === "number" && said.length === places.length
      ? { path: at, line, value }
      : failDamaged(path);
  });
}

function readList(text: string, path: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : failDamaged(path);
  } catch (error) {
    if (error instanceof SyntaxError) return failDamaged(path);
    throw error;
  }
}

/** The order of the records of one report: a header before its transactions, and `transaction[10]` behind `transaction[9]`. */
export function compareRecordPaths(left: string, right: string): number {
  const [a, b] = [left.split("/"), right.split("/")];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = compareSteps(a[index] ?? "", b[index] ?? "");
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareSteps(left: string, right: string): number {
  const [leftName = "", leftPlace = "1"] = left.split(/[[\]]/);
  const [rightName = "", rightPlace = "1"] = right.split(/[[\]]/);
  if (leftName !== rightName) return leftName < rightName ? -1 : 1;
  return Number(leftPlace) - Number(rightPlace);
}

function failDamaged(path: string): never {
  return fail("STORE_DAMAGED", {
    found: "a record's content that is no list of leaves",
    expected: "[[path, value], …]",
    where: { path },
  });
}
