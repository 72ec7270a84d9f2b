import { arbitraryAtoms, ledgerOf, requestOf, type TransferFixture, transferClaim } from "@tributary/testkit";
import type { TraceResult } from "@tributary/trace";
import fc from "fast-check";
import { expect } from "vitest";
import { amountRules, type Implementation, sumOf } from "./implementation.ts";

const owners = ["O", "V1", "V2", "V3"] as const;

const arbitraryMove = fc.record({
  isOut: fc.boolean(),
  owner: fc.constantFrom(...owners),
  atoms: arbitraryAtoms,
});
type Move = { readonly isOut: boolean; readonly owner: (typeof owners)[number]; readonly atoms: bigint };

/** Law 3: one account, summed over claims: pifo <= fifo, lifo, pro-rata <= libr; and libr is the running ratchet. */
export function orderOfRules({ forward }: Implementation): fc.IProperty<unknown> {
  return fc.property(fc.array(arbitraryMove, { minLength: 1, maxLength: 12 }), (moves) => {
    const transfers = moves.map(({ isOut, owner, atoms }, index): TransferFixture => {
      const id = `t${index}`;
      return isOut ? { id, from: "W", to: `X${index}`, atoms } : { id, from: `${owner}-${index}`, to: "W", atoms };
    });
    const claims = owners
      .slice(1)
      .map((owner) =>
        transferClaim(owner, ...moves.flatMap((move, index) => (!move.isOut && move.owner === owner ? [`t${index}`] : []))),
      );
    const ledger = ledgerOf(transfers);
    const kept = Object.fromEntries(amountRules.map((rule) => [rule, retained(forward(ledger, requestOf({ claims }), rule))]));
    const { pifo = -1n, libr = -1n, fifo = -1n, lifo = -1n, "pro-rata": proRata = -1n } = kept;
    for (const middle of [fifo, lifo, proRata]) {
      expect(pifo).toBeLessThanOrEqual(middle);
      expect(middle).toBeLessThanOrEqual(libr);
    }
    expect(libr).toBe(ratchet(moves));
  });
}

function retained(result: TraceResult): bigint {
  return sumOf(result.positions.filter((row) => row.account === "bank:test:W").map((row) => row.atoms));
}

/** Lowest intermediate balance: a claim adds to what is kept, a debit cuts it to the balance, other credits add nothing. */
function ratchet(moves: readonly Move[]): bigint {
  let lowest = 0n;
  let running = 0n;
  for (const move of moves) {
    running += move.isOut ? -move.atoms : move.atoms;
    if (running < lowest) lowest = running;
  }
  let balance = -lowest;
  let kept = 0n;
  for (const move of moves) {
    balance += move.isOut ? -move.atoms : move.atoms;
    if (move.isOut) kept = kept < balance ? kept : balance;
    else if (move.owner !== "O") kept += move.atoms;
  }
  return kept;
}

const arbitraryStep = fc.record({
  from: fc.constantFrom("V", "A", "B", "C"),
  to: fc.constantFrom("A", "B", "C", "fee:eip155:1"),
  atoms: arbitraryAtoms,
  at: fc.integer({ min: 0, max: 3 }),
});

/** Law 4: one claim, no unattributed value, no hop or dust limit: all rules agree. */
export function agreement({ forward }: Implementation): fc.IProperty<unknown> {
  return fc.property(fc.array(arbitraryStep, { minLength: 1, maxLength: 12 }), (steps) => {
    const balances = new Map<string, bigint>();
    const transfers = steps
      .toSorted((a, b) => a.at - b.at)
      .map((step, index): TransferFixture => {
        const has = balances.get(step.from) ?? 0n;
        const atoms = step.from === "V" ? step.atoms : step.atoms % (has + 1n);
        balances.set(step.from, has - (step.from === "V" ? 0n : atoms));
        balances.set(step.to, (balances.get(step.to) ?? 0n) + atoms);
        return { ...step, atoms: capped(atoms), id: `t${index}`, sequence: BigInt(index) };
      });
    const seeds = transfers.flatMap(({ from, id = "" }) => (from === "V" ? [id] : []));
    const ledger = ledgerOf(transfers);
    const request = requestOf({ claims: [transferClaim("V", ...seeds)] });
    const [first, ...others] = amountRules.map((rule) => ({ ...forward(ledger, request, rule), method: "" }));
    for (const other of others) expect(other).toEqual(first);
  });
}

function capped(atoms: bigint): bigint {
  const max = 2n ** 256n - 1n;
  return atoms > max ? max : atoms;
}
