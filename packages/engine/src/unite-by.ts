/** The rows with one row a key: the last of those that share one, at the place of the first. */
export function uniteBy<Row>(rows: readonly Row[], key: (row: Row) => string): Row[] {
  return [...new Map(rows.map((row) => [key(row), row])).values()];
}
