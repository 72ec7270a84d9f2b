import fc from "fast-check";
import { expect, test } from "vitest";
import { type AtomsLimbs, readAtoms, writeAtoms } from "../rules/layout.ts";
import type { KernelRule, RecordList, RulesQuestion } from "../rules/rules-question.ts";
import { runRules } from "../rules/run-rules.ts";
import { flatten, newHeap } from "../test-support/flat-ledger.ts";
import { type RandomCase, randomCase } from "../test-support/random-ledger.ts";
import type { CompactPart } from "./part.ts";
import { createReach } from "./reach.ts";
import { writeU32 } from "./reach-ledger.ts";
import { type ReachStop, unlimited } from "./reach-question.ts";

const heap = newHeap();
const runs = Number(process.env["TRIBUTARY_REACH_RUNS"] ?? 1000);
const rules: readonly KernelRule[] = ["fifo", "lifo", "pro-rata", "libr", "pifo", "strict", "poison"];

/** Numbers of the whole, as those of the columns that are run over. */
interface View {
  readonly place: (place: number) => number;
  readonly account: (account: number) => number | undefined;
  readonly conversion: (conversion: number) => number | undefined;
}

interface Limits {
  readonly accountsMax: number;
  readonly dust: bigint;
}

const records = (rows: readonly (readonly number[])[]): RecordList => ({ at: writeU32(heap, rows.flat()), count: rows.length });

/** Of one account no two overlap, as the rules want them. */
function tidyStops({ ledger, question }: RandomCase): ReachStop[] {
  const kept: ReachStop[] = ledger.special.map((account) => ({ account, fromPlace: 0, toPlace: unlimited, reason: 99 }));
  for (const stop of question.stops) {
    const overlaps = kept.some(
      (other) => other.account === stop.account && other.fromPlace <= stop.toPlace && stop.fromPlace <= other.toPlace,
    );
    if (!overlaps && stop.fromPlace <= stop.toPlace) kept.push(stop);
  }
  return kept.sort((a, b) => a.account - b.account || a.fromPlace - b.fromPlace);
}

/** The parts of a rules question that stand in numbers of the whole, in those of a view. */
function ask(
  { ledger, question }: RandomCase,
  view: View,
  { accountsMax, dust }: Limits,
): Omit<
  RulesQuestion,
  "rule" | "limbs" | "columns" | "openings" | "accountFlags" | "tracked" | "firstHolding" | "nextHolding" | "dust"
> & { readonly dustOf: (limbs: AtomsLimbs) => number } {
  const stops = question.stops.flatMap(({ account, fromPlace, toPlace, reason }) => {
    const local = view.account(account);
    const from = view.place(fromPlace);
    const to = toPlace === unlimited ? unlimited : view.place(toPlace + 1) - 1;
    return local === undefined || to < from ? [] : [[local, from, to, reason]];
  });
  const seeded = [...new Map(question.starts.map(({ place, holding }) => [ledger.accountOf[holding] ?? -1, place]))];
  const isStop = (account: number, place: number): ReachStop | undefined =>
    question.stops.find((stop) => stop.account === account && stop.fromPlace <= place && place <= stop.toPlace);
  const accountSeeds = seeded
    .map(([account, place], claim) => {
      const stop = isStop(account, place);
      return [view.place(place), view.account(account) ?? -1, claim, stop === undefined ? 0 : stop.reason + 1, place];
    })
    .sort((a, b) => (a[4] ?? 0) - (b[4] ?? 0) || (a[2] ?? 0) - (b[2] ?? 0));
  const legs = ledger.conversions.flatMap(({ outPlaces, inPlaces }, conversion) => {
    const local = view.conversion(conversion);
    if (local === undefined) return [];
    return [...outPlaces.map((place) => [place, 1, local]), ...inPlaces.map((place) => [place, 2, local])];
  });
  return {
    stops: records(stops.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0))),
    transferSeeds: records(
      [...question.seeds].sort((a, b) => a - b).map((place, index) => [view.place(place), seeded.length + index]),
    ),
    accountSeeds: records(accountSeeds.map((row) => row.slice(0, 4))),
    openingSeeds: records([]),
    legs: records(legs.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))),
    conversionAccounts: ledger.conversions.map((one) => one.account),
    hopsMax: question.hopsMax,
    accountsMax,
    claimCount: seeded.length + question.seeds.length,
    logsMoves: true,
    countsLate: true,
    dustOf: (limbs) => {
      const at = heap.allocate(2 * 8 * limbs);
      for (let asset = 0; asset < 2; asset += 1)
        writeAtoms(heap.memory.u64(at, 2 * limbs), asset * limbs, { atoms: dust, limbs });
      return dust === 0n ? 0 : at;
    },
  };
}

interface Names {
  readonly place: (place: number) => number;
  readonly holding: (holding: number) => number;
  readonly conversion: (conversion: number) => number;
  readonly account: (account: number) => number;
  readonly lateBefore: (holding: number) => bigint;
}

interface Told {
  readonly moves: readonly string[];
  readonly held: readonly string[];
  readonly accounts: readonly string[];
  readonly traced: readonly string[];
}

