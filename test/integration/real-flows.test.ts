import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
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
import { type SameTimeMode, type TraceRequest, type TraceResult, type TracingRule, tracingRules } from "@tributary/trace";
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
  return micros as UtcMicros;
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
  return { transfers, conversions: [], tags: [], balances: [], coverage: [] };
}

interface Cluster {
  readonly ledger: TraceLedger;
  readonly terminals: ReadonlySet<string>;
  readonly requestFor: (sameTime: SameTimeMode) => TraceRequest;
}

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

const clusters = [
  {
    name: "cluster1_atomic",
    rows: 1080,
    seeded: "10737064.52",
    ending: { fifo: "9094547.38", libr: "9093586.80" },
    reach: { recorded: { transfers: 1072, accounts: 381, terminals: 101 } },
  },
  {
    name: "cluster2_harmony",
    rows: 3887,
    seeded: "70525147.27",
    ending: { fifo: "63127680.26", libr: "54339518.79" },
    reach: {
      recorded: { transfers: 3045, accounts: 468, terminals: 11 },
      "credits-first": { transfers: 3193, accounts: 469, terminals: 11 },
    },
  },
] as const;

describe.skipIf(isAbsent).each(clusters)(`$name, naive${reason}`, ({ name, rows, seeded, ending, reach }) => {
  const cluster = isAbsent ? null : readCluster(name);

  test("every row loads", () => {
    expect(cluster?.ledger.transfers.length).toBe(rows);
  });

  test.each(Object.entries(reach))("poison reaches what it should, %s", (sameTime, expected) => {
    if (cluster === null) return;
    const request = cluster.requestFor(sameTime as SameTimeMode);
    expect(reachOf(naiveForward(cluster.ledger, request, "poison"), cluster.terminals)).toEqual(expected);
  });

  test.each(Object.entries(ending))("what ends at terminals, %s", (rule, expected) => {
    if (cluster === null) return;
    const result = naiveForward(cluster.ledger, cluster.requestFor("recorded"), rule as TracingRule);
    expect([seededOf(result), endingAtTerminals(result, cluster.terminals)]).toEqual([seeded, expected]);
  });

  test.each(amountRules)("every cent is conserved, %s", (rule) => {
    if (cluster === null) return;
    const result = naiveForward(cluster.ledger, cluster.requestFor("recorded"), rule);
    expect(dollars(result.positions.map((row) => row.atoms))).toBe(seededOf(result));
    expect(result.opening_assumptions.length).toBeGreaterThan(0);
  });
});
