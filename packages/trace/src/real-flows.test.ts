import { type AccountId, parseAccount, unwrap } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { answerOf } from "./test-support/answer.ts";
import { areFlowsAbsent, readFlows } from "./test-support/real-flows.ts";
import type { TraceResult } from "./trace-result.ts";

describe.skipIf(areFlowsAbsent)("laundering that experts verified by hand (needs the folder of real flows)", () => {
  test.each([
    ["cluster1_atomic", "recorded", [1072, 381, 101]],
    ["cluster2_harmony", "recorded", [3045, 468, 11]],
    ["cluster2_harmony", "credits-first", [3193, 469, 11]],
  ] as const)("%s %s: poison marks so many transfers, accounts and terminals", (folder, sameTime, counts) => {
    const { ledger, request, terminals } = readFlows(folder);
    const result = answerOf("poison", ledger, { ...request, sameTime });
    const accounts = new Set(result.positions.map((row) => row.account));
    const marked = new Set(result.flows.map((row) => row.transfer));
    expect([marked.size, accounts.size, [...terminals].filter((terminal) => accounts.has(terminal)).length]).toEqual(counts);
  });

  test.each([
    ["cluster1_atomic", 1_073_706_452n, { fifo: 909_454_738n, libr: 909_358_680n }],
    ["cluster2_harmony", 7_052_514_727n, { fifo: 6_312_768_026n, libr: 5_433_951_879n }],
  ] as const)("%s: every cent seeded is found again, so much at terminals", (folder, seeded, ends) => {
    const { ledger, request, terminals } = readFlows(folder);
    for (const rule of ["fifo", "lifo", "pro-rata", "libr", "pifo"] as const) {
      const result = answerOf(rule, ledger, request);
      expect(result.claims.reduce((sum, row) => sum + BigInt(row.seeded_atoms), 0n)).toBe(seeded);
      expect(sumAt(result, () => true)).toBe(seeded);
      expect(result.opening_assumptions.length).toBeGreaterThan(0);
      if (rule === "fifo" || rule === "libr") expect(sumAt(result, (account) => terminals.has(account))).toBe(ends[rule]);
    }
  });
});

function sumAt(result: TraceResult, isWanted: (account: AccountId) => boolean): bigint {
  const rows = result.positions.filter((row) => isWanted(unwrap(parseAccount(row.account))));
  return rows.reduce((sum, row) => sum + BigInt(row.atoms), 0n);
}
