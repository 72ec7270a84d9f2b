/** The lower of two quantities, for which the language's own takes no bigint. */
export function minimum(a: bigint, b: bigint): bigint {
  const isFirst = a < b;
  return isFirst ? a : b;
}
