import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { everyAsset } from "@tributary/domain";
import {
  accountClaim,
  accountNamed,
  type BalanceFixture,
  type ConversionFixture,
  instantAt,
  ledgerOf,
  naiveTrace,
  requestOf,
  type TagFixture,
  type TransferFixture,
  transferClaim,
} from "@tributary/testkit";
import { type TraceRequest, type TracingRule, trace } from "@tributary/trace";
import { describe, expect, test } from "vitest";

const folder = join(import.meta.dirname, "../../fixtures/regressions");

type WithText<Fixture extends { readonly atoms: bigint }> = Omit<Fixture, "atoms"> & { readonly atoms: string };

/** A ledger once answered wrongly, small enough to read; `expected` is the whole result, without notes. */
interface Regression {
  readonly note: string;
  readonly rule: TracingRule;
  readonly ledger: {
    readonly transfers: readonly (Omit<WithText<TransferFixture>, "sequence"> & { readonly sequence?: string })[];
    readonly balances?: readonly WithText<BalanceFixture>[];
    readonly conversions?: readonly ConversionFixture[];
    readonly tags?: readonly TagFixture[];
    /** True: everything is covered, so that no gap is listed. */
    readonly coverage?: boolean;
  };
  readonly request: Partial<Pick<TraceRequest, "sameTime" | "includeInferred">> & {
    readonly claims?: readonly { id: string; transfers?: readonly string[]; account?: string; since?: number }[];
    readonly target?: { readonly transfer: string };
    readonly openings?: "inferred" | "late" | "unbounded";
    readonly stops?: readonly string[];
    /** Seconds after 2024-01-01T00:00:00Z. */
    readonly until?: number;
    readonly limits?: { readonly hopsMax?: number; readonly accountsMax?: number; readonly dustAtoms?: string };
  };
  readonly expected: object;
}

function readLedger({ transfers, balances = [], conversions = [], tags = [], coverage = false }: Regression["ledger"]) {
  const everywhere = {
    source: "test",
    scope: "bank:*",
    from: instantAt(0),
    to: instantAt(1e9),
    assets: everyAsset,
    finality: null,
  };
  return ledgerOf(
    transfers.map(({ atoms, sequence = "0", ...row }) => ({ ...row, atoms: BigInt(atoms), sequence: BigInt(sequence) })),
    {
      balances: balances.map(({ atoms, ...row }) => ({ ...row, atoms: BigInt(atoms) })),
      conversions,
      tags,
      coverage: coverage ? [everywhere] : [],
    },
  );
}

function readRequest({ claims = [], target, stops = [], limits = {}, until, ...rest }: Regression["request"]): TraceRequest {
  return requestOf({
    ...rest,
    claims: claims.map(({ id, transfers = [], account, since }) =>
      account === undefined ? transferClaim(id, ...transfers) : accountClaim(id, account, since ?? null),
    ),
    target: target ?? null,
    until: until === undefined ? null : instantAt(until),
    stops: stops.map(accountNamed),
    limits: {
      hopsMax: limits.hopsMax ?? null,
      accountsMax: limits.accountsMax ?? 100_000,
      dustAtoms: BigInt(limits.dustAtoms ?? "0"),
    },
  });
}

const files = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .sort();

describe("what was once answered wrongly", () => {
  test.each(files)("%s", (file) => {
    const regression: Regression = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const ledger = readLedger(regression.ledger);
    const request = { ...readRequest(regression.request), method: regression.rule };
    expect(naiveTrace(ledger, request), "naive").toEqual(regression.expected);
    expect(trace(ledger, request), "engine").toEqual(regression.expected);
  });
});
