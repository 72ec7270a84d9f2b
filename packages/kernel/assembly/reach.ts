import { isZero } from "./atoms";

export function isNothing(at: usize): bool {
  return isZero(at);
}
