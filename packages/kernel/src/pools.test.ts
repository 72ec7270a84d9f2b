import { allocate } from "@tributary/domain";
import { describe, expect, it } from "vitest";
import { createPoolsProbes, createRandom, drawAmount, type PoolsProbe } from "./test-support/pools-probe.ts";

const probes = createPoolsProbes();
const unattributed = -1;
const poolCount = 6;
const rules = ["pro-rata", "libr", "strict"] as const;
type Rule = (typeof rules)[number];

interface Part {
  readonly label: number;
  readonly atoms: bigint;
}

/** A holding as the specification has it, in plain numbers. */
interface Model {
  own: bigint;
  claims: Part[];
}

function receiveModel(rule: Rule, model: Model, parts: readonly Part[]): void {
  for (const { label, atoms } of parts) {
    const same = model.claims.find((claim) => claim.label === label);
    if (label === unattributed) model.own += atoms;
    else model.claims = [...model.claims.filter((claim) => claim !== same), { label, atoms: atoms + (same?.atoms ?? 0n) }];
    model.claims.sort((a, b) => a.label - b.label);
    if (rule === "strict" && model.own > 0n) {
      model.own += model.claims.reduce((sum, claim) => sum + claim.atoms, 0n);
      model.claims = [];
    }
  }
}

function spendModel(rule: Rule, model: Model, atoms: bigint): Part[] {
  const own = model.own < atoms ? model.own : atoms;
  const isShared = rule === "pro-rata";
  const pool = isShared && model.own > 0n ? [...model.claims, { label: unattributed, atoms: model.own }] : model.claims;
  const shares = allocate(
    isShared ? atoms : atoms - own,
    pool.map((claim) => claim.atoms),
  );
  const shared = pool.map(({ label }, index) => ({ label, atoms: shares[index] ?? 0n }));
  const taken = [...(isShared ? [] : [{ label: unattributed, atoms: own }]), ...shared].filter((part) => part.atoms > 0n);
  for (const part of taken) {
    if (part.label === unattributed) model.own -= part.atoms;
    model.claims = model.claims.map((claim) =>
      claim.label === part.label ? { ...claim, atoms: claim.atoms - part.atoms } : claim,
    );
  }
  model.claims = model.claims.filter((claim) => claim.atoms > 0n);
  return taken;
}

function totalOf(model: Model): bigint {
  return model.claims.reduce((sum, claim) => sum + claim.atoms, model.own);
}

/** Pools of a module, as the model's counterpart. */
function openPools(
  probe: PoolsProbe,
  rule: Rule,
  { claimCount, bytes = 0 }: { readonly claimCount: number; readonly bytes?: number },
) {
  const { heap, call, read, write, width } = probe;
  const poolBytes = width * 2 + 8;
  const mark = heap.mark();
  const capacity = claimCount + 2;
  call("placeParts", heap.allocate(capacity * (width + 4) + 64), capacity);
  const pools = heap.allocateZeroed(poolBytes * poolCount);
  const amount = heap.allocate(width);
  const room = bytes + call("poolsBytesMin", claimCount);
  const from = heap.allocate(room);
  call("placePools", rules.indexOf(rule), claimCount, from, from + room);
  const at = (pool: number) => pools + pool * poolBytes;
  const readParts = (count: number): Part[] =>
    Array.from({ length: count }, (_, part) => ({ label: call("partLabel", part), atoms: read(call("partAtomsAt", part)) }));
  return {
    receive: (pool: number, { label, atoms }: Part) => {
      write(amount, atoms);
      call("receive", at(pool), label, amount);
    },
    receiveParts: (pool: number, parts: readonly Part[]) => {
      parts.forEach(({ label, atoms }, part) => {
        call("setPartLabel", part, label);
        write(call("partAtomsAt", part), atoms);
      });
      call("receiveParts", at(pool), 0, parts.length);
    },
    spend: (pool: number, atoms: bigint) => {
      write(amount, atoms);
      return readParts(call("spend", at(pool), amount));
    },
    relabel: (pool: number, label: number) => {
      call("relabel", at(pool), label, amount);
      return read(amount);
    },
    state: (pool: number) => {
      call("totalOf", at(pool), amount);
      return {
        parts: readParts(call("hold", at(pool))),
        total: read(amount),
        own: read(call("unattributedAt", at(pool))),
        claimed: read(call("claimedAt", at(pool))),
      };
    },
    hasRoom: () => call("hasRoom") !== 0,
    close: () => heap.release(mark),
  };
}

