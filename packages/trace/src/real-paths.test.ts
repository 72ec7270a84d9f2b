import { describe, expect, test } from "vitest";
import { layerTable } from "./layer-table.ts";
import { pathDefaults, positionPaths } from "./position-paths.ts";
import { rankLeads } from "./rank-leads.ts";
import { areFlowsAbsent, readFlows } from "./test-support/real-flows.ts";
import type { TracingRule } from "./trace-request.ts";

/** By rule: paths to the terminals, and what they carried there. */
const expected: readonly (readonly [string, TracingRule, readonly [number, bigint]])[] = [
  ["cluster1_atomic", "fifo", [660, 909_454_738n]],
  ["cluster1_atomic", "pro-rata", [1937, 911_269_012n]],
  ["cluster1_atomic", "libr", [1753, 909_358_680n]],
  ["cluster2_harmony", "fifo", [1245, 6_312_768_026n]],
  ["cluster2_harmony", "lifo", [751, 6_005_260_793n]],
  ["cluster2_harmony", "libr", [3524, 5_433_951_879n]],
];

describe.skipIf(areFlowsAbsent)("laundering that experts verified by hand (needs the folder of real flows)", () => {
  test.each(expected)("%s, %s: all paths to the terminals are told, to the last cent", (folder, method, figures) => {
    const { ledger, request, terminals } = readFlows(folder);
    const question = { ...pathDefaults, which: "all" as const, to: [...terminals] };
    const positions = positionPaths(ledger, { ...request, method }, question).results[method]?.positions ?? [];
    const paths = positions.flatMap((row) => row.paths);
    expect(positions.every(({ limit_reached, atoms_left }) => limit_reached === null && atoms_left === "0")).toBe(true);
    expect([paths.length, paths.reduce((sum, path) => sum + BigInt(path.atoms), 0n)]).toEqual(figures);
  });

  test.each(["cluster1_atomic", "cluster2_harmony"])("%s: layers end where the paths end, leads name no source", (folder) => {
    const { ledger, request } = readFlows(folder);
    const { totals = [] } = layerTable(ledger, request).results.fifo ?? {};
    const sum = (column: "held_atoms" | "seeded_atoms"): bigint => totals.reduce((total, row) => total + BigInt(row[column]), 0n);
    expect(sum("held_atoms")).toBe(sum("seeded_atoms"));
    expect(totals.at(-1)?.went_on_atoms).toBe("0");
    const sources = new Set(request.claims.flatMap((claim) => ("account" in claim ? [claim.account as string] : [])));
    expect(rankLeads(ledger, request).leads.filter(({ account }) => sources.has(account))).toEqual([]);
  });
});
