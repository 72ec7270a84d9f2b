import { expect, test } from "vitest";
import { type Arrival, followPieces } from "./flow-pieces.ts";
import { limitPaths, rankTransfers, sumPaths } from "./list-paths.ts";
import { account, ledgerOf, requestOf, seedTransfers } from "./test-support/scenario.ts";
import { traceJournal } from "./trace-journal.ts";

const history = `
  t1 1 V H 100
  t2 2 W H 50
  t3 3 X H 30
  t4 4 H A 180
  t5 5 A K 170
  t6 6 K B 170
  t7 7 B K 160`;

function follow(stepsMax: number): { readonly arrivals: readonly Arrival[]; readonly told: ReturnType<typeof limitPaths> } {
  const request = requestOf({ claims: [seedTransfers("V", "t1", "t2", "t3")] });
  const journal = traceJournal(ledgerOf(history), request, { rules: ["fifo"] }).get("fifo")?.journal ?? [];
  const groupsOf = (word: string): readonly string[] => (word === account("K") ? ["k"] : []);
  const arrivals = followPieces(journal, { groupsOf, takesNewest: false, stepsMax });
  const told = limitPaths(
    sumPaths(arrivals, () => "V"),
    { ranks: rankTransfers(journal), tagsOf: new Map() },
  );
  return { arrivals, told };
}

test("where the budget of steps ends, amounts at first entry stay exact, and ways are counted and not listed", () => {
  const whole = follow(1000).told;
  expect(whole.paths.map(({ atoms }) => atoms)).toEqual(["100", "50", "20"]);
  expect(whole.paths_omitted).toEqual([]);
  const cut = follow(6);
  expect(cut.arrivals.map(({ piece }) => piece.atoms)).toEqual([170n]);
  expect(cut.told.paths).toEqual([]);
  expect(cut.told.paths_omitted.map(({ paths, atoms }) => [paths, atoms])).toEqual([["1", "170"]]);
});

test("pieces that are not told apart are one: a chain behind a hub with many payers costs no more than its length", () => {
  const payers = Array.from({ length: 2000 }, (_, index) => `s${index} ${index} V${index} H 1`);
  const chain = Array.from(
    { length: 2000 },
    (_, index) => `c${index} ${3000 + index} ${index === 0 ? "H" : `C${index}`} C${index + 1} 2000`,
  );
  const request = requestOf({ claims: [seedTransfers("V", ...payers.map((_, index) => `s${index}`))] });
  const journal =
    traceJournal(ledgerOf([...payers, ...chain].join("\n")), request, { rules: ["fifo"] }).get("fifo")?.journal ?? [];
  const groupsOf = (word: string): readonly string[] => (word === account("C2000") ? ["k"] : []);
  const arrivals = followPieces(journal, { groupsOf, takesNewest: false, stepsMax: 10_000 });
  expect(arrivals.map(({ piece }) => piece.atoms)).toEqual([2000n]);
});
