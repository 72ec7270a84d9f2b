import { compareBytewise } from "@tributary/domain";

/** Field by field, bytewise; the shorter first where all its fields are equal. */
export function compareFields(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const order = compareBytewise(a[index] ?? "", b[index] ?? "");
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
