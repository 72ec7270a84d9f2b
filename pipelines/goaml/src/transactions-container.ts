/**
 * Transactions sent alone stand in a container that may hold any number of them. It is the first child of its root: behind a header the same name is
 * an element that goAML does not know.
 */
export function containerTest(): (names: readonly string[]) => boolean {
  let childCount = 0;
  return (names) => {
    if (names.length !== 2) return false;
    childCount += 1;
    return childCount === 1 && names[1] === "transactions";
  };
}