function stateOf(model: Model) {
  const own = model.own > 0n ? [{ label: unattributed, atoms: model.own }] : [];
  return { parts: [...model.claims, ...own], total: totalOf(model), own: model.own, claimed: totalOf(model) - model.own };
}

function compareRun(
  probe: PoolsProbe,
  rule: Rule,
  { claimCount, seed, steps }: { readonly claimCount: number; readonly seed: number; readonly steps: number },
) {
  const random = createRandom(seed);
  const bits = [4, 20, 60, 100][random(4)] ?? 4;
  const pools = openPools(probe, rule, { claimCount, bytes: claimCount * probe.width * 40 });
  const models: Model[] = Array.from({ length: poolCount }, () => ({ own: 0n, claims: [] }));
  for (let step = 0; step < steps; step += 1) {
    const pool = random(poolCount);
    const model = models[pool] ?? { own: 0n, claims: [] };
    const kind = random(10);
    expect(pools.hasRoom()).toBe(true);
    if (kind < 3) {
      const lot = { label: random(claimCount + 1) - 1, atoms: drawAmount(random, bits) };
      pools.receive(pool, lot);
      if (lot.atoms > 0n) receiveModel(rule, model, [lot]);
    } else if (kind === 3) {
      const parts = Array.from({ length: claimCount }, (_, label) => ({ label, atoms: drawAmount(random, bits) + 1n })).filter(
        () => random(2) === 0,
      );
      const all = random(2) === 0 ? parts : [{ label: random(claimCount + 1) - 1, atoms: 9n }, ...parts];
      pools.receiveParts(pool, all);
      receiveModel(rule, model, all);
    } else if (kind === 4) {
      const label = random(claimCount);
      const own = model.own;
      model.own = 0n;
      if (own > 0n) receiveModel("libr", model, [{ label, atoms: own }]);
      expect(pools.relabel(pool, label)).toBe(own);
    } else {
      const total = totalOf(model);
      const atoms = random(6) === 0 ? total : drawAmount(random, bits) % (total + 1n);
      const parts = pools.spend(pool, atoms);
      expect(parts).toEqual(atoms === 0n ? [] : spendModel(rule, model, atoms));
      const to = random(poolCount);
      pools.receiveParts(to, parts);
      receiveModel(rule, models[to] ?? model, parts);
    }
  }
  models.forEach((model, pool) => void expect(pools.state(pool)).toEqual(stateOf(model)));
  pools.close();
}

describe.each(probes)("pools of $limbs limbs", (probe) => {
  it.each(rules)("receive, pay and relabel as the specification says: %s", { timeout: 120_000 }, (rule) => {
    for (let seed = 1; seed <= 300; seed += 1)
      compareRun(probe, rule, { claimCount: [1, 2, 3, 7, 40][seed % 5] ?? 1, seed, steps: 120 });
  });

  it.each(rules)("hold 10,000 claims: %s", { timeout: 120_000 }, (rule) => {
    compareRun(probe, rule, { claimCount: 10_000, seed: 3, steps: 12 });
  });
});

describe("memory of pools", () => {
  it("is used again", () => {
    for (const probe of probes) {
      const pools = openPools(probe, "pro-rata", { claimCount: 64 });
      const parts = Array.from({ length: 64 }, (_, label) => ({ label, atoms: 5n }));
      for (let round = 0; round < 5_000; round += 1) {
        expect(pools.hasRoom() || round > 0).toBe(true);
        pools.receiveParts(0, parts);
        pools.receiveParts(1, pools.spend(0, 320n));
        expect(pools.spend(1, 320n)).toHaveLength(64);
      }
      pools.close();
    }
  });

  it("says when it runs out, before anything is changed", () => {
    for (const probe of probes) {
      const pools = openPools(probe, "libr", { claimCount: 1000 });
      expect(pools.hasRoom()).toBe(true);
      pools.receiveParts(
        0,
        Array.from({ length: 1000 }, (_, label) => ({ label, atoms: 1n })),
      );
      expect(pools.hasRoom()).toBe(false);
      pools.close();
    }
  });
});
