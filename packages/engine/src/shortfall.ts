import { compareBytewise } from "@tributary/domain";
import { resultsOf, type TraceDocument } from "@tributary/trace";
import { leftOutByRequest } from "./answer.ts";

/** What an answer lacks, as far as the answer itself says it. */
export interface Shortfall {
  /** By name, bytewise: of how many accounts a limit left something out. */
  readonly limits: readonly { readonly limit: string; readonly accounts: number }[];
  /** Accounts with a gap in the records that the answer rests on. */
  readonly accounts_with_gaps: number;
}

/** The limits that any rule of a document reached, and how many accounts have gaps. Inferred conversions that the request leaves out are no limit. */
export function shortfallOf(document: TraceDocument): Shortfall {
  const accounts = new Map<string, Set<string>>();
  const gaps = new Set<string>();
  for (const result of resultsOf(document).values()) {
    for (const { limit, account } of result.limits_hit) {
      if (limit === leftOutByRequest) continue;
      accounts.set(limit, (accounts.get(limit) ?? new Set()).add(account));
    }
    for (const { account } of result.coverage_gaps) gaps.add(account);
  }
  const limits = [...accounts]
    .sort(([a], [b]) => compareBytewise(a, b))
    .map(([limit, found]) => ({ limit, accounts: found.size }));
  return { limits, accounts_with_gaps: gaps.size };
}

/** One sentence on why an answer is not complete. */
export function tellShortfall(name: string, { limits, accounts_with_gaps: gaps }: Shortfall): string {
  const reasons = [
    ...limits.map(({ limit, accounts }) => `limit ${limit} was reached (${countAccounts(accounts)})`),
    ...(gaps === 0 ? [] : [`there are gaps in the records of ${countAccounts(gaps)}`]),
  ];
  return `${name} is not complete: ${reasons.length === 0 ? "it says so itself" : reasons.join(", ")}.`;
}

function countAccounts(count: number): string {
  return count === 1 ? "1 account" : `${count} accounts`;
}
