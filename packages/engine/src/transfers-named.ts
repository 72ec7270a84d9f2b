import type { TraceRequest } from "@tributary/trace";

/** The names of transfers in a request, each once. */
export function transfersNamed({ claims, target }: TraceRequest): readonly string[] {
  const seeds = claims.flatMap((claim) => ("transfers" in claim ? claim.transfers : []));
  return [...new Set(target !== null && "transfer" in target ? [...seeds, target.transfer] : seeds)];
}
