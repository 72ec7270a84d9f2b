// The rows of the table, in its order: what is measured, what is asked for, and how a figure reads.

/**
 * `kind`: `ratio` (ours / the other, less is better), `times` (more is better), `bytes` for each transfer, `exponent` (ours minus the other's), `ms` (a difference).
 */
export const targets = [
  row("reach-duckdb", "reachability, 100 seeds, 6 hops: ours (1 thread) / DuckDB's best (2 threads)", [0.5, 0.3]),
  row("single-duckdb", "single seed stopping at services, p50 of 30 seeds: / DuckDB", [0.3, 0.18]),
  row("single-kuzu", "... first 15 seeds: / kuzu", [0.12, 0.08]),
  row("single-postgres", "... first 15 seeds: / PostgreSQL with index", [0.06, 0.03]),
  row("pro-rata-c", "exact pro rata, whole ledger, 100 seeds as one claim: / C -O3", [1.8, 1.3]),
  row("pro-rata-bigint", "... / the same in BigInt", [0.15, 0.1]),
  row("fifo-c", "exact FIFO, likewise: / C", [1.3, 1.1]),
  row("lifo-c", "exact LIFO, likewise: / C", [1.3, 1.1]),
  row("libr-fifo", "exact LIBR: / our own FIFO", [1.5, 1.1]),
  row("pifo-fifo", "exact PIFO: / our own FIFO", [1.5, 1.1]),
  row("fifo-claims", "FIFO, 100 claims kept apart: / one claim", [1.5, 1.1]),
  row("lifo-claims", "LIFO, 100 claims kept apart: / one claim", [1.5, 1.1]),
  row("pro-rata-claims", "pro rata, 100 claims kept apart: / one claim", [10, 4]),
  row("libr-claims", "LIBR, 100 claims kept apart: / one claim", [10, 4]),
  row("stops-c", "exact trace that stops at services, one claim, p50: / C that only walks the same accounts", [2.5, 1.5]),
  row("together", "all six rules of one question together: / the dearest rule alone", [2.5, 1.7]),
  row("together-stops", "... of one seed that stops at services", [2.5, 1.7]),
  row("build", "Parquet -> ready index: / DuckDB's Parquet -> table + checkpoint", [0.35, 0.2]),
  row("open", "opening a built index: / reading its bytes", [2, 1.1]),
  row("append", "appending 1 % new transfers to an index: / building it", [0.1, 0.03]),
  row("resident", "resident bytes per transfer, both directions, exact amounts", [40, 28, "bytes"]),
  row("cold", "cold start to the first answer: / bare node-api doing the same", [1.3, 1.1]),
  row("growth-pro-rata", "growth exponent 10 -> 50 million minus that of C: pro rata", [0.05, 0, "exponent"]),
  row("growth-fifo", "... FIFO", [0.05, 0, "exponent"]),
  row("growth-lifo", "... LIFO", [0.05, 0, "exponent"]),
  row("growth-reach", "... reachability", [0.05, 0, "exponent"]),
  row("workers", "2 workers / 1 on independent questions", [1.7, 1.9, "times"]),
  row("command", "the command trace end to end, warm, one claim, less the kernel's own time", [400, 250, "ms"]),
];

function row(id, what, [target, stretch, kind = "ratio"]) {
  return { id, what, target, stretch, kind };
}

/** `met`, `stretched` or `missed`; null where nothing was seen. */
export function judge({ target, stretch, kind }, seen) {
  if (seen === null || seen === undefined) return null;
  const reaches = (bound) => (kind === "times" ? seen >= bound : seen <= bound);
  if (reaches(stretch)) return "stretch";
  return reaches(target) ? "target" : "missed";
}

export function showFigure(kind, value) {
  if (value === null || value === undefined) return "-";
  if (kind === "ms") return `${value < 0 ? "" : "+ "}${value.toFixed(0)} ms`;
  if (kind === "bytes") return `${value.toFixed(1)} B`;
  if (kind === "exponent") return `${value < 0 ? "" : "+"}${value.toFixed(3)}`;
  return value >= 10 ? value.toFixed(1) : value >= 0.1 ? value.toFixed(2) : value.toFixed(3);
}
