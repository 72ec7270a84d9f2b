import type { AccountId, AssetId, Atoms, SourceName, TransferId, UtcMicros } from "@tributary/domain";
import { createHeap, createMemory, memoryLimit } from "@tributary/kernel";
import { indexOutpoints, type NamedTransfer } from "@tributary/ledger";
import { requestOf } from "@tributary/testkit";
import { type LedgerSnapshot, openSnapshotView, type TraceResult, type TracingRule, traceSnapshot } from "@tributary/trace";
import { expect, test } from "vitest";

const rays = 1_000_000;
const asset = "iso4217:USD" as AssetId;
const none = 0xffff_ffff;

/** One payment into a hub, which pays a million others one atom each: account 0 is the victim's, 1 the hub's, the others follow. */
function makeStar(): LedgerSnapshot {
  const memory = createMemory();
  const heap = createHeap(memory, { from: 64, limit: memoryLimit });
  const count = rays + 1;
  const holdings = rays + 2;
  const column = (length: number, at: (index: number) => number): number => {
    const address = heap.allocate(4 * length);
    const values = memory.u32(address, length);
    for (let index = 0; index < length; index += 1) values[index] = at(index);
    return address;
  };
  const atoms = heap.allocate(8 * count);
  memory.u64(atoms, count).fill(1n);
  memory.u64(atoms, 1)[0] = BigInt(rays);
  const accountName = (account: number): AccountId => `bank:test:${account}` as AccountId;
  const timeAt = (place: number): UtcMicros => BigInt(place) as UtcMicros;
  const transferAt = (place: number): NamedTransfer => ({
    source: "table" as SourceName,
    id: `t${place}` as TransferId,
    name: `t${place}`,
    occurredAt: timeAt(place),
    sequence: BigInt(place),
    precision: "instant",
    basis: "block",
    from: accountName(place === 0 ? 0 : 1),
    to: accountName(place + 1),
    asset,
    atoms: (place === 0 ? BigInt(rays) : 1n) as Atoms,
    reference: null,
  });
  return {
    memory,
    columns: {
      eventCount: count,
      payer: column(count, (place) => (place === 0 ? 0 : 1)),
      payee: column(count, (place) => place + 1),
      atoms,
      atomsLimbs: 1,
      wide: 0,
      wideCount: 0,
      holdingCount: holdings,
      holdingAccount: column(holdings, (holding) => holding),
      holdingAsset: column(holdings, () => 0),
      accountCount: holdings,
      assetCount: 1,
    },
    segments: [
      {
        holdingCount: holdings,
        outOffsets: column(holdings + 1, (holding) => Math.min(holding, 1) + (holding > 1 ? rays : 0)),
        outPlaces: column(count, (place) => place),
        inOffsets: column(holdings + 1, (holding) => Math.max(0, holding - 1)),
        inPlaces: column(count, (place) => place),
      },
    ],
    firstHolding: column(holdings, (holding) => holding),
    nextHolding: column(holdings, () => none),
    ends: 0,
    heapFrom: heap.mark(),
    specialAccounts: () => [],
    accountNumber: (name) => Number(name.slice("bank:test:".length)),
    accountName,
    assetNumber: () => 0,
    assetName: () => asset,
    holdingsOf: (account) => [account],
    transferAt,
    orderAt: transferAt,
    precisionAt: () => "instant",
    timeAt,
    firstPlaceFrom: (time) => Math.min(Number(time), count),
    placeOf: ({ name }) => Number(name.slice(1)),
    conversions: () => [],
    conversionAt: () => {
      throw new Error("broken invariant: the star has no conversion");
    },
  };
}

const star = makeStar();
const request = requestOf({
  claims: [{ id: "V1", kind: "scam_victim", transfers: ["t0"] }],
  limits: { hopsMax: null, accountsMax: 10_000_000, dustAtoms: 0n },
});

function ask(shouldStop: () => string | undefined, method: TracingRule = "fifo"): TraceResult {
  const named = new Map([["t0", star.transferAt(0)]]);
  const outpoints = indexOutpoints([]);
  const control = { shouldStop, eventsPerStep: 10_000 };
  const trace = traceSnapshot(openSnapshotView(star), {
    request: { ...request, method },
    named,
    tags: [],
    balances: [],
    outpoints,
    control,
  });
  return trace.write({ coverage: [], outpoints }) as TraceResult;
}

const sum = (rows: readonly { readonly atoms: string }[]): bigint => rows.reduce((total, row) => total + BigInt(row.atoms), 0n);

test("a star with a million counterparties ends early with what was found, and counts and values what was not followed", () => {
  let looks = 0;
  // The walk and the copying look too: it is the rule that is ended.
  const result = ask(() => {
    looks += 1;
    return looks > 215 ? "deadline" : undefined;
  });
  const { positions, limits_hit, flows } = result;
  const [ended, limit, ...others] = limits_hit;
  expect(others).toEqual([]);
  expect(ended).toMatchObject({ limit: "deadline", account: "", atoms: "0" });
  expect(limit).toMatchObject({ limit: "deadline", account: "bank:test:1" });
  // All of the claim is somewhere, and what the hub still held is what was not followed.
  expect(sum(positions)).toBe(BigInt(rays));
  const followed = flows.length - 1;
  expect(followed).toBeGreaterThan(0);
  expect(followed).toBeLessThan(rays);
  expect(limit?.atoms).toBe(String(rays - followed));
  expect(positions.find(({ account }) => account === "bank:test:1")?.atoms).toBe(limit?.atoms);
  const unfollowed = (limit?.transfers.length ?? 0) + Number(limit?.transfers_omitted ?? 0);
  expect(unfollowed).toBe(rays - followed);
});

test("marks that were not followed are listed too, with the payments whole", () => {
  let looks = 0;
  const { limits_hit, flows } = ask(() => {
    looks += 1;
    return looks > 215 ? "deadline" : undefined;
  }, "poison");
  const [ended, limit, ...others] = limits_hit;
  expect(others).toEqual([]);
  expect(ended).toMatchObject({ limit: "deadline", account: "", atoms: "0" });
  const left = rays - (flows.length - 1);
  expect(left).toBeGreaterThan(0);
  expect(limit).toMatchObject({ limit: "deadline", account: "bank:test:1", atoms: String(left) });
  expect((limit?.transfers.length ?? 0) + Number(limit?.transfers_omitted ?? 0)).toBe(left);
});
