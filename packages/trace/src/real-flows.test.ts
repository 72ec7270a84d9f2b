import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  type AccountId,
  parseAccount,
  parseInstant,
  parseSourceName,
  parseTransferId,
  parseUnits,
  unwrap,
} from "@tributary/domain";
import { nameTransfers, type TraceLedger } from "@tributary/ledger";
import { describe, expect, test } from "vitest";
import { layerTable } from "./layer-table.ts";
import { pathDefaults, positionPaths } from "./position-paths.ts";
import { rankLeads } from "./rank-leads.ts";
import { answerOf } from "./test-support/answer.ts";
import { dollars, ledgerOf, requestOf, seedAccount } from "./test-support/scenario.ts";
import type { TraceRequest, TracingRule } from "./trace-request.ts";
import type { TraceResult } from "./trace-result.ts";

const dataFolder = resolve(import.meta.dirname, "../../..", process.env["TRIBUTARY_TEST_DATA"] ?? "../shared/data", "flows");
const isAbsent = !existsSync(dataFolder);

interface RealFlows {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
  readonly terminals: ReadonlySet<AccountId>;
}

/** By rule: paths to the terminals, and what they carried there. */
const expected: readonly (readonly [string, TracingRule, readonly [number, bigint]])[] = [
  ["cluster1_atomic", "fifo", [660, 909_454_738n]],
  ["cluster1_atomic", "pro-rata", [1937, 911_269_012n]],
  ["cluster1_atomic", "libr", [1753, 909_358_680n]],
  ["cluster2_harmony", "fifo", [1245, 6_312_768_026n]],
  ["cluster2_harmony", "lifo", [751, 6_005_260_793n]],
  ["cluster2_harmony", "libr", [3524, 5_433_951_879n]],
];

describe.skipIf(isAbsent)("laundering that experts verified by hand (needs the folder of real flows)", () => {
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

function sumAt(result: TraceResult, isWanted: (account: AccountId) => boolean): bigint {
  const rows = result.positions.filter((row) => isWanted(unwrap(parseAccount(row.account))));
  return rows.reduce((sum, row) => sum + BigInt(row.atoms), 0n);
}

function readFlows(folder: string): RealFlows {
  const [, ...lines] = readLines(folder, "flow_records.csv");
  const transfers = lines.map((line, index) => {
    const [time = "", , hash = "", from = "", , to = "", , dollarText = ""] = line.split(",");
    return {
      source: unwrap(parseSourceName("table")),
      id: unwrap(parseTransferId(`${index + 1}`)),
      occurredAt: unwrap(parseInstant(`${time.replace(" ", "T")}Z`)),
      sequence: BigInt(index + 1),
      precision: "second" as const,
      basis: "block" as const,
      from: readAddress(from),
      to: readAddress(to),
      asset: dollars,
      atoms: unwrap(parseUnits(dollarText, 2)),
      reference: hash,
    };
  });
  const claims = readLines(folder, "source_addresses.csv").map((address) => seedAccount(address, readAddress(address)));
  return {
    ledger: { ...ledgerOf(""), transfers: nameTransfers(transfers) },
    request: requestOf({ claims }),
    terminals: new Set(readLines(folder, "terminal_addresses.csv").map(readAddress)),
  };
}

/** One source address is written in mixed case without a checksum. */
function readAddress(address: string): AccountId {
  return unwrap(parseAccount(`eip155:1:${address.toLowerCase()}`));
}

function readLines(folder: string, file: string): string[] {
  return readFileSync(resolve(dataFolder, folder, file), "utf8")
    .split(/\r?\n/)
    .filter((line) => line !== "");
}