/** Everything that a run says, in numbers of the whole. */
function tell(question: RulesQuestion, names: Names): Told {
  const moves: string[] = [];
  const held: string[] = [];
  const mark = heap.mark();
  const run = runRules(question, {
    heap,
    onRecords: (log) => {
      for (let index = 0; index < log.count; index += 1) {
        const kind = log.kind(index);
        const isHeld = kind === 8;
        // What nobody's money did in a conversion is told of every conversion of the columns, and is nobody's row.
        if (kind === 7 && log.claim(index) < 0) continue;
        const place =
          kind === 1 || kind === 7 || isHeld || log.place(index) >= question.columns.eventCount
            ? -1
            : names.place(log.place(index));
        const holding = kind === 7 ? -1 : names.holding(log.holding(index));
        const conversion = kind >= 5 && kind <= 7 ? names.conversion(log.conversion(index)) : -1;
        const row = `${kind} c${log.claim(index)} p${place} h${holding} v${log.verdict(index)} k${conversion} ${log.atoms(index)}`;
        (isHeld ? held : moves).push(row);
      }
    },
  });
  const accounts: string[] = [];
  for (let account = 0; account < question.columns.accountCount; account += 1) {
    const first = run.firstOf(account);
    const hop = run.hopOf(account);
    if (hop >= 0)
      accounts.push(`a${names.account(account)} hop ${hop} since ${typeof first === "number" ? names.place(first) : first}`);
  }
  const traced: string[] = [];
  for (let holding = 0; holding < question.columns.holdingCount; holding += 1) {
    if (!run.wasTraced(holding)) continue;
    traced.push(
      `h${names.holding(holding)} late ${run.lateOf(holding) + names.lateBefore(holding)} total ${run.totalOf(holding)}`,
    );
  }
  heap.release(mark);
  return { moves, held: held.sort(), accounts: accounts.sort(), traced: traced.sort() };
}

function tellPart(part: CompactPart, asked: ReturnType<typeof ask>, rule: KernelRule): ReturnType<typeof tell> {
  const { columns } = part;
  const places = heap.memory.u32(part.places, columns.eventCount).slice();
  const accounts = heap.memory.u32(part.accounts, columns.accountCount).slice();
  const holdings = heap.memory.u32(part.holdings, columns.holdingCount).slice();
  return tell(
    {
      ...asked,
      rule,
      limbs: part.limbs,
      columns,
      openings: part.balances,
      accountFlags: part.accountFlags,
      tracked: part.tracked,
      firstHolding: part.firstHolding,
      nextHolding: part.nextHolding,
      legs: part.legs,
      conversionAccounts: part.conversionAccounts,
      dust: asked.dustOf(part.limbs),
    },
    {
      place: (place) => places[place] ?? -2,
      holding: (holding) => holdings[holding] ?? -2,
      conversion: (conversion) => part.conversions[conversion] ?? -2,
      account: (account) => accounts[account] ?? -2,
      lateBefore: (holding) =>
        holding < part.trackedCount
          ? readAtoms(heap.memory.u64(part.lates, part.trackedCount * part.limbs), holding * part.limbs, part.limbs)
          : 0n,
    },
  );
}

test("a run over the part says what a run over the whole says, under every rule", () => {
  const settings = fc.record({
    accountsMax: fc.constantFrom(100, 3),
    dust: fc.constantFrom(0n, 3n),
    mode: fc.constantFrom("inferred" as const, "late" as const, "unbounded" as const),
    placesMax: fc.constantFrom(unlimited, 1, 2, 4, 8),
    scanShare: fc.constantFrom(0, 1_000_000),
    knowsEnds: fc.boolean(),
  });
  fc.assert(
    fc.property(randomCase(), settings, (drawn, { mode, placesMax, scanShare, knowsEnds, ...limit }) => {
      const { ledger } = drawn;
      const mark = heap.mark();
      const flat = flatten(ledger, heap);
      const reach = createReach(knowsEnds ? flat : { ...flat, ends: 0 }, { scanShare });
      const question = { ...drawn.question, stops: tidyStops(drawn), placesMax };
      const same = (number: number): number => number;
      const found = reach.reach(question);
      const whole = reach.wholeOpenings({ openings: mode });
      if (!("openings" in whole)) throw new Error("it was stopped");
      const eventCount = found.place;
      // Where the budget ended the reach, what starts later is not asked about.
      const isEarly = found.status === "budget";
      const starts = question.starts.filter(({ place }) => !isEarly || place < eventCount);
      const random = { ledger, question: { ...question, starts, seeds: question.seeds.filter((place) => place < eventCount) } };
      const asked = ask(random, { place: (place) => Math.min(place, eventCount), account: same, conversion: same }, limit);
      const onWhole = rules.map((rule) =>
        tell(
          {
            ...flat,
            ...asked,
            rule,
            limbs: whole.limbs,
            columns: { ...flat.columns, eventCount },
            openings: whole.openings,
            tracked: 0,
            dust: asked.dustOf(whole.limbs),
          },
          { place: same, holding: same, conversion: same, account: same, lateBefore: () => 0n },
        ),
      );
      reach.reach({ ...question, isForPart: true });
      const part = reach.part({ openings: mode, wholeShare: 1 });
      if (part.kind !== "part") throw new Error(`a ${part.kind} came back`);
      const view = {
        place: part.placeFrom,
        account: part.localAccount,
        conversion: (one: number) => part.conversions.indexOf(one),
      };
      const askedOfPart = ask(random, view, limit);
      expect(rules.map((rule) => tellPart(part, askedOfPart, rule))).toEqual(onWhole);
      heap.release(mark);
    }),
    { numRuns: runs },
  );
});
