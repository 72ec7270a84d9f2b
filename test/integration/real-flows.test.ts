import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  boundInstant,
  civilMicros,
  evmAccount,
  formatUnits,
  parseAsset,
  parseEvmAddress,
  parseSourceName,
  parseTransferId,
  parseUnits,
  type UtcMicros,
  unwrap,
} from "@tributary/domain";
import type { NamedTransfer, TraceLedger } from "@tributary/ledger";
import { naiveForward, requestOf } from "@tributary/testkit";
import {
  type SameTimeMode,
  type TraceRequest,
  type TraceResult,
  type TracingRule,
  traceForward,
  tracingRules,
} from "@tributary/trace";
import { describe, expect, test } from "vitest";

const dataFolder = join(process.env["TRIBUTARY_TEST_DATA"] ?? join(import.meta.dirname, "../../../shared/data"), "flows");
const isAbsent = !existsSync(dataFolder);
const reason = isAbsent ? ` (skipped: ${dataFolder} is not there; set TRIBUTARY_TEST_DATA)` : "";
const usd = unwrap(parseAsset("iso4217:USD"));

const accountAt = (address: string) => evmAccount(1n, unwrap(parseEvmAddress(address.toLowerCase())));

function linesOf(cluster: string, file: string): string[] {
  return readFileSync(join(dataFolder, cluster, file), "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

function timeOf(text: string): UtcMicros {
  const [year = "", month = "", day = "", hour = "", minute = "", second = ""] = text.split(/[- :]/);
  const micros = civilMicros({ year, month, day, hour, minute, second });
  if (micros === undefined) throw new Error(`no such time: ${text}`);
  return unwrap(boundInstant(micros, text));
}

function readLedger(cluster: string): TraceLedger {
  const source = unwrap(parseSourceName("table"));
  const transfers = linesOf(cluster, "flow_records.csv")
    .slice(1)
    .map((line, index): NamedTransfer => {
      const [time = "", , , from = "", , to = "", , value = "", ...more] = line.split(",");
      if (more.length > 0) throw new Error(`a row with more than eight fields: ${line}`);
      const id = unwrap(parseTransferId(`${index + 1}`));
      return {
        source,
        id,
        name: id,
        occurredAt: timeOf(time),
        sequence: BigInt(index + 1),
        precision: "instant",
        basis: "block",
        from: accountAt(from),
        to: accountAt(to),
        asset: usd,
        atoms: unwrap(parseUnits(value, 2)),
        reference: null,
      };
    });
  return { transfers, conversions: [], tags: [], balances: [], coverage: [], outpoints: [] };
}

interface Cluster {
  readonly ledger: TraceLedger;
  readonly terminals: ReadonlySet<string>;
  readonly requestFor: (sameTime: SameTimeMode) => TraceRequest;
}

const emptyCluster: Cluster = {
  ledger: { transfers: [], conversions: [], tags: [], balances: [], coverage: [], outpoints: [] },
  terminals: new Set(),
  requestFor: () => requestOf(),
};

function readCluster(cluster: string): Cluster {
  const ledger = readLedger(cluster);
  const occurring = new Set<string>(ledger.transfers.flatMap((transfer) => [transfer.from, transfer.to]));
  const terminals = linesOf(cluster, "terminal_addresses.csv").map(accountAt);
  const sources = [...new Set(linesOf(cluster, "source_addresses.csv").map(accountAt))];
  return {
    ledger,
    terminals: new Set(terminals.filter((terminal) => occurring.has(terminal))),
    requestFor: (sameTime) =>
      requestOf({
        sameTime,
        claims: sources.map((account, index) => ({
          id: `S${index + 1}`,
          kind: "laundering_wallet",
          account,
          since: null,
        })),
      }),
  };
}

const sumOf = (texts: readonly string[]): bigint => texts.reduce((sum, text) => sum + BigInt(text), 0n);
const dollars = (texts: readonly string[]): string => formatUnits(sumOf(texts), 2);
const seededOf = (result: TraceResult): string => dollars(result.claims.map((row) => row.seeded_atoms));

function endingAtTerminals(result: TraceResult, terminals: ReadonlySet<string>): string {
  return dollars(result.positions.filter((row) => terminals.has(row.account)).map((row) => row.atoms));
}

function reachOf(result: TraceResult, terminals: ReadonlySet<string>) {
  const accounts = new Set(result.positions.map((row) => row.account));
  return {
    transfers: new Set(result.flows.map((row) => row.transfer)).size,
    accounts: accounts.size,
    terminals: [...terminals].filter((terminal) => accounts.has(terminal)).length,
  };
}

const amountRules: readonly TracingRule[] = tracingRules.filter((rule) => rule !== "poison");

interface Expected {
  readonly name: string;
  readonly rows: number;
  readonly seeded: string;
  readonly ending: readonly (readonly [TracingRule, string])[];
  readonly reach: readonly (readonly [SameTimeMode, ReturnType<typeof reachOf>])[];
}

const clusters: readonly Expected[] = [
  {
    name: "cluster1_atomic",
    rows: 1080,
    seeded: "10737064.52",
    ending: [
      ["fifo", "9094547.38"],
      ["libr", "9093586.80"],
    ],
    reach: [["recorded", { transfers: 1072, accounts: 381, terminals: 101 }]],
  },
  {
    name: "cluster2_harmony",
    rows: 3887,
    seeded: "70525147.27",
    ending: [
      ["fifo", "63127680.26"],
      ["libr", "54339518.79"],
    ],
    reach: [
      ["recorded", { transfers: 3045, accounts: 468, terminals: 11 }],
      ["credits-first", { transfers: 3193, accounts: 469, terminals: 11 }],
    ],
  },
];

type Trace = (ledger: TraceLedger, request: TraceRequest, rule: TracingRule) => TraceResult;

const engine: Trace = (ledger, request, method) => {
  const answer = traceForward(ledger, { ...request, method });
  if ("results" in answer) throw new Error("broken invariant: one rule was asked for");
  return answer;
};

describe.skipIf(isAbsent).each(clusters)(`$name${reason}`, ({ name, rows, seeded, ending, reach }) => {
  const { ledger, terminals, requestFor } = isAbsent ? emptyCluster : readCluster(name);
  const recorded = requestFor("recorded");

  test("every row loads", () => {
    expect(ledger.transfers.length).toBe(rows);
  });

  describe.each([
    ["engine", engine],
    ["naive", naiveForward],
  ] as const)("%s", (_name, trace) => {
    test.each(reach)("poison reaches what it should, %s", (sameTime, expected) => {
      expect(reachOf(trace(ledger, requestFor(sameTime), "poison"), terminals)).toEqual(expected);
    });

    test.each(ending)("what ends at terminals, %s", (rule, expected) => {
      const result = trace(ledger, recorded, rule);
      expect([seededOf(result), endingAtTerminals(result, terminals)]).toEqual([seeded, expected]);
    });

    test.each(amountRules)("every cent is conserved and every inferred opening is listed, %s", (rule) => {
      const result = trace(ledger, recorded, rule);
      expect(dollars(result.positions.map((row) => row.atoms))).toBe(seededOf(result));
      expect(new Map(result.opening_assumptions.map((row) => [row.account, row.atoms]))).toEqual(
        inferredOpenings(ledger, new Set(heldBy(result))),
      );
    });
  });

  test.each(["recorded", "credits-first", "debits-first"] as const)("both give the same, every rule, %s", (sameTime) => {
    for (const rule of tracingRules) {
      expect(engine(ledger, requestFor(sameTime), rule), rule).toEqual(naiveForward(ledger, requestFor(sameTime), rule));
    }
  });
});

/** Accounts that held traced value at some time: nothing is covered here, so each of them has a gap. */
function heldBy(result: TraceResult): string[] {
  return result.coverage_gaps.map((row) => row.account);
}

/** The least that keeps each of these accounts from going below zero, by time and then row by row. */
function inferredOpenings(ledger: TraceLedger, accounts: ReadonlySet<string>): Map<string, string> {
  const running = new Map<string, bigint>();
  const lowest = new Map<string, bigint>();
  const ordered = ledger.transfers.toSorted((a, b) => Number(a.occurredAt - b.occurredAt));
  for (const { from, to, atoms } of ordered) {
    if (from === to) continue;
    running.set(from, (running.get(from) ?? 0n) - atoms);
    running.set(to, (running.get(to) ?? 0n) + atoms);
    const balance = running.get(from) ?? 0n;
    if (balance < (lowest.get(from) ?? 0n)) lowest.set(from, balance);
  }
  return new Map(
    [...lowest].filter(([account]) => accounts.has(account)).map(([account, least]) => [account, (-least).toString()]),
  );
}
